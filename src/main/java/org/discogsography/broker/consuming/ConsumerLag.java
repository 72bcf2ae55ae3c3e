package org.discogsography.broker.consuming;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.discogsography.broker.ConsumerQueue;

/**
 * How far a consumer is behind, in time: the age of the message that it stored last, or the time since its queue was last empty,
 * whichever is shorter; 0 while its queue is empty. It grows while a store is down, and shrinks while the consumer catches
 * up. Thread-safe.
 */
public final class ConsumerLag {

    private final Map<ConsumerQueue, Long> storedUpTo =
            new ConcurrentHashMap<>(); // milliseconds since 1970, as the next
    private final Map<ConsumerQueue, Long> emptyAt = new ConcurrentHashMap<>();

    /** A batch is stored; {@code published} is when its last message was, or null if it does not say. */
    void stored(ConsumerQueue queue, Instant published) {
        if (published == null) {
            storedUpTo.remove(queue);
        } else {
            storedUpTo.put(queue, published.toEpochMilli());
        }
    }

    /** The queue was empty at this time, in milliseconds since 1970. */
    public void empty(ConsumerQueue queue, long time) {
        emptyAt.put(queue, time);
    }

    /**
     * The lag in seconds, at the time {@code now}.
     *
     * @param waiting messages in the queue; less than 0 if that is unknown
     * @return NaN if it is unknown: the queue could not be counted, or it has never been empty and no stored message said when
     *     it was published
     */
    public double seconds(ConsumerQueue queue, long waiting, long now) {
        if (waiting < 0) {
            return Double.NaN;
        }
        if (waiting == 0) {
            return 0;
        }
        long since =
                Math.max(storedUpTo.getOrDefault(queue, Long.MIN_VALUE), emptyAt.getOrDefault(queue, Long.MIN_VALUE));
        return since == Long.MIN_VALUE ? Double.NaN : Math.max(0, now - since) / 1000.0;
    }
}
