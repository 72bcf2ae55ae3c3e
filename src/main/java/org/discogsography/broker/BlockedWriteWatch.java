package org.discogsography.broker;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.discogsography.threads.RepeatedTask;

/**
 * Cuts a connection when a write to it has been blocked for too long, except during the broker's alarm. A write to a broker that hangs
 * blocks as soon as the socket is full; the client misses the heartbeats meanwhile, but waits for that write before it closes the
 * socket. For one writing thread.
 */
final class BlockedWriteWatch implements AutoCloseable {

    private static final long NOT_WRITING = 0;
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final DedicatedConnection connection;
    private final BrokerAlarm alarm;
    private final long longestNanos;
    private final AtomicLong writingSince = new AtomicLong(NOT_WRITING); // System.nanoTime()
    private final RepeatedTask task = new RepeatedTask("rabbitmq-blocked-write", this::check);

    /**
     * Watches from now on.
     *
     * @param longest time that a write may take
     */
    BlockedWriteWatch(DedicatedConnection connection, BrokerAlarm alarm, Duration longest) {
        this.connection = connection;
        this.alarm = alarm;
        this.longestNanos = longest.toNanos();
        task.repeat(INTERVAL, INTERVAL);
    }

    /** A write begins. */
    void begin() {
        writingSince.set(System.nanoTime());
    }

    /** The write is over. */
    void end() {
        writingSince.set(NOT_WRITING);
    }

    private void check() {
        long since = writingSince.get();
        if (since == NOT_WRITING) {
            return;
        }
        if (alarm.isRaised() && connection.isOpen()) {
            // After the alarm it has the whole time again.
            writingSince.compareAndSet(since, System.nanoTime());
        } else if (System.nanoTime() - since > longestNanos) {
            connection.cut();
        }
    }

    @Override
    public void close() {
        task.close();
    }
}
