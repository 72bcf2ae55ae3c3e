package org.discogsography.program;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.discogsography.dump.DataType;

/** Consumes one service's queues of an {@link Inbox} and remembers what came when: of records their ids alone. */
final class Listener implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** A record's message. */
    record Heard(String id, Instant at) {}

    private final Connection connection;
    private final AtomicLong count = new AtomicLong();
    private final Map<DataType, List<Heard>> records = new EnumMap<>(DataType.class); // each guarded by itself
    private final List<JsonNode> controls = new ArrayList<>(); // guarded by itself

    private Listener(Connection connection) {
        this.connection = connection;
    }

    static Listener on(Inbox inbox, String service) throws Exception {
        var factory = new ConnectionFactory();
        factory.setUri(inbox.broker().address().replaceFirst("/$", "/%2F"));
        var listener = new Listener(factory.newConnection());
        var channel = listener.connection.createChannel();
        channel.basicQos(1_000);
        for (DataType type : DataType.values()) {
            List<Heard> heard = new ArrayList<>();
            listener.records.put(type, heard);
            String queue = inbox.queue(service, type);
            // As the program declares it, which comes later.
            channel.queueDeclare(queue, true, false, false, Map.of("x-queue-type", "quorum"));
            channel.basicConsume(
                    queue,
                    true,
                    (tag, delivery) -> {
                        Map<String, Object> headers = delivery.getProperties().getHeaders();
                        if (headers.get("type").toString().equals("data")) {
                            synchronized (heard) {
                                heard.add(new Heard(headers.get("id").toString(), Instant.now()));
                            }
                        } else {
                            synchronized (listener.controls) {
                                listener.controls.add(MAPPER.readTree(delivery.getBody()));
                            }
                        }
                        listener.count.incrementAndGet();
                    },
                    tag -> {});
        }
        return listener;
    }

    /** How many messages have come so far. */
    long count() {
        return count.get();
    }

    /** Waits until nothing has come for a while. */
    void awaitSilence() throws InterruptedException {
        long before = -1;
        while (count.get() != before) {
            before = count.get();
            Thread.sleep(Duration.ofMillis(1_500).toMillis());
        }
    }

    /** The records of a type that have come so far, in the order in which they came. */
    List<Heard> records(DataType type) {
        List<Heard> heard = records.get(type);
        synchronized (heard) {
            return List.copyOf(heard);
        }
    }

    /** All other messages so far that call themselves that. */
    List<JsonNode> controls(String type) {
        synchronized (controls) {
            return controls.stream()
                    .filter(body -> body.path("type").asText().equals(type))
                    .toList();
        }
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
