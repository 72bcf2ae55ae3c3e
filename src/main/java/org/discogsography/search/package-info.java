/** How texts are compared: folded, cut into words, and with mistakes. Knows no store. */
package org.discogsography.search;
