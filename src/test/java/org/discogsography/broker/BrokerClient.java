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

    /** Of those who are to notice soon that a broker does not answer. */
    static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** For a broker that works, and may be busy. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    public static BrokerClient of(Broker broker, String queueType) {
        return of(broker, topology(queueType));
    }

    public static BrokerClient of(Broker broker, Topology topology) {
        return of(broker.address(), topology);
    }

    public static BrokerClient of(String address, Topology topology) {
        return of(address, topology, PATIENCE, PATIENCE);
    }

    /** One that takes a broker for dead that is silent for four seconds. */
    static BrokerClient impatient(Broker broker, String queueType) {
        return of(broker.address(), topology(queueType), Duration.ofSeconds(2), TIMEOUT);
    }

    private static BrokerClient of(String address, Topology topology, Duration heartbeat, Duration timeout) {
        return new BrokerClient(
                topology,
                new BrokerConnections(AmqpAddress.parse(address), TlsFiles.NONE, topology, "test", heartbeat, timeout));
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
        return publisher(PATIENCE);
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
