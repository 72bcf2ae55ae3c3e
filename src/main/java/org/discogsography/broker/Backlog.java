package org.discogsography.broker;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.discogsography.dump.DataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;

/** How many messages wait in the queues. Thread-safe. */
public final class Backlog {

    /** Where the broker cannot be asked. */
    public static final long UNKNOWN = -1;

    private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);

    private final ConnectionFactory connections;
    private final Topology topology;

    public Backlog(ConnectionFactory connections, Topology topology) {
        this.connections = connections;
        this.topology = topology;
    }

    /** Messages that are ready in all queues of a service, or {@link #UNKNOWN}. */
    public long of(String service) {
        var messages = of(Arrays.stream(DataType.values())
                        .map(type -> topology.queue(service, type))
                        .toList())
                .values();
        return messages.contains(UNKNOWN)
                ? UNKNOWN
                : messages.stream().mapToLong(Long::longValue).sum();
    }

    /** Messages that are ready in each of these queues, or {@link #UNKNOWN}; asked for one after the other. */
    Map<String, Long> of(Collection<String> queues) {
        Map<String, Long> messages = new HashMap<>();
        queues.forEach(queue -> messages.put(queue, UNKNOWN));
        try (Connection connection = connections.createConnection();
                Channel channel = connection.createChannel(false)) {
            for (String queue : queues) {
                messages.put(queue, channel.messageCount(queue));
            }
        } catch (AmqpException | AlreadyClosedException | IOException | TimeoutException e) {
            LOG.debug("The queues could not be counted", e);
        }
        return messages;
    }
}
