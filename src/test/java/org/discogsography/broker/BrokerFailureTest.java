package org.discogsography.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.ShutdownSignalException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.discogsography.outage.Failure;
import org.discogsography.servers.RabbitMqServer;
import org.discogsography.servers.RabbitMqVersion;
import org.discogsography.tls.TlsFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What RabbitMQ says to a publisher: only a message that it can never take is refused. */
@ParameterizedClass
@EnumSource(RabbitMqVersion.class)
class BrokerFailureTest {

    @Parameter
    RabbitMqVersion version;

    /** The largest that RabbitMQ 3.10 accepts by default: 128 MiB. Version 4 accepts 16 MiB. */
    private static final int LARGEST = 134_217_728;

    private static RabbitMqServer server;

    @BeforeParameterizedClassInvocation
    static void start(RabbitMqVersion version) {
        server = RabbitMqServer.start(version);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void a_message_larger_than_the_broker_takes_is_refused() {
        try (var client = BrokerClient.of(server, "classic")) {
            Throwable thrown = publish(client, message(client, "artists", Map.of(), LARGEST + 1));

            assertThat(thrown).hasRootCauseInstanceOf(ShutdownSignalException.class);
            assertThat(BrokerFailure.of(thrown)).as(thrown.getMessage()).isEqualTo(Failure.REFUSED);
        }
    }

    @Test
    void headers_and_a_routing_key_that_the_protocol_has_no_room_for_are_refused() {
        try (var client = BrokerClient.of(server, "classic")) {
            Throwable headers = publish(client, message(client, "artists", Map.of("id", "1".repeat(200_000)), 1));
            assertThat(BrokerFailure.of(headers)).as(headers.toString()).isEqualTo(Failure.REFUSED);

            Throwable key = publish(client, message(client, "artists".repeat(50), Map.of(), 1));
            assertThat(BrokerFailure.of(key)).as(key.toString()).isEqualTo(Failure.REFUSED);
        }
    }

    @Test
    void an_exchange_that_is_missing_and_a_message_that_no_queue_takes_are_outages() {
        try (var client = BrokerClient.of(server, "classic")) {
            expectOutage(publish(client, new OutboundMessage("no-such-exchange", "artists", Map.of(), new byte[1])));
            expectOutage(publish(client, message(client, "films", Map.of(), 1)));
        }
    }

    @Test
    void a_topology_that_is_there_with_other_arguments_is_an_outage() {
        var topology = BrokerClient.topology("classic");
        var other = new Topology(topology.exchange(), topology.deadLetterExchange(), topology.queuePrefix(), "quorum");
        try (var first = BrokerClient.of(server, topology);
                var second = BrokerClient.of(server, other)) {
            assertThat(publish(first, message(first, "artists", Map.of(), 1))).isNull();
            // It answers 406 to that as well.
            expectOutage(publish(second, message(second, "artists", Map.of(), 1)));
        }
    }

    @Test
    void a_broker_that_lets_nobody_in_is_an_outage() {
        expectOutage("amqp://guest:wrong@127.0.0.1:" + server.port() + "/");
        expectOutage("amqp://guest:guest@127.0.0.1:" + server.port() + "/nowhere");
        expectOutage("amqp://guest:guest@127.0.0.1:1/");
    }

    @Test
    void a_broker_that_hangs_or_is_killed_is_an_outage() {
        try (var client = BrokerClient.impatient(server, "classic");
                var publisher = client.publisher(BrokerClient.TIMEOUT)) {
            awaitPublished(publisher, client);
            server.pause();
            try {
                expectOutage(catchThrowable(() -> publisher.publish(client.window(0, 10))));
                expectOutage(catchThrowable(() -> publisher.publish(client.window(0, 10))));
            } finally {
                server.unpause();
            }
        }
        try (var client = BrokerClient.impatient(server, "quorum");
                var publisher = client.publisher(BrokerClient.TIMEOUT)) {
            awaitPublished(publisher, client);
            server.kill();
            try {
                expectOutage(catchThrowable(() -> publisher.publish(client.window(0, 10))));
                expectOutage(catchThrowable(() -> publisher.publish(client.window(0, 10))));
            } finally {
                server.restart();
            }
        }
    }

    /** A broker that is busy, or just coming back, may take longer than this publisher waits. */
    private static void awaitPublished(ConfirmedPublisher publisher, BrokerClient client) {
        await().until(() -> catchThrowable(() -> publisher.publish(client.window(0, 10))) == null);
    }

    private static OutboundMessage message(BrokerClient client, String key, Map<String, Object> headers, int size) {
        return new OutboundMessage(client.topology().exchange(), key, headers, new byte[size]);
    }

    private static Throwable publish(BrokerClient client, OutboundMessage message) {
        try (var publisher = client.publisher(Duration.ofSeconds(30))) {
            return catchThrowable(() -> publisher.publish(List.of(message)));
        }
    }

    private static void expectOutage(String address) {
        var connections = new BrokerConnections(
                AmqpAddress.parse(address),
                TlsFiles.NONE,
                BrokerClient.topology("classic"),
                "test",
                Duration.ofSeconds(2),
                BrokerClient.TIMEOUT);
        try (connections;
                var publisher = new ConfirmedPublisher(connections, "records", BrokerClient.TIMEOUT)) {
            var message = new OutboundMessage("any", "artists", Map.of(), new byte[1]);
            expectOutage(catchThrowable(() -> publisher.publish(List.of(message))));
        }
    }

    private static void expectOutage(Throwable thrown) {
        assertThat(thrown).isInstanceOf(PublishException.class);
        assertThat(BrokerFailure.of(thrown)).as(thrown.getMessage()).isEqualTo(Failure.OUTAGE);
    }
}
