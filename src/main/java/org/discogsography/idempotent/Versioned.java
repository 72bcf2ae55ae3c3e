package org.discogsography.idempotent;

/** A record as far as an idempotent repository has to know it. */
public interface Versioned {

    /** The record's identity within its type. */
    String id();

    /** SHA-256 of the record's canonical JSON, 64 lower-case hex digits. */
    String sha256();

    /** Date of the dump it stood in, {@code 20260801}; empty, and so older than any dump, where it is not known. */
    String version();

    /** Whether {@code other} may be overwritten by this record: a newer dump wins, and in one dump the later message. */
    default boolean supersedes(Versioned other) {
        return version().compareTo(other.version()) >= 0;
    }
}
