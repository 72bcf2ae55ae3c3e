package org.discogsography.broker;

import com.rabbitmq.client.Channel;
import java.io.IOException;
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

    /** Messages that are ready in the queue of a type, or {@link #UNKNOWN}. */
    public long of(String service, DataType type) {
        return ready(topology.queue(service, type));
    }

    /** Messages that are ready in all queues of a service, or {@link #UNKNOWN}. */
    public long of(String service) {
        long all = 0;
        for (DataType type : DataType.values()) {
            long ready = of(service, type);
            if (ready == UNKNOWN) {
                return UNKNOWN;
            }
            all += ready;
        }
        return all;
    }

    private long ready(String queue) {
        try (Connection connection = connections.createConnection();
                Channel channel = connection.createChannel(false)) {
            return channel.messageCount(queue);
        } catch (AmqpException | IOException | TimeoutException e) {
            LOG.debug("{} could not be counted", queue, e);
            return UNKNOWN;
        }
    }
}
