package org.discogsography.broker;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

/**
 * Finds by trial how often a message may come back to a queue before the broker drops it. AMQP has no question for that, and only the
 * broker knows which policies apply; so it makes a queue with the same arguments and the same beginning of its name, and returns a message
 * to it again and again.
 */
final class DeliveryLimitTrial {

    /** As a limit that is this high is not reached by outages, it is not told from a higher one. */
    static final int ENOUGH = 1_000;

    /** After this the broker deletes the queue by itself. */
    private static final Duration LIFETIME = Duration.ofMinutes(1);

    private static final int ATTEMPTS = 5;
    private static final long WAIT_MILLIS = 100;

    private final String queue;
    private final Duration timeout;

    /**
     * A trial for some queues.
     *
     * @param prefix with which their names begin
     * @param timeout for the broker's confirm
     */
    DeliveryLimitTrial(String prefix, Duration timeout) {
        // One name for all trials: the broker remembers each name of a queue for as long as it runs.
        this.queue = prefix + "delivery-limit-" + UUID.randomUUID();
        this.timeout = timeout;
    }

    /** The limit of queues with these arguments; empty if it is {@link #ENOUGH} or higher, or if there is none. */
    OptionalInt limit(Connection connection, Map<String, Object> arguments)
            throws IOException, TimeoutException, InterruptedException {
        try (Channel channel =
                connection.openChannel().orElseThrow(() -> new IOException("the connection has no channel left"))) {
            Map<String, Object> temporary = new HashMap<>(arguments);
            temporary.put("x-expires", (int) LIFETIME.toMillis());
            // To no queue, whatever a policy says: the message of the trial is nobody's dead letter.
            temporary.put("x-dead-letter-exchange", "");
            temporary.put("x-dead-letter-routing-key", queue + "-dropped");
            channel.queueDelete(queue);
            channel.queueDeclare(queue, true, false, false, temporary);
            channel.confirmSelect();
            channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, new byte[1]);
            channel.waitForConfirmsOrDie(timeout.toMillis());
            int returns = 0;
            for (GetResponse message = next(channel, queue);
                    message != null && returns <= ENOUGH;
                    message = next(channel, queue)) {
                // From RabbitMQ 4.3 on this counts as a failed delivery, and basic.nack does not.
                channel.basicReject(message.getEnvelope().getDeliveryTag(), true);
                returns++;
            }
            channel.queueDelete(queue);
            // It was dropped with the last return.
            return returns > ENOUGH ? OptionalInt.empty() : OptionalInt.of(returns - 1);
        }
    }

    /** The message; null if it is not there any more. A queue may take a moment to have it again. */
    private static GetResponse next(Channel channel, String queue) throws IOException, InterruptedException {
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            GetResponse message = channel.basicGet(queue, false);
            if (message != null) {
                return message;
            }
            Thread.sleep(WAIT_MILLIS);
        }
        return channel.basicGet(queue, false);
    }
}
