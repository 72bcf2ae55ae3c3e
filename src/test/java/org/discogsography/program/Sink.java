package org.discogsography.program;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.discogsography.broker.Topology;
import org.discogsography.dump.DataType;

/** Consumes all queues of an {@link Inbox} and throws away what it gets: a broker in memory does not fill up. */
record Sink(Connection connection, AtomicLong count) implements AutoCloseable {

    static Sink of(Inbox inbox) throws Exception {
        var factory = new ConnectionFactory();
        factory.setUri(inbox.broker().address().replaceFirst("/$", "/%2F"));
        var connection = factory.newConnection();
        var count = new AtomicLong();
        var channel = connection.createChannel();
        channel.basicQos(1_000);
        for (String service : Topology.CONSUMERS) {
            for (DataType type : DataType.values()) {
                String queue = inbox.queue(service, type);
                // As the program declares it, which comes later.
                channel.queueDeclare(queue, true, false, false, Map.of("x-queue-type", "quorum"));
                channel.basicConsume(queue, true, (tag, delivery) -> count.incrementAndGet(), tag -> {});
            }
        }
        return new Sink(connection, count);
    }

    /** How many messages have come so far. */
    long received() {
        return count.get();
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
