package org.discogsography.servers;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.discogsography.broker.Topology;
import org.discogsography.dump.DataType;

/** A plain AMQP client that publishes to the product's exchange, and looks into its queues, as an integrator would. */
public final class Exchange implements AutoCloseable {

    public static final String NAME = "discogsography-exchange";

    private final Connection connection;
    private final Channel channel;

    private Exchange(Connection connection, Channel channel) {
        this.connection = connection;
        this.channel = channel;
    }

    public static Exchange connect(int port) {
        try {
            var factory = new ConnectionFactory();
            factory.setHost("127.0.0.1");
            factory.setPort(port);
            factory.setHandshakeTimeout(60_000);
            Connection connection = factory.newConnection();
            Channel channel = connection.createChannel();
            channel.confirmSelect();
            return new Exchange(connection, channel);
        } catch (Exception e) {
            throw new IllegalStateException("No connection to the broker on port " + port, e);
        }
    }

    /** Publishes a message with a version header (null: none), and waits until the broker has confirmed it. */
    public void publish(String routingKey, String version, String body) {
        send(routingKey, version, body);
        confirm();
    }

    /** Publishes a message without waiting: {@link #confirm} is to follow. */
    public void send(String routingKey, String version, String body) {
        send(
                routingKey,
                version == null ? Map.of() : Map.of("version", version),
                body.getBytes(StandardCharsets.UTF_8));
    }

    /** The same with any headers and any bytes. */
    public void send(String routingKey, Map<String, Object> headers, byte[] body) {
        try {
            var properties = new AMQP.BasicProperties.Builder()
                    .deliveryMode(2)
                    .contentType("application/json")
                    .headers(headers)
                    .build();
            channel.basicPublish(NAME, routingKey, properties, body);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("Not published", e);
        }
    }

    /** Publishes a message to one queue alone, without waiting: {@link #confirm} is to follow. */
    public void sendTo(String queue, String version, String body) {
        try {
            var properties = new AMQP.BasicProperties.Builder()
                    .deliveryMode(2)
                    .contentType("application/json")
                    .headers(Map.of("version", version))
                    .build();
            channel.basicPublish("", queue, properties, body.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("Not published", e);
        }
    }

    /** Waits until the broker has confirmed all that was sent. */
    public void confirm() {
        try {
            channel.waitForConfirmsOrDie(60_000);
        } catch (Exception e) {
            throw new IllegalStateException("Not published", e);
        }
    }

    /** Publishes a message that calls itself text in some encoding, and waits until the broker has confirmed it. */
    public void publishAsText(String routingKey, String encoding, String body) {
        try {
            var properties = new AMQP.BasicProperties.Builder()
                    .contentType("text/plain")
                    .contentEncoding(encoding)
                    .build();
            channel.basicPublish(NAME, routingKey, properties, body.getBytes(StandardCharsets.UTF_8));
            channel.waitForConfirmsOrDie(60_000);
        } catch (Exception e) {
            throw new IllegalStateException("Not published", e);
        }
    }

    /** How many messages wait in a queue: RabbitMQ leaves out those that are out for delivery, the embedded broker does not. */
    public long ready(String queue) {
        try {
            return QueueContents.count(channel, queue);
        } catch (Exception e) {
            throw new IllegalStateException("No count of " + queue, e);
        }
    }

    /** How many consumers a queue has; 0 where there is no queue. */
    public long consumers(String queue) {
        try {
            return isThere(queue) ? channel.consumerCount(queue) : 0;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("No count of the consumers of " + queue, e);
        }
    }

    /** Takes one message out of a queue; null where it is empty. */
    public GetResponse take(String queue) {
        try {
            return channel.basicGet(queue, true);
        } catch (Exception e) {
            throw new IllegalStateException("Nothing to be had from " + queue, e);
        }
    }

    /** Takes all messages out of a queue, in order. */
    public List<GetResponse> takeAll(String queue) {
        try {
            return QueueContents.taken(channel, queue);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("Nothing to be had from " + queue, e);
        }
    }

    /** How often the first message of a queue has been taken and given back, as a quorum queue counts; 0 where it is empty. */
    public long deliveriesOfFirst(String queue) {
        try {
            GetResponse first = channel.basicGet(queue, false);
            if (first == null) {
                return 0;
            }
            channel.basicReject(first.getEnvelope().getDeliveryTag(), true);
            Map<String, Object> headers = first.getProps().getHeaders();
            return headers.get("x-delivery-count") instanceof Number count ? count.longValue() : 0;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("Nothing to be had from " + queue, e);
        }
    }

    /** Empties a queue of what waits in it. */
    public void purge(String queue) {
        try {
            channel.queuePurge(queue);
        } catch (Exception e) {
            throw new IllegalStateException(queue + " could not be emptied", e);
        }
    }

    /** Deletes a queue, with what is in it. */
    public void delete(String queue) {
        try {
            channel.queueDelete(queue);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(queue + " could not be deleted", e);
        }
    }

    /** Empties all queues of the program that are there. */
    public void purgeAll() {
        for (DataType type : DataType.values()) {
            for (String service : Topology.CONSUMERS) {
                String queue = "discogsography-" + service + "-" + type;
                purgeIfThere(queue);
                purgeIfThere(queue + "-dead");
            }
        }
    }

    /** Deletes all exchanges and queues of the program, with what is in them. */
    public void deleteAll() {
        for (DataType type : DataType.values()) {
            for (String service : Topology.CONSUMERS) {
                String queue = "discogsography-" + service + "-" + type;
                delete(queue);
                delete(queue + "-dead");
            }
        }
        try {
            channel.exchangeDelete(NAME);
            channel.exchangeDelete("discogsography-dead-letters");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("The exchanges could not be deleted", e);
        }
    }

    public void purgeIfThere(String queue) {
        if (isThere(queue)) {
            purge(queue);
        }
    }

    /** Whether the broker knows a queue. */
    public boolean isThere(String queue) {
        // Asking for one that is not there costs the channel.
        try (Channel asking = connection.createChannel()) {
            asking.queueDeclarePassive(queue);
            return true;
        } catch (AlreadyClosedException | TimeoutException | IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (AlreadyClosedException e) {
            // The broker has gone, which some tests mean to happen.
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
