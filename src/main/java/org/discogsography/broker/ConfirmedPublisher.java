package org.discogsography.broker;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Return;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.discogsography.metrics.Metric;
import org.discogsography.outage.Failure;
import org.discogsography.outage.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes messages in windows: it sends all of a window, then waits once for the broker's confirms of all of them. To wait for
 * each confirm by itself is more than ten times slower.
 *
 * <p>A window is published as a whole or not at all. If it fails, all of it has to be published again: some of its messages
 * may then be there twice, which consumers tolerate anyway, but none is missing and none is overtaken.
 *
 * <p>Thread-safe; one window at a time.
 */
public final class ConfirmedPublisher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConfirmedPublisher.class);
    private static final long CONFIRM_SLICE_MILLIS = 500;

    private final String purpose;
    private final String feed; // null: each message must be taken by a queue
    private final DedicatedConnection connection;
    private final BrokerAlarm alarm;
    private final Duration timeout;
    private final AtomicReference<Return> returned = new AtomicReference<>();
    private final Timer confirms;
    private final Counter failures;
    private volatile boolean closed;
    private Channel channel; // guarded by this
    private boolean failing; // the last window; guarded by this
    private volatile boolean busy;
    private final BlockedWriteWatch writes;

    /**
     * Publishes over a dedicated connection, made when it is first needed.
     *
     * @param purpose what it publishes, in log lines and in the connection's name
     * @param timeout for the broker's confirm of a window, not counting the time of an alarm
     */
    public ConfirmedPublisher(BrokerConnections connections, String purpose, Duration timeout) {
        this(connections, purpose, timeout, new CompositeMeterRegistry());
    }

    /** The same, with metrics of its windows in the registry. */
    public ConfirmedPublisher(BrokerConnections connections, String purpose, Duration timeout, MeterRegistry registry) {
        this(connections, purpose, timeout, registry, null);
    }

    private ConfirmedPublisher(
            BrokerConnections connections, String purpose, Duration timeout, MeterRegistry registry, String feed) {
        this.purpose = purpose;
        this.feed = feed;
        this.connection = new DedicatedConnection(connections, purpose);
        this.alarm = connections.alarm();
        this.timeout = timeout;
        this.confirms = Metric.CONFIRM_TIME.timer(registry);
        this.failures = Metric.PUBLISH_FAILURES.counter(registry);
        this.writes = new BlockedWriteWatch(connection, alarm, connections.longestSilence());
    }

    /** Publishes to a topic exchange, which it declares, and whose messages no queue has to take: who wants them binds a queue. */
    public static ConfirmedPublisher ofFeed(
            BrokerConnections connections, String exchange, String purpose, Duration timeout) {
        return new ConfirmedPublisher(connections, purpose, timeout, new CompositeMeterRegistry(), exchange);
    }

    /**
     * Publishes a window and returns when the broker has confirmed all of it.
     *
     * @throws PublishException if it has not; unless the broker has refused a single message, the connection is then given up, and the
     *     next call makes another
     */
    public synchronized void publish(List<OutboundMessage> window) throws PublishException {
        if (!window.isEmpty()) {
            attempt(window);
        }
    }

    /**
     * Declares the exchange of a feed before there is anything to publish, so that queues can be bound to it.
     *
     * @throws PublishException if the broker has not; the next call, or the next window, tries again
     */
    public synchronized void declare() throws PublishException {
        attempt(List.of());
    }

    private void attempt(List<OutboundMessage> window) throws PublishException {
        try {
            busy = true;
            long began = System.nanoTime();
            publishAndWait(window);
            confirms.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
            if (failing) {
                failing = false;
                LOG.info("RabbitMQ: {} can be published again", purpose);
            }
        } catch (PublishException e) {
            failures.increment();
            if (!failing && !closed && !wasInterrupted(e) && BrokerFailure.of(e) != Failure.REFUSED) {
                // Publishers try again for as long as it takes: one line an outage, not one an attempt.
                failing = true;
                LOG.warn("RabbitMQ: {} cannot be published, retrying: {}", purpose, e.getMessage());
            }
            throw e;
        } finally {
            busy = false;
            writes.end();
        }
    }

    /** By the end of the program: nobody tries again. */
    private static boolean wasInterrupted(PublishException e) {
        return e.getCause() instanceof InterruptedException;
    }

    private void publishAndWait(List<OutboundMessage> window) throws PublishException {
        try {
            Channel open = channel();
            returned.set(null);
            send(window, open);
            boolean confirmed = confirmed(open);
            // RabbitMQ returns and confirms what no queue takes; other brokers return and refuse it.
            Return unroutable = returned.get();
            if (unroutable != null) {
                throw new PublishException(
                        "no queue takes messages with the routing key " + unroutable.getRoutingKey()
                                + " from the exchange " + unroutable.getExchange(),
                        null);
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
            if (!closedChannelAlone(e)) {
                giveUp();
            }
            throw new PublishException("a window of " + window.size() + " could not be published: " + Reason.of(e), e);
        }
    }

    private void send(List<OutboundMessage> window, Channel open)
            throws IOException, InterruptedException, PublishException {
        try {
            int left = window.size();
            for (OutboundMessage message : window) {
                left--;
                // A write now would fill the socket, and then nobody could interrupt it.
                while (alarm.isRaised() && open.isOpen()) {
                    refuseIfClosed();
                    alarm.awaitEnd(CONFIRM_SLICE_MILLIS);
                }
                // The last one takes those before it along.
                JoinedWrites.moreFollows(left > 0);
                // Mandatory: a message that no queue takes is confirmed as well, and gone.
                writes.begin();
                open.basicPublish(
                        message.exchange(), message.routingKey(), feed == null, message.properties(), message.body());
                writes.end();
            }
        } finally {
            JoinedWrites.moreFollows(false);
        }
    }

    /** Whether the broker has closed the channel, because it refuses a single message, and works. */
    private boolean closedChannelAlone(Exception failure) {
        return BrokerFailure.of(failure) == Failure.REFUSED
                && channel != null
                && !channel.isOpen()
                && connection.isOpen();
    }

    /**
     * Waits for the confirms of all that was published. A broker that has raised an alarm has not failed: it continues as soon as it
     * has memory or disk again, so this waits for the end of the alarm, however long it takes.
     */
    private boolean confirmed(Channel open) throws InterruptedException, TimeoutException, PublishException {
        long waiting = System.nanoTime(); // the machine's clock may be set back
        while (true) {
            try {
                return open.waitForConfirms(Math.min(CONFIRM_SLICE_MILLIS, timeout.toMillis()));
            } catch (TimeoutException e) {
                refuseIfClosed();
                if (alarm.isRaised() && open.isOpen()) {
                    waiting = System.nanoTime();
                } else if (System.nanoTime() - waiting > timeout.toNanos()) {
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
            if (feed != null) {
                opened.exchangeDeclare(feed, "topic", true);
            }
            opened.confirmSelect();
            // It must not fail, not even without memory: the client would only log that, and the message be lost.
            opened.addReturnListener(returned::set);
            awaitReader();
            channel = opened;
        }
        return channel;
    }

    /**
     * Returns when the client's thread that reads has done with the answer to the channel's last question: it takes the channel's lock after it has
     * handed the answer over. If a message had the lock by then, in a write that an alarm of the broker blocks, nobody would read of the alarm. The
     * answers of another channel come after that.
     */
    private void awaitReader() throws IOException {
        connection.channel().abort();
    }

    /**
     * Gives up the connection. The next one declares the topology again: somebody may have deleted a queue or an exchange.
     */
    private synchronized void giveUp() {
        channel = null;
        connection.abort();
    }

    /** Closes it at once, even if the broker accepts nothing: a window under way then fails. */
    @Override
    public void close() {
        closed = true;
        writes.close();
        if (busy) {
            // The routes have had their time to end: this one hangs, perhaps in a write.
            connection.cut();
        }
        connection.close();
    }
}
