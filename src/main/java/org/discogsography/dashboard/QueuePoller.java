package org.discogsography.dashboard;

import java.time.Duration;
import java.util.Optional;
import org.discogsography.broker.backlog.Backlog;
import org.discogsography.threads.RepeatedTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks RabbitMQ once a second how many messages wait in each queue. If the last answer is too old, because RabbitMQ is away or
 * hangs, nothing is known. Thread-safe.
 */
final class QueuePoller implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QueuePoller.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration GOOD_FOR = Duration.ofMillis(2_500);

    private record Answer(Backlog.Waiting waiting, long nanos) {}

    private final Backlog backlog;
    private final RepeatedTask asking = new RepeatedTask("dashboard-queues", this::ask);
    private volatile Answer answer; // null: none

    QueuePoller(Backlog backlog) {
        this.backlog = backlog;
    }

    void start() {
        asking.repeat(Duration.ZERO, INTERVAL);
    }

    private void ask() {
        try {
            answer = backlog.waiting()
                    .map(waiting -> new Answer(waiting, System.nanoTime()))
                    .orElse(null);
        } catch (RuntimeException e) {
            LOG.debug("The queues could not be counted", e);
            answer = null;
        }
    }

    /** The latest counts; empty if they are unknown. */
    Optional<Backlog.Waiting> latest() {
        Answer last = answer;
        return last == null || System.nanoTime() - last.nanos > GOOD_FOR.toNanos()
                ? Optional.empty()
                : Optional.of(last.waiting);
    }

    @Override
    public void close() {
        asking.close();
    }
}
