package org.discogsography.dashboard;

import java.time.Duration;
import java.util.Optional;
import org.discogsography.broker.backlog.Backlog;
import org.discogsography.threads.RepeatedTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many messages wait in each queue, asked of RabbitMQ each second. Where the last answer is older than a moment, because
 * RabbitMQ is away or hangs, nothing is known. Thread-safe.
 */
final class QueueLook implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QueueLook.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration GOOD_FOR = Duration.ofMillis(2_500);

    private record Seen(Backlog.Waiting waiting, long nanos) {}

    private final Backlog backlog;
    private final RepeatedTask asking = new RepeatedTask("dashboard-queues", this::ask);
    private volatile Seen seen; // null: nothing so far

    QueueLook(Backlog backlog) {
        this.backlog = backlog;
    }

    /** Begins to ask. */
    void start() {
        asking.repeat(Duration.ZERO, INTERVAL);
    }

    private void ask() {
        try {
            seen = backlog.waiting()
                    .map(waiting -> new Seen(waiting, System.nanoTime()))
                    .orElse(null);
        } catch (RuntimeException e) {
            LOG.debug("The queues could not be counted", e);
            seen = null;
        }
    }

    /** What waits; empty where that is not known. */
    Optional<Backlog.Waiting> now() {
        Seen last = seen;
        return last == null || System.nanoTime() - last.nanos > GOOD_FOR.toNanos()
                ? Optional.empty()
                : Optional.of(last.waiting);
    }

    @Override
    public void close() {
        asking.close();
    }
}
