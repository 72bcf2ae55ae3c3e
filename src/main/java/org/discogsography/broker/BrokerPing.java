package org.discogsography.broker;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.discogsography.outage.Probe;

/**
 * Whether RabbitMQ answers at all, asked on a connection of its own, so that no work waits behind the question. For one thread.
 */
final class BrokerPing implements Probe, AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final ConnectionFactory client;
    private volatile Connection connection; // null: none
    private Channel channel;

    BrokerPing(BrokerConnections connections) {
        client = connections.client(TIMEOUT);
    }

    @Override
    public void run() throws IOException, TimeoutException {
        try {
            if (connection == null) {
                connection = client.newConnection("discogsography liveness");
                channel = connection.createChannel();
            }
            channel.basicQos(1);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public void close() {
        Connection lost = connection;
        connection = null;
        if (lost != null) {
            lost.abort((int) TIMEOUT.toMillis());
        }
    }
}
