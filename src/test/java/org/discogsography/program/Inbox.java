package org.discogsography.program;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.AMQP;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.discogsography.dump.DataType;
import org.discogsography.servers.Broker;
import org.discogsography.servers.Exchange;

/** Queues of the program on a test broker that no other test uses, and what has been published to them. */
record Inbox(Broker broker, String prefix) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** A message as a consumer sees it. */
    record Received(AMQP.BasicProperties properties, JsonNode body) {

        String type() {
            return body.path("type").asText();
        }

        /** A header as text; null where there is none. */
        String header(String name) {
            Object value = properties.getHeaders().get(name);
            return value == null ? null : value.toString();
        }
    }

    static Inbox on(Broker broker) {
        return new Inbox(broker, "test-" + UUID.randomUUID() + "-");
    }

    /** What makes the program use these queues. */
    Map<String, String> settings() {
        return Map.of(
                "amqp.connection",
                broker.address(),
                "amqp.exchange",
                prefix + "exchange",
                "amqp.dead-letter-exchange",
                prefix + "dead-letters",
                "amqp.queue-prefix",
                prefix);
    }

    String queue(String service, DataType type) {
        return prefix + service + "-" + type;
    }

    /** Takes everything out of one queue. */
    List<Received> take(String service, DataType type) {
        try (var exchange = Exchange.connect(broker.port())) {
            List<Received> messages = new ArrayList<>();
            for (var next : exchange.takeAll(queue(service, type))) {
                messages.add(new Received(next.getProps(), MAPPER.readTree(new String(next.getBody(), UTF_8))));
            }
            return messages;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
