package org.discogsography.broker;

import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.discogsography.outage.Probe;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;

/** Whether RabbitMQ answers, over the connection that consumers use. Thread-safe. */
public final class BrokerProbe implements Probe {

    private final ConnectionFactory connections;

    /** Over connections that declare the topology whenever one is made. */
    public BrokerProbe(ConnectionFactory connections) {
        this.connections = connections;
    }

    @Override
    public void run() throws IOException, TimeoutException {
        try (Connection connection = connections.createConnection();
                Channel channel = connection.createChannel(false)) {
            // To be answered at all is what is asked.
            channel.basicQos(1);
        }
    }
}
