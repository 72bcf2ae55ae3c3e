package org.discogsography.broker.deadletters;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads each message of a queue once, a window at a time, and leaves those that are not acknowledged. They stay unacknowledged until
 * the end, since one that is returned earlier would be the next to come, and return to the queue when this is closed.
 *
 * <p>It reads as many messages as were there when it began. For each window a consumer with that prefetch receives the messages, and is then
 * cancelled. To ask for each message with {@code basic.get} would be simpler, but for a quorum queue each one that is not acknowledged
 * is a consumer of its own, and the more there are the longer the next one takes: 10,000 took 21 s with RabbitMQ 3.10 and 26 s with 4.0.
 *
 * <p>For one thread. The bodies of one window are in memory, however long the queue.
 */
final class QueueScan implements AutoCloseable {

    private static final int LARGEST_WINDOW = 200;

    /** About the bytes of a window. The first one is smaller, because nobody knows yet how large the messages are. */
    private static final long WINDOW_BYTES = 16_000_000;

    private static final int FIRST_WINDOW = 20;

    /** After this a consumer gets no more: nothing is left, or the broker applies the prefetch to the whole channel, as Qpid does. */
    private static final Duration SILENCE = Duration.ofSeconds(1);

    /** For the client's own thread to hand over the next of what had arrived when a consumer was cancelled. */
    private static final Duration HANDOVER = Duration.ofSeconds(10);

    /** RabbitMQ sends a quorum queue 32 commands ahead of its answers, then keeps them to itself. */
    private static final int ACKNOWLEDGED_AT_ONCE = 8;

    private final Channel channel;
    private final String queue;
    private final long there;
    private final BlockingQueue<Optional<GetResponse>> arrived = new LinkedBlockingQueue<>();
    private int window = FIRST_WINDOW; // messages
    private long found;
    private long acknowledged;
    private boolean starved; // whether consumers get nothing because of what earlier ones have not acknowledged

    /** @param channel the client's own, closed with this: Spring would keep one of its own open, with the messages */
    QueueScan(Channel channel, String queue) throws IOException {
        this.channel = channel;
        this.queue = queue;
        this.there = count();
    }

    /**
     * That a queue has neither messages nor consumers is also what RabbitMQ answers for a quorum queue whose leader is too busy to say. So that is
     * believed only if the queue itself has no message then.
     */
    private long count() throws IOException {
        AMQP.Queue.DeclareOk answer = channel.queueDeclarePassive(queue);
        while (answer.getMessageCount() == 0 && answer.getConsumerCount() == 0 && awaitQueue()) {
            answer = channel.queueDeclarePassive(queue);
        }
        return (long) arrived.size() + answer.getMessageCount();
    }

    /** How many messages there were at the beginning. */
    long there() {
        return there;
    }

    /** How many of them it has read so far. */
    long found() {
        return found;
    }

    /** How many of those it has acknowledged. */
    long acknowledged() {
        return acknowledged;
    }

    /** The next messages, at most so many; none at the end. */
    List<GetResponse> next(long most) throws IOException {
        int size = (int) Math.min(Math.min(window, most), there - found);
        List<GetResponse> messages = new ArrayList<>();
        take(messages, size);
        if (messages.size() < size && !starved) {
            channel.basicQos(size - messages.size());
            String consumer = channel.basicConsume(queue, false, new Arrivals());
            await(messages, size);
            channel.basicCancel(consumer);
            awaitEnd(messages);
        }
        while (messages.size() < size) {
            GetResponse message = channel.basicGet(queue, false);
            if (message == null) {
                break; // Somebody else has received the others.
            }
            messages.add(message);
            starved = true;
        }
        found += messages.size();
        long bytes =
                messages.stream().mapToLong(message -> message.getBody().length).sum();
        window = (int) Math.max(1, Math.min(LARGEST_WINDOW, WINDOW_BYTES * messages.size() / Math.max(1, bytes)));
        return messages;
    }

    private void await(List<GetResponse> window, int size) throws IOException {
        while (window.size() < size) {
            Optional<GetResponse> message = poll(SILENCE);
            if (message == null) {
                return;
            }
            window.add(message.orElseThrow(
                    () -> new IOException("the broker ended the delivery", channel.getCloseReason())));
        }
    }

    /** Silence is no proof that nothing is left: the first message may be slow, and arrive as late as the end of the delivery. */
    private void awaitEnd(List<GetResponse> window) throws IOException {
        while (true) {
            Optional<GetResponse> message = poll(HANDOVER);
            if (message == null) {
                throw new IOException("the last messages did not arrive", channel.getCloseReason());
            }
            if (message.isEmpty()) {
                return;
            }
            window.add(message.get());
        }
    }

    /** What arrives next: empty where the delivery ends, null where nothing arrives in that time. */
    private Optional<GetResponse> poll(Duration patience) throws IOException {
        try {
            return arrived.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for messages", e);
        }
    }

    private void take(List<GetResponse> window, int size) {
        while (window.size() < size && !arrived.isEmpty()) {
            arrived.remove().ifPresent(window::add);
        }
    }

    /**
     * Acknowledges messages of the last window and returns when the queue has taken that in. A quorum queue is told of
     * acknowledgements that come in a rush only bit by bit, and not at all once the channel is closed (RabbitMQ 3.10).
     */
    void acknowledge(List<GetResponse> messages) throws IOException {
        if (messages.isEmpty()) {
            return;
        }
        acknowledged += messages.size();
        if (acknowledged == found) {
            // None was passed over, so one acknowledgement covers all.
            channel.basicAck(tag(messages.get(messages.size() - 1)), true);
        } else {
            for (int index = 0; index < messages.size(); index++) {
                channel.basicAck(tag(messages.get(index)), false);
                if (index % ACKNOWLEDGED_AT_ONCE == ACKNOWLEDGED_AT_ONCE - 1) {
                    awaitQueue();
                }
            }
        }
        awaitQueue();
    }

    /**
     * Asks the queue for a message: it answers after what it was told before, and what it answers belongs to the next window. Returns whether it
     * had one.
     */
    private boolean awaitQueue() throws IOException {
        GetResponse message = channel.basicGet(queue, false);
        return message != null && arrived.add(Optional.of(message));
    }

    private static long tag(GetResponse message) {
        return message.getEnvelope().getDeliveryTag();
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } catch (TimeoutException e) {
            throw new IOException("the channel did not close in time", e);
        }
    }

    /** Hands over what is delivered; nothing, where no more will be, also because it was cancelled. */
    private final class Arrivals extends DefaultConsumer {

        Arrivals() {
            super(channel);
        }

        @Override
        public void handleDelivery(String consumer, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
            arrived.add(Optional.of(new GetResponse(envelope, properties, body, 0)));
        }

        @Override
        public void handleCancelOk(String consumer) {
            arrived.add(Optional.empty());
        }

        @Override
        public void handleCancel(String consumer) {
            arrived.add(Optional.empty());
        }

        @Override
        public void handleShutdownSignal(String consumer, ShutdownSignalException signal) {
            arrived.add(Optional.empty());
        }
    }
}
