package org.discogsography.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.LogLines;
import org.discogsography.servers.Program;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A client that sends a byte now and then is never silent, and still has only so much time for a request. */
class SlowClientsTest {

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String GET = "GET /health HTTP/1.1\r\nHost: localhost\r\n";

    private static Program program;
    private static int port;

    @BeforeAll
    static void start() {
        program = Program.start(
                List.of("dashboard"),
                Map.of(
                        "amqp.connection", Brokers.EMBEDDED.shared().address(),
                        "dashboard.services", "",
                        "http.idle-timeout", Long.toString(LIMIT.toSeconds())));
        port = program.main()
                .getCamelContext()
                .getRegistry()
                .findSingleByType(WebServer.class)
                .port();
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    /** How long the server lets a client send a byte every so often, which it does for far longer than it may. */
    private static Duration trickle(RawClient client, String bytes) throws Exception {
        Instant begin = Instant.now();
        for (char letter : bytes.repeat(100).toCharArray()) {
            // A closed connection shows on reading at once, on writing only later.
            if (!client.send(String.valueOf(letter))
                    || client.read(Duration.ofMillis(150)).isClosed()) {
                break;
            }
            if (Duration.between(begin, Instant.now()).compareTo(PATIENCE) > 0) {
                break;
            }
        }
        return Duration.between(begin, Instant.now());
    }

    @Test
    void a_head_that_trickles_is_ended() throws Exception {
        try (var client = RawClient.to(port)) {
            client.send(GET);
            assertThat(trickle(client, "X: y\r\n")).isBetween(LIMIT.dividedBy(2), LIMIT.multipliedBy(4));
        }
    }

    @Test
    void a_body_that_trickles_is_ended() throws Exception {
        try (var client = RawClient.to(port);
                var log = LogLines.of(RoutingContext.class);
                var own = LogLines.of(ErrorAnswer.class)) {
            client.send("POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n");
            assertThat(trickle(client, "x")).isBetween(LIMIT.dividedBy(2), LIMIT.multipliedBy(4));
            // Whoever does that often would fill the log.
            assertThat(log.lines()).isEmpty();
            assertThat(own.lines()).isEmpty();
        }
    }

    @Test
    void a_second_head_that_trickles_is_ended_too() throws Exception {
        try (var client = RawClient.to(port)) {
            client.send(GET + "\r\n");
            assertThat(client.read(Duration.ofMillis(800)).status()).isEqualTo(200);
            client.send(GET);
            assertThat(trickle(client, "X: y\r\n")).isLessThan(LIMIT.multipliedBy(4));
        }
    }

    @Test
    void a_body_without_an_end_is_not_taken_whatever_it_is_sent_to() throws Exception {
        try (var client = RawClient.to(port)) {
            client.send("POST /nothing HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
            assertThat(trickle(client, "1\r\nx\r\n")).isLessThan(LIMIT.multipliedBy(4));
        }
    }

    @Test
    void a_silent_client_is_ended() throws Exception {
        try (var client = RawClient.to(port)) {
            assertThat(client.read(PATIENCE).isClosed()).isTrue();
        }
    }

    @Test
    void a_client_that_watches_is_left_alone_for_as_long_as_it_watches() throws Exception {
        try (var client = RawClient.to(port)) {
            client.send("GET /api/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
            var events = new StringBuilder();
            Instant end = Instant.now().plus(LIMIT.multipliedBy(3));
            while (Instant.now().isBefore(end)) {
                // An event comes each second: one that waits for silence longer than that never ends.
                RawAnswer some = client.read(Duration.ofMillis(300));
                assertThat(some.isClosed()).isFalse();
                events.append(some.text());
            }
            assertThat(events.toString().split("event: state", -1)).hasSizeGreaterThan(3);
        }
    }
}
