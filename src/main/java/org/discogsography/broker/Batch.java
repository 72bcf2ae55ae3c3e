package org.discogsography.broker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.discogsography.idempotent.StoreIdempotentRepository;
import org.discogsography.idempotent.Verdicts;

/**
 * Messages of one queue, in the order of their delivery, which are stored and settled together. Filled by one thread,
 * worked on by another afterwards.
 */
public final class Batch {

    private final Deliveries deliveries;
    private final List<Message.Data> records = new ArrayList<>();
    private final List<Message> controls = new ArrayList<>();
    private final List<Message.Malformed> malformed = new ArrayList<>();
    private final long firstTag;
    private long lastTag;
    private Verdicts<Message.Data> verdicts = new Verdicts<>(List.of(), List.of(), List.of(), 0);
    private Set<String> missed = Set.of();

    Batch(Delivery first) {
        deliveries = first.deliveries();
        firstTag = first.tag();
        add(first);
    }

    void add(Delivery delivery) {
        if (delivery.deliveries() != deliveries) {
            throw new IllegalArgumentException("A batch is settled through one channel, this delivery came by another");
        }
        lastTag = delivery.tag();
        Message message = delivery.message();
        if (message instanceof Message.Data data) {
            records.add(data);
        } else if (message instanceof Message.Malformed unreadable) {
            malformed.add(unreadable);
        } else {
            controls.add(message);
        }
    }

    /** Whose queue it came from. */
    public Source source() {
        return deliveries.source();
    }

    /** The records. */
    public List<Message.Data> records() {
        return records;
    }

    /** What is said about files and extractions. */
    public List<Message> controls() {
        return controls;
    }

    /** What could not be read. */
    public List<Message.Malformed> malformed() {
        return malformed;
    }

    /** How many messages this holds. */
    public int size() {
        return records.size() + controls.size() + malformed.size();
    }

    /** Asks which of the records the store holds already; an answer to an earlier try is forgotten. */
    void judge(StoreIdempotentRepository repository) throws Exception {
        missed = Set.of();
        verdicts = repository.judge(records);
    }

    /** What the store said when it was asked last. */
    public Verdicts<Message.Data> verdicts() {
        return verdicts;
    }

    /** The store no longer holds these as it did when it was asked: another instance wrote them in between. */
    void missed(Collection<String> ids) {
        missed = new HashSet<>(ids);
    }

    /** The records of which only the version and the time are to be refreshed. */
    public List<Message.Data> toTouch() {
        return verdicts.unchanged();
    }

    /** The records to be written in full. */
    public List<Message.Data> toStore() {
        List<Message.Data> all = new ArrayList<>(verdicts.added());
        all.addAll(verdicts.changed());
        verdicts.unchanged().stream()
                .filter(record -> missed.contains(record.id()))
                .forEach(all::add);
        return all;
    }

    /** Tells the broker that all of it has been stored, once everything before it is settled as well. */
    void acknowledge() {
        deliveries.settle(firstTag, lastTag, true);
    }

    /** Gives all of it back to its queue. */
    void giveBack() {
        deliveries.settle(firstTag, lastTag, false);
    }
}
