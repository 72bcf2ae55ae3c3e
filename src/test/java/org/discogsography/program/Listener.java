package org.discogsography.program;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.discogsography.dump.DataType;

/** Consumes one service's queues of an {@link Inbox} and remembers what came when: of records their ids alone. */
final class Listener implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** A record's message. */
    record Heard(String id, Instant at) {}

    private final Connection connection;
    private final Inbox inbox;
    private final String service;
    private final AtomicLong count = new AtomicLong();
    private final Set<String> marks = ConcurrentHashMap.newKeySet();
    private final Map<DataType, List<Heard>> records = new EnumMap<>(DataType.class); // each guarded by itself
    private final List<JsonNode> controls = new ArrayList<>(); // guarded by itself

    private Listener(Connection connection, Inbox inbox, String service) {
        this.connection = connection;
        this.inbox = inbox;
        this.service = service;
    }

    static Listener on(Inbox inbox, String service) throws Exception {
        var factory = new ConnectionFactory();
        factory.setUri(inbox.broker().address().replaceFirst("/$", "/%2F"));
        var listener = new Listener(factory.newConnection(), inbox, service);
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
                        String mark = delivery.getProperties().getMessageId();
                        if (mark != null) {
                            listener.marks.add(mark);
                            return;
                        }
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

    /** Waits until all has come that is in the queues: what is sent to each of them now comes behind it. */
    void awaitAll() throws Exception {
        Set<String> sent = new HashSet<>();
        try (var channel = connection.createChannel()) {
            for (DataType type : DataType.values()) {
                String mark = UUID.randomUUID().toString();
                sent.add(mark);
                var properties =
                        new AMQP.BasicProperties.Builder().messageId(mark).build();
                channel.basicPublish("", inbox.queue(service, type), properties, new byte[0]);
            }
        }
        await().until(() -> marks.containsAll(sent));
    }

    /** The records of a type that have come so far, in the order in which they came. */
    List<Heard> records(DataType type) {
        List<Heard> heard = records.get(type);
        synchronized (heard) {
            return List.copyOf(heard);
        }
    }

    /** When the last record came. */
    Instant last() {
        return Stream.of(DataType.values())
                .flatMap(type -> records(type).stream())
                .map(Heard::at)
                .max(Comparator.naturalOrder())
                .orElseThrow();
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
