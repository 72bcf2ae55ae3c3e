package org.discogsography.idempotent;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;

/**
 * An idempotent repository whose memory is the store itself. A record has been seen if and only if its content hash is the
 * <em>current</em> one in the store. So the repository survives a restart, cannot disagree with the stored data, and a
 * record that changes from A to B and back to A ends as A.
 *
 * <p>Its keys are {@code <id>:<sha256>}. A route classifies a whole batch in one round trip with {@link #classify}. The
 * methods of {@link IdempotentRepository} take single keys, with one round trip for each.
 *
 * <p>Thread-safe. Nothing is locked between the answer and the write that follows, so the write has to compare hash and
 * version again.
 */
public abstract class StoreIdempotentRepository extends ServiceSupport implements IdempotentRepository {

    private final LongAdder lookups = new LongAdder();
    private final LongAdder seen = new LongAdder();
    private final LongAdder unseen = new LongAdder();
    private final LongAdder superseded = new LongAdder();

    /**
     * The records in the store with these ids, in any order. An id without a record, such as a stub, is left out.
     *
     * @throws Exception if the query fails
     */
    protected abstract Collection<StoredRecord> find(Collection<String> ids) throws Exception;

    /**
     * The newest version that has been loaded completely, or was accepted; empty if there is none. Older records are ignored: they might
     * bring back what was removed.
     *
     * @throws Exception if the query fails
     */
    protected String settledVersion() throws Exception {
        return "";
    }

    /** What {@link #find} and {@link #settledVersion} return. */
    public record Known(Collection<StoredRecord> records, String settledVersion) {}

    /**
     * What the store knows of these ids, as {@link #find} and {@link #settledVersion} do.
     *
     * @throws Exception if a query fails
     */
    protected Known look(Collection<String> ids) throws Exception {
        return new Known(find(ids), settledVersion());
    }

    /**
     * Makes the store forget this hash if it is still the record's current one, so that the next message with the record
     * is written in any case.
     */
    protected abstract boolean forget(String id, String sha256) throws Exception;

    /** Classifies the records of a batch in one round trip to the store. */
    public <T extends Versioned> Classification<T> classify(List<T> batch) throws Exception {
        return classify(batch, newest -> look(newest.keySet()));
    }

    /** What the store knows of the newest records of a batch, by their ids. */
    @FunctionalInterface
    protected interface Lookup<T> {
        Known of(Map<String, T> newest) throws Exception;
    }

    /** Classifies the records of a batch by what is known of the newest of them. */
    protected final <T extends Versioned> Classification<T> classify(List<T> batch, Lookup<T> lookup) throws Exception {
        Map<String, T> newest = new LinkedHashMap<>(batch.size() * 2);
        for (T record : batch) {
            newest.merge(record.id(), record, (before, after) -> after.supersedes(before) ? after : before);
        }
        var stored = new LinkedHashMap<String, StoredRecord>(newest.size() * 2);
        Known known = lookup.of(newest);
        for (StoredRecord found : known.records()) {
            stored.put(found.id(), found);
        }
        var added = new ArrayList<T>();
        var changed = new ArrayList<T>();
        var unchanged = new ArrayList<T>();
        int older = batch.size() - newest.size();
        for (T record : newest.values()) {
            StoredRecord current = stored.get(record.id());
            if (!record.version().isEmpty() && record.version().compareTo(known.settledVersion()) < 0) {
                older++;
            } else if (current == null) {
                added.add(record);
            } else if (!record.supersedes(current)) {
                older++;
            } else if (record.sha256().equals(current.sha256())) {
                unchanged.add(record);
            } else {
                changed.add(record);
            }
        }
        lookups.increment();
        seen.add(unchanged.size());
        unseen.add(added.size() + changed.size());
        superseded.add(older);
        return new Classification<>(added, changed, unchanged, older);
    }

    /** Whether the store holds this key's hash as the record's current one. */
    @Override
    public boolean contains(String key) {
        int colon = key.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("A key must be <id>:<sha256>: " + key);
        }
        String id = key.substring(0, colon);
        String sha256 = key.substring(colon + 1);
        try {
            return find(List.of(id)).stream().anyMatch(found -> sha256.equals(found.sha256()));
        } catch (Exception e) {
            throw new IllegalStateException("Could not look up " + key + " in the store", e);
        }
    }

    /**
     * Whether the key is new. It adds nothing: only storing a record adds its key. A key added before its record would
     * lose the record in a crash.
     */
    @Override
    public boolean add(String key) {
        return !contains(key);
    }

    /** Whether the record has been stored. Nothing else needs to be confirmed. */
    @Override
    public boolean confirm(String key) {
        return contains(key);
    }

    @Override
    @ManagedOperation(
            description = "Forget a key (id:sha256), so that the next message with the record is written again")
    public boolean remove(String key) {
        if (!contains(key)) {
            return false;
        }
        int colon = key.lastIndexOf(':');
        try {
            return forget(key.substring(0, colon), key.substring(colon + 1));
        } catch (Exception e) {
            throw new IllegalStateException("Could not remove " + key + " from the store", e);
        }
    }

    /**
     * Not supported: the keys are the stored records themselves.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public void clear() {
        throw new UnsupportedOperationException(
                "The keys are the stored records: remove single keys, or clear the store itself");
    }

    @ManagedAttribute(description = "Batches looked up")
    public long getLookups() {
        return lookups.sum();
    }

    @ManagedAttribute(description = "Records whose hash was already current in the store")
    public long getSeen() {
        return seen.sum();
    }

    @ManagedAttribute(description = "Records that were new or changed")
    public long getUnseen() {
        return unseen.sum();
    }

    @ManagedAttribute(description = "Records left out because a newer version was in the store or in the same batch")
    public long getSuperseded() {
        return superseded.sum();
    }
}
