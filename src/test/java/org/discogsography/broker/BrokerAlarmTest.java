package org.discogsography.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.awaitility.core.ThrowingRunnable;
import org.discogsography.dump.DataType;
import org.discogsography.health.Finding;
import org.discogsography.servers.LogLines;
import org.discogsography.servers.RabbitMqServer;
import org.discogsography.servers.RabbitMqVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A broker short of memory or disk is waited for: that is no failure of it, and nobody publishes anything twice. */
@ParameterizedClass
@EnumSource(RabbitMqVersion.class)
class BrokerAlarmTest {

    @Parameter
    RabbitMqVersion version;

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final Duration TIMEOUT = Duration.ofSeconds(4);

    private static RabbitMqServer server;

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private BrokerClient client;
    private ConfirmedPublisher publisher;
    private LogLines alarms;
    private LogLines failures;

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

    @BeforeEach
    void connect() {
        // The test before may have left a server that is just coming back.
        try (var early = BrokerClient.of(server, "classic");
                var first = early.publisher()) {
            await().atMost(SOON).until(() -> catchThrowable(() -> first.publish(early.window(0, 10))) == null);
        }
        // Any other silence, or blocked write, of four seconds would end its connection: an alarm lasts longer here.
        client = BrokerClient.impatient(server, "classic");
        publisher = client.publisher(TIMEOUT);
        alarms = LogLines.of(BrokerAlarm.class);
        failures = LogLines.of(ConfirmedPublisher.class);
    }

    @AfterEach
    void disconnect() {
        alarms.close();
        failures.close();
        thread.shutdownNow();
        publisher.close();
        client.close();
    }

    private Future<?> publishing(int windows, int size) {
        return thread.submit(() -> {
            for (int window = 0; window < windows; window++) {
                publisher.publish(window(size));
            }
            return null;
        });
    }

    private List<OutboundMessage> window(int size) {
        return window(client, size);
    }

    /** A hundred messages of this many bytes. */
    private static List<OutboundMessage> window(BrokerClient client, int size) {
        String exchange = client.topology().exchange();
        return IntStream.range(0, 100)
                .mapToObj(number -> new OutboundMessage(exchange, "artists", Map.of(), new byte[size]))
                .toList();
    }

    private long arrived() throws Exception {
        try (var channel = client.connections().createConnection().createChannel(false)) {
            return channel.messageCount(client.topology().queue("tableinator", DataType.ARTISTS));
        }
    }

    private static void soon(ThrowingRunnable assertion) {
        await().atMost(SOON).ignoreException(PublishException.class).untilAsserted(assertion);
    }

    private void soonPaused() {
        soon(() -> assertThat(alarms.lines()).singleElement().asString().contains("publishing paused"));
    }

    /** Longer than a broker may take that has raised no alarm. */
    private static void assertStillWaits(Future<?> publishing) {
        assertThatThrownBy(() -> publishing.get(TIMEOUT.toMillis() + 1_000, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
    }

    private void assertGoesOn(Future<?> publishing, int messages) throws Exception {
        publishing.get(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(arrived()).isEqualTo(messages);
        assertThat(alarms.lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("RabbitMQ: publishing paused"),
                        line -> assertThat(line).startsWith("RabbitMQ: publishing resumed, the alarm lasted "));
        assertThat(failures.lines()).isEmpty();
    }

    @Test
    void publishing_waits_while_an_alarm_lasts_and_then_goes_on_with_every_message_there_once() throws Exception {
        publisher.publish(window(100));
        server.raiseAlarm();
        try {
            // More than fits into the buffers between here and there.
            var publishing = publishing(2, 200_000);
            soonPaused();
            assertThat(client.broker().alarm().findings())
                    .extracting(Finding::reason)
                    .singleElement()
                    .asString()
                    .contains("alarm", "memory", "publishing waits");
            assertStillWaits(publishing);
            server.endAlarm();
            assertGoesOn(publishing, 300);
            assertThat(client.broker().alarm().findings()).isEmpty();
        } finally {
            server.endAlarm();
        }
    }

    @Test
    void the_first_window_of_a_program_waits_too() throws Exception {
        server.raiseAlarm();
        try {
            var publishing = publishing(3, 100);
            soonPaused();
            assertStillWaits(publishing);
            server.endAlarm();
            assertGoesOn(publishing, 300);
        } finally {
            server.endAlarm();
        }
    }

    /** The client's thread that reads must not wait for a write that waits for the end of the alarm. */
    @Test
    void each_program_that_connects_during_an_alarm_is_told_of_it_however_large_its_first_window() throws Exception {
        int programs = 20;
        var threads = Executors.newFixedThreadPool(programs);
        List<BrokerClient> clients = new ArrayList<>();
        List<ConfirmedPublisher> publishers = new ArrayList<>();
        server.raiseAlarm();
        try {
            for (int program = 0; program < programs; program++) {
                // Each knows of the alarm what its own connection is told.
                var patient = BrokerClient.of(server, "classic");
                clients.add(patient);
                var connected = patient.publisher();
                publishers.add(connected);
                threads.submit(() -> {
                    connected.publish(window(patient, 100_000));
                    return null;
                });
            }
            soon(() ->
                    assertThat(clients).allMatch(each -> each.broker().alarm().isRaised()));
            assertThat(failures.lines()).isEmpty();
        } finally {
            server.endAlarm();
            threads.shutdownNow();
            publishers.forEach(ConfirmedPublisher::close);
            clients.forEach(BrokerClient::close);
        }
    }

    @Test
    void two_that_publish_wait_and_go_on_together_and_it_is_reported_once() throws Exception {
        var other = Executors.newSingleThreadExecutor();
        server.raiseAlarm();
        try (var second = client.publisher(TIMEOUT)) {
            var publishing = publishing(1, 100);
            var also = other.submit(() -> {
                second.publish(window(100));
                return null;
            });
            soonPaused();
            assertStillWaits(publishing);
            assertStillWaits(also);
            server.endAlarm();
            also.get(SOON.toSeconds(), TimeUnit.SECONDS);
            assertGoesOn(publishing, 200);
        } finally {
            other.shutdownNow();
            server.endAlarm();
        }
    }

    @Test
    void a_broker_that_dies_during_its_alarm_is_not_waited_for() throws Exception {
        soon(() -> publisher.publish(window(100)));
        server.raiseAlarm();
        var publishing = publishing(1, 100);
        try {
            soonPaused();
        } finally {
            server.kill(); // which ends the alarm
        }
        try {
            assertThatThrownBy(() -> publishing.get(SOON.toSeconds(), TimeUnit.SECONDS))
                    .hasCauseInstanceOf(PublishException.class);
        } finally {
            server.restart();
        }
        soon(() -> publisher.publish(window(100)));

        server.pause();
        try {
            assertThatThrownBy(() -> publisher.publish(window(100))).isInstanceOf(PublishException.class);
        } finally {
            server.unpause();
        }
    }

    @Test
    void a_program_ends_at_once_during_an_alarm() throws Exception {
        soon(() -> publisher.publish(window(100)));
        server.raiseAlarm();
        try {
            // The broker takes a moment to raise it, in which it may take a window or two.
            var publishing = publishing(50, 200_000);
            soonPaused();
            var asked = Instant.now();
            publisher.close();
            client.close();
            assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(6));
            assertThatThrownBy(() -> publishing.get(1, TimeUnit.MINUTES)).hasCauseInstanceOf(PublishException.class);
        } finally {
            server.endAlarm();
        }
    }
}
