package org.discogsography.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ConnectionFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.discogsography.dump.DataType;
import org.discogsography.program.JarProcess.Call;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.FaultyLink;
import org.discogsography.servers.RabbitMqServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands for dead letters, as an operator gives them. */
class DeadLetterCommandsIT {

    private static final Duration SOON = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    @Test
    void a_broker_that_is_down_is_named_in_one_line_without_the_login() {
        try (var program = Call.of(folder, "replay", "graphinator", "releases")
                .with("AMQP_CONNECTION", "amqp://guest:secret@127.0.0.1:1/")
                .start()) {
            assertThat(program.exitCode(SOON)).isEqualTo(1);
            assertThat(program.err().lines()).singleElement().asString().contains("amqp://127.0.0.1:1");
            assertThat(program.toString()).doesNotContain("secret", "\tat ");
            assertThat(program.out()).isEmpty();
        }
    }

    @Test
    void letters_are_listed_and_replayed_and_a_killed_replay_loses_none() throws Exception {
        var inbox = Inbox.on(Brokers.EMBEDDED.shared());
        String own = inbox.queue("graphinator", DataType.RELEASES);
        String dead = own + "-dead";
        assertThat(printed(inbox, "dead-letters", "graphinator")).isEqualToIgnoringNewLines("no dead letters");
        int count = 6_000;
        setAside(inbox, dead, count);

        assertThat(printed(inbox, "dead-letters", "graphinator", "releases").lines())
                .hasSize(1_002)
                .startsWith(
                        "id   type      time                  reason       exception        attempts",
                        "0    releases  2026-08-01T00:00:00Z  no such day  java.lang.Error  5")
                .endsWith("and 5000 more of graphinator releases");
        assertThat(printed(inbox, "replay", "graphinator", "releases", "7", "5999", "none"))
                .isEqualToIgnoringNewLines("replayed 2 of 6000 dead letters of graphinator releases, 5998 left");

        // All of them would take more than half a minute.
        try (var slow = FaultyLink.to("127.0.0.1", inbox.broker().port())) {
            slow.slow(Duration.ZERO, 100_000);
            try (var exchange = Exchange.connect(inbox.broker().port());
                    var program = call(inbox, "replay", "graphinator", "releases")
                            .with("AMQP_CONNECTION", "amqp://guest:guest@127.0.0.1:" + slow.port() + "/")
                            .start()) {
                await().atMost(SOON).until(() -> exchange.ready(own) > 200);
                program.close();
                assertThat(program.out()).as("killed on the way").isEmpty();
            }
        }
        assertThat(printed(inbox, "replay", "graphinator", "releases")).endsWith(" 0 left" + System.lineSeparator());

        Set<String> ids = new HashSet<>();
        inbox.take("graphinator", DataType.RELEASES)
                .forEach(message -> ids.add(message.body().path("id").asText()));
        assertThat(ids).hasSize(count);
        assertThat(inbox.take("tableinator", DataType.RELEASES)).isEmpty();
        assertThat(printed(inbox, "replay", "graphinator", "releases"))
                .isEqualToIgnoringNewLines("replayed 0 of 0 dead letters of graphinator releases, 0 left");
    }

    @Test
    void a_replay_that_waits_for_the_end_of_a_brokers_alarm_says_so_and_goes_on() throws Exception {
        var server = (RabbitMqServer) Brokers.RABBITMQ.shared();
        var inbox = Inbox.on(server);
        try {
            assertThat(printed(inbox, "dead-letters", "graphinator")).isEqualToIgnoringNewLines("no dead letters");
            setAside(inbox, inbox.queue("graphinator", DataType.RELEASES) + "-dead", 3);
            server.raiseAlarm();
            try (var program = call(inbox, "replay", "graphinator", "releases").start()) {
                await().atMost(SOON).until(() -> !program.err().isEmpty());
                assertThat(program.err().lines())
                        .singleElement()
                        .asString()
                        .contains("127.0.0.1:" + server.port(), "publishing is blocked", "low on memory", "waiting");
                assertThat(program.isRunning()).isTrue();

                server.endAlarm();
                assertThat(program.exitCode(SOON)).isZero();
                assertThat(program.out())
                        .isEqualToIgnoringNewLines("replayed 3 of 3 dead letters of graphinator releases, 0 left");
            }
        } finally {
            server.endAlarm();
        }
    }

    private Call call(Inbox inbox, String... words) {
        return Call.of(folder, words).with(inbox.settings());
    }

    /** What a command prints that succeeds. */
    private String printed(Inbox inbox, String... words) {
        try (var program = call(inbox, words).start()) {
            assertThat(program.exitCode(SOON)).as("%s", program).isZero();
            assertThat(program.err()).isEmpty();
            return program.out();
        }
    }

    private static void setAside(Inbox inbox, String dead, int count) throws Exception {
        var factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(inbox.broker().port());
        try (var connection = factory.newConnection();
                var channel = connection.createChannel()) {
            channel.confirmSelect();
            for (int id = 0; id < count; id++) {
                Map<String, Object> headers = Map.of(
                        "x-reason", "no such\n\u001b day",
                        "x-exception", "java.lang.Error",
                        "x-time", "2026-08-01T00:00:00Z",
                        "x-attempts", 5);
                var properties =
                        new AMQP.BasicProperties.Builder().headers(headers).build();
                channel.basicPublish(
                        "", dead, properties, ("{\"id\":\"" + id + "\"}").getBytes(StandardCharsets.UTF_8));
            }
            channel.waitForConfirmsOrDie(30_000);
        }
    }
}
