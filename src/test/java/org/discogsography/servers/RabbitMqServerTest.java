package org.discogsography.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the tests of outages rest on: a RabbitMQ that can be killed, stopped, hung and had back. */
@Tag("drill")
@ParameterizedClass
@EnumSource(RabbitMqVersion.class)
class RabbitMqServerTest {

    @Parameter
    RabbitMqVersion version;

    private static RabbitMqServer server;

    @BeforeParameterizedClassInvocation
    static void start(RabbitMqVersion version) {
        server = RabbitMqServer.start(version);
    }

    @AfterParameterizedClassInvocation
    static void close() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void what_it_has_confirmed_is_there_again_after_a_kill_and_a_stop() throws Exception {
        try (var connection = client().newConnection();
                var channel = connection.createChannel()) {
            channel.confirmSelect();
            channel.queueDeclare("kept", true, false, false, Map.of("x-queue-type", "quorum"));
            channel.basicPublish(
                    "", "kept", MessageProperties.PERSISTENT_BASIC, "one".getBytes(StandardCharsets.UTF_8));
            channel.waitForConfirmsOrDie(10_000);
            server.kill();
            assertThatThrownBy(() -> client().newConnection()).isInstanceOf(java.net.ConnectException.class);
        } catch (com.rabbitmq.client.AlreadyClosedException e) {
            // Closing what the kill has closed.
        }
        server.restart();
        server.stop();
        server.restart();
        try (var connection = client().newConnection();
                var channel = connection.createChannel()) {
            assertThat(channel.basicGet("kept", true).getBody()).asString().isEqualTo("one");
        }
    }

    @Test
    void a_pause_leaves_connections_without_an_answer_until_it_ends() throws Exception {
        var impatient = client();
        impatient.setHandshakeTimeout(1_000);
        server.pause();
        try {
            assertThatThrownBy(impatient::newConnection)
                    .isInstanceOfAny(TimeoutException.class, java.io.IOException.class);
        } finally {
            server.unpause();
        }
        try (var connection = client().newConnection()) {
            assertThat(connection.isOpen()).isTrue();
        }
    }

    @Test
    void it_counts_what_it_delivers_again() throws Exception {
        long before = server.redelivered();
        try (var connection = client().newConnection();
                var channel = connection.createChannel()) {
            channel.confirmSelect();
            channel.queueDeclare("again", true, false, false, Map.of("x-queue-type", "quorum"));
            channel.basicPublish("", "again", MessageProperties.PERSISTENT_BASIC, new byte[0]);
            channel.waitForConfirmsOrDie(10_000);
            channel.basicReject(channel.basicGet("again", false).getEnvelope().getDeliveryTag(), true);
            await().atMost(Duration.ofMinutes(1)).until(() -> channel.basicGet("again", true) != null);
        }
        assertThat(server.redelivered()).isEqualTo(before + 1);
    }

    private static ConnectionFactory client() {
        var factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(server.port());
        return factory;
    }
}
