package org.discogsography.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.discogsography.servers.Broker;
import org.discogsography.tls.TlsFiles;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;

/** The product's own connection to a test broker, with a topology that no other test uses. */
public record BrokerClient(Topology topology, BrokerConnections broker) implements AutoCloseable {

    static final Duration TIMEOUT = Duration.ofSeconds(5);

    public static BrokerClient of(Broker broker, String queueType) {
        return of(broker, topology(queueType));
    }

    public static BrokerClient of(Broker broker, Topology topology) {
        return of(broker.address(), topology);
    }

    public static BrokerClient of(String address, Topology topology) {
        return new BrokerClient(
                topology,
                new BrokerConnections(
                        AmqpAddress.parse(address), TlsFiles.NONE, topology, "test", Duration.ofSeconds(2), TIMEOUT));
    }

    static Topology topology(String queueType) {
        String name = "test-" + UUID.randomUUID() + "-";
        return new Topology(name + "exchange", name + "dead-letters", name, queueType);
    }

    /** The shared connection. */
    public CachingConnectionFactory connections() {
        return broker.shared();
    }

    public ConfirmedPublisher publisher() {
        return publisher(TIMEOUT);
    }

    ConfirmedPublisher publisher(Duration timeout) {
        return new ConfirmedPublisher(broker, "records", timeout);
    }

    /** Messages to the artists, with their numbers as bodies. */
    List<OutboundMessage> window(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(number -> new OutboundMessage(
                        topology.exchange(),
                        "artists",
                        Map.of("type", "data"),
                        Integer.toString(number).getBytes(UTF_8)))
                .toList();
    }

    @Override
    public void close() {
        broker.close();
    }
}
