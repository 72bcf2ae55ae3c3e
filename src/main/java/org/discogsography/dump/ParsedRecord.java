package org.discogsography.dump;

import java.util.List;

/** What one element came to: the JSON of each value that it has as its {@code id}, and its canonical JSON. */
@SuppressWarnings("ArrayRecordComponent") // passed on at once, never compared
record ParsedRecord(List<byte[]> ids, byte[] canonicalJson) {}
