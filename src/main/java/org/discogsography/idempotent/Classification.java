package org.discogsography.idempotent;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Variable;

/**
 * The records of a batch, classified by what the store held when it was asked. Each id occurs once in all lists together;
 * of records that share an id in a batch the newest is kept. Immutable.
 *
 * @param added not in the store, or there only as something that others refer to
 * @param changed in the store with another content hash and no newer version
 * @param unchanged in the store with the same content hash and no newer version
 * @param superseded how many records were left out because the store, or this same batch, holds a newer version of them
 * @param outdated ids of unchanged records that the store no longer held like that when they were touched, because another
 *     instance wrote them in between
 */
public record Classification<T extends Versioned>(
        List<T> added, List<T> changed, List<T> unchanged, int superseded, Set<String> outdated) {

    public Classification {
        added = List.copyOf(added);
        changed = List.copyOf(changed);
        unchanged = List.copyOf(unchanged);
        outdated = Set.copyOf(outdated);
    }

    /** What the store answered, before anything was touched. */
    public Classification(List<T> added, List<T> changed, List<T> unchanged, int superseded) {
        this(added, changed, unchanged, superseded, Set.of());
    }

    /** Whether there are records of which only the version and the time are to be refreshed. */
    public boolean hasRecordsToTouch() {
        return !unchanged.isEmpty();
    }

    /** Whether there are records to be written in full. */
    public boolean hasRecordsToStore() {
        return !added.isEmpty() || !changed.isEmpty() || !outdated.isEmpty();
    }

    /** The records to be written in full. */
    public List<T> recordsToStore() {
        List<T> all = new ArrayList<>(added);
        all.addAll(changed);
        unchanged.stream().filter(record -> outdated.contains(record.id())).forEach(all::add);
        return all;
    }

    /**
     * The same after the touching statement.
     *
     * @param rows of the records that it did not find as they had been, each with its {@code id}
     */
    public Classification<T> touched(@Variable("outdated") List<Map<String, Object>> rows) {
        Set<String> ids = new HashSet<>();
        rows.forEach(row -> ids.add((String) row.get("id")));
        return new Classification<>(added, changed, unchanged, superseded, ids);
    }

    /** Every record of the batch that went into this. */
    public int size() {
        return added.size() + changed.size() + unchanged.size() + superseded;
    }
}
