package org.discogsography.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.discogsography.dump.DataType;
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

/** What publishing promises when the broker is lost on the way. */
@ParameterizedClass
@EnumSource(RabbitMqVersion.class)
class PublishingOutageTest {

    @Parameter
    RabbitMqVersion version;

    private static final Duration SOON = BrokerClient.TIMEOUT.multipliedBy(3);

    private static RabbitMqServer server;
    private BrokerClient client;
    private ConfirmedPublisher publisher;

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
        client = BrokerClient.of(server, "quorum");
        publisher = client.publisher();
    }

    /** A broker that is busy, or just coming back, may take longer than some publishers wait, or refuse at first. */
    private static void awaitPublished(ConfirmedPublisher publisher, List<OutboundMessage> window) {
        await().until(() -> catchThrowable(() -> publisher.publish(window)) == null);
    }

    @AfterEach
    void disconnect() {
        publisher.close();
        client.close();
    }

    @Test
    void a_broker_killed_amid_publishing_fails_the_window_and_keeps_every_one_that_it_confirmed() throws Exception {
        var confirmed = new AtomicInteger();
        var running = new CountDownLatch(1);
        var thread = Executors.newSingleThreadExecutor();
        try {
            var publishing = thread.submit(() -> {
                while (true) {
                    publisher.publish(client.window(confirmed.get(), confirmed.get() + 100));
                    if (confirmed.addAndGet(100) >= 500) {
                        running.countDown();
                    }
                }
            });
            assertThat(running.await(1, TimeUnit.MINUTES)).isTrue();
            server.kill();
            try {
                assertThatThrownBy(() -> publishing.get(SOON.toSeconds(), TimeUnit.SECONDS))
                        .hasCauseInstanceOf(PublishException.class);
                assertThatThrownBy(() -> publisher.publish(client.window(0, 1))).isInstanceOf(PublishException.class);
            } finally {
                server.restart();
            }
        } finally {
            thread.shutdownNow();
        }
        awaitPublished(publisher, client.window(confirmed.get(), confirmed.get() + 100));

        Set<Integer> found = ConcurrentHashMap.newKeySet();
        try (var channel = client.connections().createConnection().createChannel(false)) {
            String queue = client.topology().queue("tableinator", DataType.ARTISTS);
            channel.basicConsume(
                    queue,
                    true,
                    (tag, message) -> found.add(Integer.parseInt(new String(message.getBody(), UTF_8))),
                    tag -> {});
            await().untilAsserted(() -> assertThat(found).hasSizeGreaterThanOrEqualTo(confirmed.get() + 100));
        }
    }

    /** A thread that publishes, and is in this method of the client now. */
    private Future<Void> publishing(List<OutboundMessage> window, String method) {
        var task = new FutureTask<Void>(() -> {
            publisher.publish(window);
            return null;
        });
        var thread = new Thread(task);
        thread.start();
        await().until(() -> Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals(method)));
        return task;
    }

    @Test
    void while_one_waits_for_a_broker_that_hangs_another_does_not_wait_for_that_one() throws Exception {
        try (var impatient = client.publisher(Duration.ofSeconds(1))) {
            publisher.publish(client.window(0, 10));
            awaitPublished(impatient, client.window(10, 20));
            server.pause();
            try {
                // For a minute.
                var waiting = publishing(client.window(20, 30), "waitForConfirms");

                assertThatThrownBy(() -> impatient.publish(client.window(30, 40)))
                        .isInstanceOf(PublishException.class)
                        .hasMessageContaining("within 1 s");
                assertThat(waiting).isNotDone();
            } finally {
                server.unpause();
            }
        }
    }

    /** More than the sockets' buffers hold: the write itself hangs, and no answer is waited for. */
    @Test
    void a_broker_that_hangs_in_the_middle_of_a_write_fails_the_window_too() throws Exception {
        var thread = Executors.newSingleThreadExecutor();
        try (var noticing = BrokerClient.impatient(server, "quorum");
                var hanging = noticing.publisher(BrokerClient.TIMEOUT)) {
            List<OutboundMessage> large = IntStream.range(0, 100)
                    .mapToObj(number ->
                            new OutboundMessage(noticing.topology().exchange(), "artists", Map.of(), new byte[500_000]))
                    .toList();
            awaitPublished(hanging, noticing.window(0, 10));
            server.pause();
            try {
                var publishing = thread.submit(() -> {
                    hanging.publish(large);
                    return null;
                });
                assertThatThrownBy(() -> publishing.get(1, TimeUnit.MINUTES))
                        .hasCauseInstanceOf(PublishException.class);
            } finally {
                server.unpause();
                thread.shutdownNow();
            }
            awaitPublished(hanging, noticing.window(10, 20));
        }
    }

    @Test
    void a_program_ends_though_a_write_hangs() throws Exception {
        publisher.publish(client.window(0, 10));
        server.pause();
        try {
            var publishing = publishing(
                    List.of(new OutboundMessage(
                            client.topology().exchange(), "artists", Map.of(), new byte[50_000_000])),
                    "basicPublish");
            var asked = Instant.now();
            publisher.close();
            assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(5));
            assertThatThrownBy(() -> publishing.get(1, TimeUnit.MINUTES)).hasCauseInstanceOf(PublishException.class);
        } finally {
            server.unpause();
        }
    }

    @Test
    void a_broker_that_hangs_fails_the_window_within_the_timeout() throws Exception {
        try (var noticing = client.publisher(BrokerClient.TIMEOUT)) {
            awaitPublished(noticing, client.window(0, 10));
            server.pause();
            var asked = Instant.now();
            try {
                assertThatThrownBy(() -> noticing.publish(client.window(10, 20)))
                        .isInstanceOf(PublishException.class);
                assertThat(Duration.between(asked, Instant.now())).isLessThan(SOON);
            } finally {
                server.unpause();
            }
            awaitPublished(noticing, client.window(10, 20));
        }
    }
}
