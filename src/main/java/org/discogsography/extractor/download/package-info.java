/** Downloading dumps from Discogs: what is asked for, how politely, and what is kept of the answers. Knows nothing of publishing them. */
package org.discogsography.extractor.download;
