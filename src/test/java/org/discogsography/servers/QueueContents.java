package org.discogsography.servers;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What waits in a queue: counts it, or takes it. */
public final class QueueContents {

    private static final int PATIENCE_SECONDS = 60;

    /** RabbitMQ waits for the leader of a quorum queue a little longer. */
    private static final Duration NO_ANSWER = Duration.ofMillis(200);

    private static final GetResponse END = new GetResponse(null, null, null, 0);

    private QueueContents() {}

    /**
     * How many messages wait. If the leader of a quorum queue does not say so within a quarter of a second, RabbitMQ answers that the queue has
     * neither messages nor consumers: such an answer does not count if it took as long.
     */
    public static long count(Channel channel, String queue) throws IOException {
        long began = System.nanoTime();
        while (System.nanoTime() - began < TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
            long asked = System.nanoTime();
            AMQP.Queue.DeclareOk answer = channel.queueDeclarePassive(queue);
            if (answer.getMessageCount() > 0
                    || answer.getConsumerCount() > 0
                    || System.nanoTime() - asked < NO_ANSWER.toNanos()) {
                return answer.getMessageCount();
            }
        }
        throw new IllegalStateException("The leader of " + queue + " does not answer");
    }

    /**
     * Takes the messages, in order, as a consumer does: asking for each one costs a quorum queue several times the CPU time. The queue is empty
     * afterwards, unless others still publish to it.
     */
    public static List<GetResponse> taken(Channel channel, String queue) throws IOException {
        List<GetResponse> messages = new ArrayList<>();
        GetResponse first = channel.basicGet(queue, true);
        if (first == null) {
            return messages;
        }
        messages.add(first);
        String last = UUID.randomUUID().toString();
        channel.basicPublish("", queue, new BasicProperties.Builder().type(last).build(), new byte[0]);
        var consumer = new Deliveries(channel);
        String tag = channel.basicConsume(queue, true, consumer);
        for (var next = consumer.next(); !last.equals(next.getProps().getType()); next = consumer.next()) {
            messages.add(next);
        }
        channel.basicCancel(tag);
        // What was published meanwhile has been delivered too.
        for (var next = consumer.next(); next != END; next = consumer.next()) {
            messages.add(next);
        }
        return messages;
    }

    private static final class Deliveries extends DefaultConsumer {

        private final BlockingQueue<GetResponse> delivered = new LinkedBlockingQueue<>();

        Deliveries(Channel channel) {
            super(channel);
        }

        @Override
        public void handleDelivery(String tag, Envelope envelope, BasicProperties properties, byte[] body) {
            delivered.add(new GetResponse(envelope, properties, body, 0));
        }

        @Override
        public void handleCancelOk(String tag) {
            delivered.add(END);
        }

        GetResponse next() {
            try {
                GetResponse next = delivered.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (next == null) {
                    throw new IllegalStateException("The broker delivers no more, and not all");
                }
                return next;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
