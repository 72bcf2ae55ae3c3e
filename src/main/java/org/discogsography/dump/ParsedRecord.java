package org.discogsography.dump;

import java.util.List;

/** A parsed element: the JSON of each of its {@code id} values, and its canonical JSON. */
@SuppressWarnings("ArrayRecordComponent") // used at once, never compared
record ParsedRecord(List<byte[]> ids, byte[] canonicalJson) {}
