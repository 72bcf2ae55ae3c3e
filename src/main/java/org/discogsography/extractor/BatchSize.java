package org.discogsography.extractor;

/**
 * How much is published before waiting for the broker's confirms. A batch ends at whichever comes first.
 *
 * @param messages at most
 * @param bytes of their bodies; the last message may exceed it
 */
record BatchSize(int messages, long bytes) {}
