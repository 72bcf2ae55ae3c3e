package org.discogsography.broker;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.discogsography.threads.RepeatedTask;

/**
 * Cuts a connection when a write to it has been blocked for too long, except during the broker's alarm. A write to a broker that hangs
 * blocks as soon as the socket is full; the client misses the heartbeats meanwhile, but waits for that write before it closes the
 * socket. For one writing thread.
 *
 * <p>The client's NIO mode is no way around this ({@code useNio}, {@code setWriteEnqueuingTimeoutInMs}; tried with 5.22). Its write time-out
 * counts only from 10,000 waiting frames on: 200 MB went into its queue within a second while the broker hung. Its one thread then writes to
 * the full socket in a loop without a pause ({@code ByteBufferOutputStream.drain}), which takes a whole processor; during an alarm all other
 * connections of that client get no answer and are lost, those of the consumers too. Over TLS the close does the same loop
 * ({@code SslEngineHelper.close}). From 5.27 on that mode is deprecated.
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
