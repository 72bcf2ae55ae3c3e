package org.discogsography.broker.consuming;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * Chooses the prefetch of a queue so that its messages in this process keep below a number of bytes. RabbitMQ counts messages only, and never
 * changes the prefetch of a consumer, which therefore has to begin again: that returns its messages to the queue. So it is lowered if
 * large messages have come, and raised again, to all that is set, after a while of small ones. Thread-safe.
 */
final class PrefetchByBytes {

    private static final Duration BEFORE_RAISING = Duration.ofMinutes(1);

    /** The share of a new message in the average size. */
    private static final double NEW = 0.005;

    private final int most;
    private final long bytes;
    private int now; // guarded by this
    private Instant lowered = Instant.MIN; // guarded by this
    private double average; // bytes of a message; guarded by this

    /**
     * @param most messages, as long as they are small
     * @param bytes of the messages in this process
     */
    PrefetchByBytes(int most, long bytes) {
        this.most = most;
        this.bytes = bytes;
        this.now = most;
    }

    /**
     * A message has come.
     *
     * @param held messages in this process that came by its channel, with it
     * @return another prefetch, if the consumer is to begin again with it
     */
    synchronized OptionalInt arrived(int size, long held, long heldBytes, Instant time) {
        average += NEW * (size - average);
        if (heldBytes > bytes) {
            // Half of what there is room for: the next ones may be larger.
            int lower = (int) Math.max(1, bytes / 2 / (heldBytes / held));
            return lower < now ? change(lower, time) : OptionalInt.empty();
        }
        boolean wereSmall = now < most && average * most < bytes / 2.0;
        return wereSmall && lowered.plus(BEFORE_RAISING).isBefore(time) ? change(most, time) : OptionalInt.empty();
    }

    private OptionalInt change(int prefetch, Instant time) {
        now = prefetch;
        lowered = time;
        return OptionalInt.of(prefetch);
    }
}
