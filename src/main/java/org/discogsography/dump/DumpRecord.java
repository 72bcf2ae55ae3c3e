package org.discogsography.dump;

import java.util.Arrays;
import java.util.Objects;

/**
 * One record of a dump, as flat JSON.
 *
 * @param type the record's type
 * @param id its Discogs id, verbatim; unique within its type
 * @param sha256 SHA-256 of {@code canonicalJson}, in lower-case hex; it alone identifies the content
 * @param canonicalJson the record's fields, including {@code id}, without an envelope: keys sorted at every depth, no white
 *     space, UTF-8, only mandatory escapes. Not copied: do not modify it.
 * @param offset of its first byte in the unzipped file; no part of its identity
 */
@SuppressWarnings("ArrayRecordComponent") // copying every record would take longer than hashing it
public record DumpRecord(DataType type, String id, String sha256, byte[] canonicalJson, long offset)
        implements ReadOutcome {

    /** A record that comes from no file. */
    public DumpRecord(DataType type, String id, String sha256, byte[] canonicalJson) {
        this(type, id, sha256, canonicalJson, -1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DumpRecord that
                && type == that.type
                && id.equals(that.id)
                && sha256.equals(that.sha256)
                && Arrays.equals(canonicalJson, that.canonicalJson);
    }

    @Override
    public int hashCode() {
        return Objects.hash(type, id, sha256);
    }

    @Override
    public String toString() {
        return type.element() + " " + id + " (sha256 " + sha256 + ", " + canonicalJson.length + " bytes)";
    }
}
