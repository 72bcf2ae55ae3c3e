package org.discogsography.broker.consuming;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.discogsography.broker.ConsumerQueue;

/**
 * How far a consumer is behind, in time: how long ago the message was published that it has stored last, or its queue was
 * last seen empty, whichever is later; nothing while its queue is empty. It grows for as long as a store is away, and shrinks
 * while the consumer catches up. Thread-safe.
 */
public final class ConsumerLag {

    private final Map<ConsumerQueue, Long> storedUpTo =
            new ConcurrentHashMap<>(); // milliseconds since 1970, as the next
    private final Map<ConsumerQueue, Long> emptyAt = new ConcurrentHashMap<>();

    /** A batch is stored; {@code published} is when its last message was, or null where it does not say. */
    void stored(ConsumerQueue source, Instant published) {
        if (published == null) {
            storedUpTo.remove(source);
        } else {
            storedUpTo.put(source, published.toEpochMilli());
        }
    }

    /** Nothing waited in the queue at this time, in milliseconds since 1970. */
    public void empty(ConsumerQueue source, long time) {
        emptyAt.put(source, time);
    }

    /**
     * Seconds, at the time {@code now}.
     *
     * @param waiting messages in the queue; less than 0 where that is not known
     * @return NaN where it cannot be told: nothing is known of the queue, or neither has it ever been seen empty nor was
     *     anything stored that says when it was published
     */
    public double seconds(ConsumerQueue source, long waiting, long now) {
        if (waiting < 0) {
            return Double.NaN;
        }
        if (waiting == 0) {
            return 0;
        }
        long since =
                Math.max(storedUpTo.getOrDefault(source, Long.MIN_VALUE), emptyAt.getOrDefault(source, Long.MIN_VALUE));
        return since == Long.MIN_VALUE ? Double.NaN : Math.max(0, now - since) / 1000.0;
    }
}
