package org.discogsography.broker;

import com.rabbitmq.client.Channel;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.discogsography.metrics.Metric;
import org.discogsography.outage.Reason;
import org.discogsography.threads.LoggedTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes messages in windows: all of a window go out, then one wait covers the broker's confirms for all of them.
 * Waiting for each message's confirm alone is more than ten times slower.
 *
 * <p>A window counts as published only as a whole. Where that fails, all of it has to be published again: some of its
 * messages may then be there twice, which consumers have to bear anyway, but none is missing and none is overtaken.
 *
 * <p>Thread-safe; one window at a time.
 */
public final class ConfirmedPublisher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConfirmedPublisher.class);
    private static final long CONFIRM_SLICE_MILLIS = 500;
    private static final long NOT_WRITING = 0;

    private final String purpose;
    private final DedicatedConnection connection;
    private final BrokerAlarm alarm;
    private final Duration timeout;
    private final AtomicReference<String> returned = new AtomicReference<>();
    private final Timer confirms;
    private final Counter failures;
    private volatile boolean closed;
    private Channel channel; // guarded by this
    private boolean failing; // the last window; guarded by this
    private volatile boolean busy;
    private final AtomicLong writingSince = new AtomicLong(NOT_WRITING); // System.nanoTime()
    private final Future<?> watchdog;

    /**
     * Publishes over a connection of its own, made with the first window.
     *
     * @param purpose what it publishes, in log lines and in the connection's name
     * @param timeout how long the broker may take to confirm a window, but for the time that an alarm of it lasts
     */
    public ConfirmedPublisher(BrokerConnections connections, String purpose, Duration timeout) {
        this(connections, purpose, timeout, new CompositeMeterRegistry());
    }

    /** As above, and tells the registry of its windows. */
    public ConfirmedPublisher(BrokerConnections connections, String purpose, Duration timeout, MeterRegistry registry) {
        this.purpose = purpose;
        this.connection = new DedicatedConnection(connections, purpose);
        this.alarm = connections.alarm();
        this.timeout = timeout;
        this.confirms = Metric.CONFIRM_TIME.timer(registry);
        this.failures = Metric.PUBLISH_FAILURES.counter(registry);
        long patience = connections.longestSilence().toNanos();
        this.watchdog =
                connections.everySecond(new LoggedTask("watch over blocked writes", () -> endWriteAfter(patience)));
    }

    /**
     * Publishes a window and returns when the broker has confirmed all of it.
     *
     * @throws PublishException where it has not; the connection is then given up, and the next call makes another
     */
    public synchronized void publish(List<OutboundMessage> window) throws PublishException {
        if (window.isEmpty()) {
            return;
        }
        try {
            busy = true;
            long began = System.nanoTime();
            publishAndWait(window);
            confirms.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
            if (failing) {
                failing = false;
                LOG.info("RabbitMQ: {} are published again", purpose);
            }
        } catch (PublishException e) {
            failures.increment();
            if (!failing && !closed) {
                // Whoever publishes tries again, for as long as it takes: told once, not once a try.
                failing = true;
                LOG.warn("RabbitMQ: {} cannot be published, tried until they can: {}", purpose, e.getMessage());
            }
            throw e;
        } finally {
            busy = false;
            writingSince.set(NOT_WRITING);
        }
    }

    private void publishAndWait(List<OutboundMessage> window) throws PublishException {
        try {
            Channel open = channel();
            returned.set(null);
            for (OutboundMessage message : window) {
                // Written all the same, it would fill the socket, and then nobody could interrupt the write.
                while (alarm.isRaised() && open.isOpen()) {
                    refuseIfClosed();
                    alarm.awaitEnd(CONFIRM_SLICE_MILLIS);
                }
                // Mandatory: a message that no queue takes is confirmed as well, and gone.
                writingSince.set(System.nanoTime());
                open.basicPublish(message.exchange(), message.routingKey(), true, message.properties(), message.body());
                writingSince.set(NOT_WRITING);
            }
            boolean confirmed = confirmed(open);
            // What no queue takes, RabbitMQ returns and confirms; other brokers return and refuse it.
            if (returned.get() != null) {
                throw new PublishException(returned.get(), null);
            }
            if (!confirmed) {
                throw new PublishException("the broker refused messages of a window of " + window.size(), null);
            }
        } catch (PublishException e) {
            giveUp();
            throw e;
        } catch (TimeoutException e) {
            giveUp();
            throw new PublishException(
                    "no confirm for a window of " + window.size() + " within " + timeout.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            giveUp();
            throw new PublishException("interrupted while waiting for confirms", e);
        } catch (IOException | RuntimeException e) {
            giveUp();
            throw new PublishException("a window of " + window.size() + " could not be published: " + Reason.of(e), e);
        }
    }

    /**
     * A write to a broker that hangs blocks once the socket is full, and the client, which misses the heartbeats meanwhile, waits for
     * that write before it closes the socket.
     */
    private void endWriteAfter(long nanos) {
        long since = writingSince.get();
        if (since == NOT_WRITING) {
            return;
        }
        if (alarm.isRaised() && connection.isOpen()) {
            // It has all its time again when the alarm is over.
            writingSince.compareAndSet(since, System.nanoTime());
        } else if (System.nanoTime() - since > nanos) {
            connection.cut();
        }
    }

    /**
     * Waits for the confirms of all that was published. An alarm of the broker is no failure of it: it takes no more for now,
     * and goes on where it stopped when it has memory or disk again, so that is waited for, however long it takes.
     */
    private boolean confirmed(Channel open) throws InterruptedException, TimeoutException, PublishException {
        Instant end = Instant.now().plus(timeout);
        while (true) {
            try {
                return open.waitForConfirms(Math.min(CONFIRM_SLICE_MILLIS, timeout.toMillis()));
            } catch (TimeoutException e) {
                refuseIfClosed();
                if (alarm.isRaised() && open.isOpen()) {
                    end = Instant.now().plus(timeout);
                } else if (Instant.now().isAfter(end)) {
                    throw e;
                }
            }
        }
    }

    private void refuseIfClosed() throws PublishException {
        if (closed) {
            throw new PublishException("the program ends before the broker has confirmed a window", null);
        }
    }

    private Channel channel() throws IOException, PublishException {
        refuseIfClosed();
        if (channel == null || !channel.isOpen()) {
            Channel opened = connection.channel();
            opened.confirmSelect();
            opened.addReturnListener(unroutable -> returned.set("no queue takes messages with the routing key "
                    + unroutable.getRoutingKey() + " from the exchange " + unroutable.getExchange()));
            channel = opened;
        }
        return channel;
    }

    /**
     * Gives up the connection. Somebody may have deleted a queue or an exchange: the topology is declared on the next one.
     */
    private synchronized void giveUp() {
        channel = null;
        connection.abort();
    }

    /** Ends it, at once also where the broker takes nothing: a window under way then fails. */
    @Override
    public void close() {
        closed = true;
        watchdog.cancel(false);
        if (busy) {
            // The routes have had their time: it hangs, perhaps in a write.
            connection.cut();
        }
        connection.close();
    }
}
