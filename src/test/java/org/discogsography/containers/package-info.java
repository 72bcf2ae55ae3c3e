/** The Compose file and the image's Dockerfile, held against the code, and what they say done without a container engine. */
package org.discogsography.containers;
