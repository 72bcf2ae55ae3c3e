package org.discogsography.table;

import java.time.Instant;

/**
 * What a version has done to a record.
 *
 * @param change its word: added, changed or removed
 * @param hash of the record now; null if it was removed
 * @param previousHash of the record before; null if it was added, or that is not known
 */
public record Change(
        long seq,
        String version,
        String type,
        String id,
        String change,
        String hash,
        String previousHash,
        Instant at) {}
