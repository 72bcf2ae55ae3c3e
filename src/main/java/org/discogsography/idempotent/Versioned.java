package org.discogsography.idempotent;

/** The part of a record that an idempotent repository needs. */
public interface Versioned {

    /** The record's id, unique within its type. */
    String id();

    /** SHA-256 of the record's canonical JSON, 64 lower-case hex digits. */
    String sha256();

    /** Date of its dump, {@code 20260801}. Empty if unknown, which is older than any dump. */
    String version();

    /** Whether this record may overwrite {@code other}: the newer dump wins; within one dump, the later message. */
    default boolean supersedes(Versioned other) {
        return version().compareTo(other.version()) >= 0;
    }
}
