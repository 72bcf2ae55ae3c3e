package org.discogsography.idempotent;

import java.util.List;

/**
 * A batch of records, told apart by what the store held when it was asked. Each id occurs once in all lists together;
 * of records that share an id in a batch the newest is kept.
 *
 * @param added not in the store, or there only as something that others refer to
 * @param changed in the store with another content hash and no newer version
 * @param unchanged in the store with the same content hash and no newer version
 * @param superseded how many records were left out because the store, or this same batch, holds a newer version of them
 */
public record Classification<T extends Versioned>(List<T> added, List<T> changed, List<T> unchanged, int superseded) {

    /** Of no records. */
    public static <T extends Versioned> Classification<T> none() {
        return new Classification<>(List.of(), List.of(), List.of(), 0);
    }

    /** Every record of the batch that went into this. */
    public int size() {
        return added.size() + changed.size() + unchanged.size() + superseded;
    }
}
