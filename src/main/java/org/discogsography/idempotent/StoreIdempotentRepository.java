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
 * An idempotent repository whose memory is the store itself: a record has been seen if, and only if, the store durably
 * holds its content hash as the record's <em>current</em> one. It therefore survives a restart, cannot disagree with
 * what is stored, and lets a record that changes from A to B and back to A end as A.
 *
 * <p>Its keys are {@code <id>:<sha256>}. A route asks for a whole batch at once through {@link #classify}, one round
 * trip for all of it; the methods of {@link IdempotentRepository} answer for single keys, one round trip each.
 *
 * <p>Thread-safe. Nothing is locked between the answer and the write that follows it, so that a write has to compare
 * hash and version again.
 */
public abstract class StoreIdempotentRepository extends ServiceSupport implements IdempotentRepository {

    private final LongAdder lookups = new LongAdder();
    private final LongAdder seen = new LongAdder();
    private final LongAdder unseen = new LongAdder();
    private final LongAdder superseded = new LongAdder();

    /**
     * What the store holds under these ids, in any order; an id without a record of its own is left out.
     *
     * @throws Exception where the store could not be asked
     */
    protected abstract Collection<Stored> find(Collection<String> ids) throws Exception;

    /**
     * Makes the store forget this hash, if it is still the record's current one, so that the next message with the
     * record is written whatever it says.
     */
    protected abstract boolean forget(String id, String sha256) throws Exception;

    /** Classifies the records of a batch, in one round trip to the store. */
    public <T extends Versioned> Classification<T> classify(List<T> batch) throws Exception {
        Map<String, T> newest = new LinkedHashMap<>(batch.size() * 2);
        for (T record : batch) {
            newest.merge(record.id(), record, (before, after) -> after.supersedes(before) ? after : before);
        }
        var stored = new LinkedHashMap<String, Stored>(newest.size() * 2);
        for (Stored found : find(newest.keySet())) {
            stored.put(found.id(), found);
        }
        var added = new ArrayList<T>();
        var changed = new ArrayList<T>();
        var unchanged = new ArrayList<T>();
        int older = batch.size() - newest.size();
        for (T record : newest.values()) {
            Stored current = stored.get(record.id());
            if (current == null) {
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
            throw new IllegalArgumentException("A key is <id>:<sha256>, this one is not: " + key);
        }
        String id = key.substring(0, colon);
        String sha256 = key.substring(colon + 1);
        try {
            return find(List.of(id)).stream().anyMatch(found -> sha256.equals(found.sha256()));
        } catch (Exception e) {
            throw new IllegalStateException("The store could not be asked for " + key, e);
        }
    }

    /**
     * Whether the key is new. It adds nothing: only the write that stores a record makes its key known, for a key that
     * stood here before its record would lose that record in a crash.
     */
    @Override
    public boolean add(String key) {
        return !contains(key);
    }

    /** Whether the record has been stored, which is all that there is to confirm. */
    @Override
    public boolean confirm(String key) {
        return contains(key);
    }

    @Override
    @ManagedOperation(
            description = "Forget a key (id:sha256), so that the next message with the record is written anew")
    public boolean remove(String key) {
        if (!contains(key)) {
            return false;
        }
        int colon = key.lastIndexOf(':');
        try {
            return forget(key.substring(0, colon), key.substring(colon + 1));
        } catch (Exception e) {
            throw new IllegalStateException("The store could not be told to forget " + key, e);
        }
    }

    /**
     * Refused: the keys are the stored records themselves.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public void clear() {
        throw new UnsupportedOperationException(
                "The keys are the stored records: remove single keys, or empty the store itself");
    }

    @ManagedAttribute(description = "Batches looked up")
    public long getLookups() {
        return lookups.sum();
    }

    @ManagedAttribute(description = "Records whose current hash the store held already")
    public long getSeen() {
        return seen.sum();
    }

    @ManagedAttribute(description = "Records that were new to the store or differed from what it held")
    public long getUnseen() {
        return unseen.sum();
    }

    @ManagedAttribute(description = "Records left out because a newer version was stored or stood in the same batch")
    public long getSuperseded() {
        return superseded.sum();
    }
}
