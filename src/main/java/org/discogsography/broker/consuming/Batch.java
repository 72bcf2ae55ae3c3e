package org.discogsography.broker.consuming;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.component.springrabbit.SpringRabbitMQConstants;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.messages.MalformedMessageException;
import org.discogsography.broker.messages.Message;
import org.discogsography.idempotent.Classification;
import org.discogsography.idempotent.StoreIdempotentRepository;
import org.discogsography.outage.Reason;

/**
 * Messages of one queue, in the order of their delivery, which are stored and settled together.
 *
 * <p>The records are stored part by part. The first part is all of them; a part that the store refuses is replaced by its
 * two halves, and so on down to the single record, which is then to be set aside. One bad record among 500 is found in some
 * twenty statements, and its neighbours are stored on the way.
 *
 * <p>Filled by one thread, worked on by another afterwards.
 */
public final class Batch {

    /** Neighbouring records, which one statement stores. */
    private record Part(List<Delivery> deliveries, int attempts) {}

    private static final Duration FOUND = Duration.ofSeconds(1);

    private final ChannelAcknowledgements deliveries;
    private final List<Delivery> records = new ArrayList<>();
    private final List<Message> controls = new ArrayList<>();
    private final List<RejectedDelivery> malformed = new ArrayList<>();
    private final List<RejectedDelivery> refused = new ArrayList<>();
    private final Deque<Part> parts = new ArrayDeque<>();
    private final List<Classification<Message.Data>> stored = new ArrayList<>();
    private final long firstTag;
    private Delivery last;
    private long completed = System.nanoTime();
    private int attempts;
    private Classification<Message.Data> verdicts = Classification.none();
    private Set<String> missed = Set.of();
    private Instant storeFound; // null: not since the work was taken up

    Batch(Delivery first) {
        deliveries = first.deliveries();
        firstTag = first.tag();
        add(first);
    }

    void add(Delivery delivery) {
        if (delivery.deliveries() != deliveries) {
            throw new IllegalArgumentException("A batch is settled through one channel, this delivery came by another");
        }
        last = delivery;
        Message message = delivery.message();
        if (message instanceof Message.Data) {
            records.add(delivery);
        } else if (message instanceof Message.Malformed unreadable) {
            malformed.add(
                    new RejectedDelivery(delivery, unreadable.reason(), MalformedMessageException.class.getName(), 1));
        } else {
            controls.add(message);
        }
    }

    /** Nothing more is added. */
    void complete() {
        completed = System.nanoTime();
    }

    /** How long ago it was complete. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - completed);
    }

    /** When its last message was published, to the second; null where that message does not say. */
    Instant published() {
        return last.headers().get(SpringRabbitMQConstants.TIMESTAMP) instanceof Date time ? time.toInstant() : null;
    }

    /** What it was delivered by, and is settled through. */
    public ChannelAcknowledgements deliveries() {
        return deliveries;
    }

    /** Whose queue it came from. */
    public ConsumerQueue source() {
        return deliveries.source();
    }

    /** What is said about files and extractions. */
    public List<Message> controls() {
        return controls;
    }

    /** How many messages this holds. */
    public int size() {
        return records.size() + controls.size() + malformed.size();
    }

    /** What could not be read, and what the store has refused since {@link #begin}. */
    public List<RejectedDelivery> deadLetters() {
        List<RejectedDelivery> all = new ArrayList<>(malformed);
        all.addAll(refused);
        return all;
    }

    /** Takes the work up from its start, whatever came of earlier tries. */
    void begin() {
        attempts++;
        parts.clear();
        refused.clear();
        stored.clear();
        storeFound = null;
        verdicts = Classification.none();
        if (!records.isEmpty()) {
            parts.push(new Part(records, attempts));
        }
    }

    /** Whether something of it is still to be stored. */
    boolean hasPart() {
        return !parts.isEmpty();
    }

    /** Asks which of the part's records the store holds already. */
    void judge(StoreIdempotentRepository repository) throws Exception {
        missed = Set.of();
        verdicts = repository.judge(parts.element().deliveries.stream()
                .map(delivery -> (Message.Data) delivery.message())
                .toList());
    }

    /** The store no longer holds these as it did when it was asked: another instance wrote them in between. */
    void missed(Collection<String> ids) {
        missed = new HashSet<>(ids);
    }

    /** The part's records of which only the version and the time are to be refreshed. */
    public List<Message.Data> toTouch() {
        return verdicts.unchanged();
    }

    /** The part's records that are to be written in full. */
    public List<Message.Data> toStore() {
        List<Message.Data> all = new ArrayList<>(verdicts.added());
        all.addAll(verdicts.changed());
        verdicts.unchanged().stream()
                .filter(record -> missed.contains(record.id()))
                .forEach(all::add);
        return all;
    }

    /** The part has been stored. */
    void partStored() {
        parts.pop();
        stored.add(verdicts);
    }

    /** Whether the part is a single record, so that there is nothing to halve. */
    boolean isSingle() {
        return parts.element().deliveries.size() == 1;
    }

    /** The store refused the part: its halves are next. */
    void halve() {
        Part whole = parts.pop();
        int middle = whole.deliveries.size() / 2;
        parts.push(new Part(whole.deliveries.subList(middle, whole.deliveries.size()), whole.attempts + 1));
        parts.push(new Part(whole.deliveries.subList(0, middle), whole.attempts + 1));
    }

    /** Whether the store has been found at work a moment ago: a batch of bad records is not to ask for each of them. */
    boolean hasFoundStore() {
        return storeFound != null && storeFound.plus(FOUND).isAfter(Instant.now());
    }

    /** The store works now. */
    void foundStore() {
        storeFound = Instant.now();
    }

    /** The store refused the part's only record: it is to be set aside. */
    void setAside(Throwable refusal) {
        Part single = parts.pop();
        refused.add(new RejectedDelivery(
                single.deliveries.get(0),
                Reason.of(refusal),
                Reason.cause(refusal).getClass().getName(),
                single.attempts));
    }

    /** What the store said of the parts that have been stored. */
    List<Classification<Message.Data>> verdicts() {
        return stored;
    }

    /** Whether the broker still waits for this to be settled. Where its channel is gone, all of it comes again. */
    public boolean isAwaited() {
        return deliveries.areOpen();
    }

    /** Tells the broker that all of it but what is held has been stored, once everything before it is settled as well. */
    void acknowledge() {
        deliveries.acknowledgeAll(firstTag, last.tag());
    }

    /** Gives it back to its queue, with all that came after it and is not settled. */
    void giveBack() {
        deliveries.abort();
    }
}
