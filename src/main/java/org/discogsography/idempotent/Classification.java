package org.discogsography.idempotent;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The records of a batch, classified by the content of the store at that moment. Each id occurs once in all lists together;
 * of several records with the same id only the newest is kept. Immutable.
 *
 * @param added not in the store, or there only as a stub
 * @param changed in the store with another content hash and no newer version
 * @param unchanged in the store with the same content hash and no newer version
 * @param superseded number of records left out because a newer version is in the store or in the same batch, or has been loaded
 *     completely
 * @param changedMeanwhile ids of unchanged records that another instance had changed by the time they were touched
 * @param alreadyAdded ids of added records that need not be stored any more
 */
public record Classification<T extends Versioned>(
        List<T> added,
        List<T> changed,
        List<T> unchanged,
        int superseded,
        Set<String> changedMeanwhile,
        Set<String> alreadyAdded) {

    public Classification {
        added = List.copyOf(added);
        changed = List.copyOf(changed);
        unchanged = List.copyOf(unchanged);
        changedMeanwhile = Set.copyOf(changedMeanwhile);
        alreadyAdded = Set.copyOf(alreadyAdded);
    }

    /** The classification before any record is touched. */
    public Classification(List<T> added, List<T> changed, List<T> unchanged, int superseded) {
        this(added, changed, unchanged, superseded, Set.of(), Set.of());
    }

    /** Whether there are unchanged records, whose version and time have to be refreshed. */
    public boolean hasRecordsToTouch() {
        return !unchanged.isEmpty();
    }

    /** Whether there are new records. */
    public boolean hasRecordsToAdd() {
        return !added.isEmpty();
    }

    /** Whether there are records to write in full. */
    public boolean hasRecordsToStore() {
        return added.size() > alreadyAdded.size() || !changed.isEmpty() || !changedMeanwhile.isEmpty();
    }

    /** The records to write in full. */
    public List<T> recordsToStore() {
        List<T> all = new ArrayList<>();
        added.stream().filter(record -> !alreadyAdded.contains(record.id())).forEach(all::add);
        all.addAll(changed);
        unchanged.stream()
                .filter(record -> changedMeanwhile.contains(record.id()))
                .forEach(all::add);
        return all;
    }

    /**
     * The classification after the touch statement.
     *
     * @param rows the records that it found changed, each with its {@code id}; anything else, as from an older route that does not
     *     pass them, and all unchanged records are written in full
     */
    // Not with an annotated parameter: Camel would keep each instance, up to a thousand, as a key of its cache of
    // beans.
    public Classification<T> withChangedMeanwhile(Object rows) {
        Set<String> ids = new HashSet<>();
        if (rows instanceof List<?> list) {
            list.forEach(row -> ids.add((String) ((Map<?, ?>) row).get("id")));
        } else {
            unchanged.forEach(record -> ids.add(record.id()));
        }
        return new Classification<>(added, changed, unchanged, superseded, ids, alreadyAdded);
    }

    /**
     * The classification after its new records were added by themselves.
     *
     * @param left ids of those that another instance had stored by then: they are written in full
     */
    public Classification<T> withAddedExcept(Set<String> left) {
        Set<String> ids = new HashSet<>();
        added.forEach(record -> ids.add(record.id()));
        ids.removeAll(left);
        return new Classification<>(added, changed, unchanged, superseded, changedMeanwhile, ids);
    }

    /** Camel looks up beans by their hash for each expression of a route: that of all records would take long. */
    @Override
    public int hashCode() {
        return 31 * added.size() + 17 * unchanged.size() + size();
    }

    /** The number of all records of the batch. */
    public int size() {
        return added.size() + changed.size() + unchanged.size() + superseded;
    }
}
