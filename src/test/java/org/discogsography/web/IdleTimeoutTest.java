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

/** Connections of silent clients are closed; a client that reads the live events is not silent. */
class IdleTimeoutTest {

    /** An event comes each second: a busy machine may be late with some of them. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

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

    @Test
    void a_client_that_sends_nothing_is_closed() throws Exception {
        try (var client = RawClient.to(port)) {
            assertThat(client.read(PATIENCE).isClosed()).isTrue();
        }
    }

    @Test
    void a_client_that_falls_silent_in_a_head_or_a_body_is_closed_without_a_line_in_the_log() throws Exception {
        try (var log = LogLines.of(RoutingContext.class);
                var own = LogLines.of(ErrorAnswer.class);
                var head = RawClient.to(port);
                var body = RawClient.to(port)) {
            head.send(GET + "X: y");
            body.send("POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\nx");
            assertThat(head.read(PATIENCE).isClosed()).isTrue();
            assertThat(body.read(PATIENCE).isClosed()).isTrue();
            // Otherwise such clients could fill the log.
            assertThat(log.lines()).isEmpty();
            assertThat(own.lines()).isEmpty();
        }
    }

    @Test
    void a_client_that_falls_silent_after_an_answer_is_closed() throws Exception {
        try (var client = RawClient.to(port)) {
            client.send(GET + "\r\n");
            RawAnswer answer = client.read(PATIENCE);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.isClosed()).isTrue();
        }
    }

    @Test
    void a_client_that_reads_the_live_events_is_not_closed() throws Exception {
        try (var client = RawClient.to(port)) {
            client.send("GET /api/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
            var events = new StringBuilder();
            Instant end = Instant.now().plus(LIMIT.multipliedBy(2));
            while (Instant.now().isBefore(end)) {
                // A read that waits longer than a second for silence would never end.
                RawAnswer some = client.read(Duration.ofMillis(300));
                assertThat(some.isClosed()).isFalse();
                events.append(some.text());
            }
            assertThat(events.toString().split("event: state", -1)).hasSizeGreaterThan(3);
        }
    }
}
