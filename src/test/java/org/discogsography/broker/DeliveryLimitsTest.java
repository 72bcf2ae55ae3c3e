package org.discogsography.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.discogsography.dump.DataType;
import org.discogsography.health.Finding;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.LogLines;
import org.discogsography.servers.RabbitMqServer;
import org.discogsography.servers.RabbitMqVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** No message is lost because it has come back too often, or an operator is warned. */
@ParameterizedClass
@EnumSource(RabbitMqVersion.class)
class DeliveryLimitsTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    /** More than RabbitMQ 4 allows by default. */
    private static final int RETURNS = 25;

    private static RabbitMqServer server;

    @Parameter
    RabbitMqVersion version;

    @BeforeParameterizedClassInvocation
    static void start(RabbitMqVersion version) {
        server = Brokers.shared(version);
    }

    @AfterParameterizedClassInvocation
    static void clearPolicy() {
        server.clearPolicy("discogsography");
    }

    @Test
    void a_message_that_comes_back_again_and_again_stays_in_a_queue_that_this_program_has_declared() throws Exception {
        try (var client = BrokerClient.of(server, "quorum");
                var publisher = client.publisher();
                var limits = limits(client);
                var log = LogLines.of(DeliveryLimits.class)) {
            publisher.publish(client.window(0, 1));

            comeBack(client.topology().queue("tableinator", DataType.ARTISTS));

            assertThat(limits.findings()).isEmpty();
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void a_queue_of_an_older_release_is_used_as_it_is_and_its_limit_is_a_finding_until_a_policy_raises_it()
            throws Exception {
        Topology topology = BrokerClient.topology("quorum");
        String older = topology.queue("tableinator", DataType.ARTISTS);
        try (var connection = plain();
                var channel = connection.createChannel()) {
            channel.queueDeclare(older, true, false, false, Map.of("x-queue-type", "quorum"));
        }
        try (var client = BrokerClient.of(server, topology);
                var publisher = client.publisher();
                var limits = limits(client);
                var log = LogLines.of(DeliveryLimits.class)) {
            publisher.publish(client.window(0, 1));
            if (version == RabbitMqVersion.INSTALLED) {
                comeBack(older);
                assertThat(limits.findings()).isEmpty();
                return;
            }
            await().atMost(SOON).until(() -> !limits.findings().isEmpty());

            assertThat(limits.content()).isEqualTo(Map.of(older, 20));
            assertThat(limits.findings())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.status()).isEqualTo(Finding.Status.DEGRADED))
                    .extracting(Finding::reason)
                    .asString()
                    .contains(older + " (20)");
            // What is found can be seen a moment before it is logged.
            await().atMost(SOON).untilAsserted(() -> assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains(older)
                    .contains("rabbitmqctl set_policy"));

            // What the finding says.
            server.answer(
                    "set_policy",
                    "discogsography",
                    "^" + topology.queuePrefix(),
                    "{\"delivery-limit\": 1000000}",
                    "--apply-to",
                    "queues");
            await().atMost(SOON).until(() -> limits.findings().isEmpty());
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(log.lines()).last().asString().contains("high enough"));
            comeBack(older);
        }
    }

    @Test
    void a_queue_of_an_older_release_that_is_deleted_is_declared_with_a_limit_of_its_own() throws Exception {
        Topology topology = BrokerClient.topology("quorum");
        String older = topology.deadLetterQueue("graphinator", DataType.LABELS);
        try (var plain = plain();
                var channel = plain.createChannel();
                var client = BrokerClient.of(server, topology)) {
            channel.queueDeclare(older, true, false, false, Map.of("x-queue-type", "quorum"));
            client.broker().close(client.broker().connect("first"));
            channel.queueDelete(older);
            client.broker().close(client.broker().connect("second"));

            Map<String, Object> arguments = new HashMap<>(Map.of("x-queue-type", "quorum"));
            arguments.put("x-delivery-limit", TopologyDeclaration.DELIVERY_LIMIT);
            assertThat(channel.queueDeclare(older, true, false, false, arguments)
                            .getQueue())
                    .isEqualTo(older);
            assertThat(client.broker().queuesWithAnotherLimit()).isEmpty();
        }
    }

    @Test
    void what_somebody_else_has_set_is_kept_and_checked() throws Exception {
        Topology topology = BrokerClient.topology("quorum");
        String own = topology.queue("graphinator", DataType.MASTERS);
        try (var plain = plain();
                var channel = plain.createChannel()) {
            channel.queueDeclare(own, true, false, false, Map.of("x-queue-type", "quorum", "x-delivery-limit", 30));
        }
        try (var client = BrokerClient.of(server, topology);
                var limits = limits(client)) {
            client.connections().createConnection();
            if (version == RabbitMqVersion.FOUR) {
                await().atMost(SOON).until(() -> limits.content().equals(Map.of(own, 30)));
            }
        }
    }

    @Test
    void a_limit_that_cannot_be_checked_is_a_finding_too() throws Exception {
        Topology topology = BrokerClient.topology("quorum");
        String older = topology.queue("graphinator", DataType.LABELS);
        // May declare everything except the queue for the trial.
        server.addUser(topology.queuePrefix(), "secret", "^(?!.*delivery-limit-).*");
        try (var plain = plain();
                var channel = plain.createChannel()) {
            channel.queueDeclare(older, true, false, false, Map.of("x-queue-type", "quorum"));
        }
        try (var client = BrokerClient.of(
                        "amqp://" + topology.queuePrefix() + ":secret@127.0.0.1:" + server.port() + "/", topology);
                var limits = limits(client)) {
            client.connections().createConnection();
            if (version == RabbitMqVersion.INSTALLED) {
                assertThat(limits.findings()).isEmpty();
                return;
            }
            await().atMost(SOON).until(() -> limits.content().equals(Map.of(older, "unknown")));
            assertThat(limits.findings())
                    .extracting(Finding::reason)
                    .singleElement()
                    .asString()
                    .contains("too low or unknown");
        }
    }

    private static DeliveryLimits limits(BrokerClient client) {
        return new DeliveryLimits(
                        client.broker(),
                        "/",
                        client.topology().queuePrefix(),
                        BrokerClient.TIMEOUT,
                        Duration.ofSeconds(1))
                .start();
    }

    /** As with every outage: the channel that has the message is lost. */
    private static void comeBack(String queue) throws Exception {
        try (var connection = plain()) {
            for (int returned = 0; returned <= RETURNS; returned++) {
                Channel channel = connection.createChannel();
                await().atMost(SOON).until(() -> channel.basicGet(queue, false) != null);
                channel.close();
            }
        }
        try (var connection = plain();
                var channel = connection.createChannel()) {
            GetResponse message = await().atMost(SOON).until(() -> channel.basicGet(queue, false), Objects::nonNull);
            assertThat(message.getBody()).asString(UTF_8).isEqualTo("0");
        }
    }

    private static Connection plain() throws Exception {
        var factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(server.port());
        return factory.newConnection();
    }
}
