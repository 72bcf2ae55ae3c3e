package org.discogsography.idempotent;

/** A record in the store: its id, its content hash, and the version of the last dump that contained it. */
public record StoredRecord(String id, String sha256, String version) implements Versioned {}
