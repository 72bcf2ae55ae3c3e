package org.discogsography.idempotent;

/** What a store durably holds under a record's id: its content hash, and the version of the dump that it last stood in. */
public record Stored(String id, String sha256, String version) implements Versioned {}
