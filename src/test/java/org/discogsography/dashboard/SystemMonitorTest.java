package org.discogsography.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.discogsography.broker.Topology;
import org.discogsography.broker.backlog.Backlog;
import org.discogsography.timeline.Event;
import org.discogsography.timeline.Timeline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;

class SystemMonitorTest {

    private final List<String> states = new CopyOnWriteArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile String connection = "up";
    private HttpServer process;

    @BeforeEach
    void listen() throws IOException {
        process = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        process.createContext("/", exchange -> {
            boolean health = exchange.getRequestURI().getPath().equals("/health");
            byte[] body = (health ? """
                            {"status": "healthy", "services": ["discovery"], "servers": {"neo4j":
                                {"name": "Neo4j", "connection": "%s", "since": "2026-08-01T00:00:00Z", "breaker": "closed", "paused": false}}}
                            """.formatted(connection) : "{\"run\":\"1\",\"events\":[]}").getBytes(UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
            asked.addAndGet(health ? 1 : 0);
        });
        process.start();
    }

    @AfterEach
    void end() {
        process.stop(0);
    }

    @Test
    void a_server_that_goes_or_comes_is_shown_as_soon_as_a_process_says_so() {
        var address =
                new Addresses.Address("http://127.0.0.1:" + process.getAddress().getPort(), "discovery");
        var timeline = new Timeline();
        var instance = new Instance(address, timeline);
        var instances =
                new InstancePoller(List.of(new ScaledService(address, ScaledService::resolve)), ignored -> instance);
        var topology = new Topology("any", "any-dead", "any-", "classic");
        var queues = new QueuePoller(new Backlog(new CachingConnectionFactory("127.0.0.1", 1), topology));
        try (var monitor = new SystemMonitor(instances, queues, "1.2.3", false, states::add)) {
            monitor.start(Duration.ofHours(1));
            awaitLast("up");
            connection = "down";
            awaitLast("down");
            connection = "up";

            awaitLast("up");
            int before = asked.get();
            await().until(() -> asked.get() > before + 1);
            int shown = states.size();
            // That the process answers again, after it was late once, is news too.
            long back = timeline.after(0).stream()
                    .filter(event -> event.kind() == Event.Kind.SERVICE_BACK)
                    .count();
            assertThat(shown).as("the start, the first answer, down, up").isLessThanOrEqualTo((int) (4 + back));
        }
    }

    private void awaitLast(String expected) {
        String neo4j = "\"name\":\"Neo4j\",\"connection\":\"" + expected + "\"";
        await().until(() -> !states.isEmpty() && states.get(states.size() - 1).contains(neo4j));
    }
}
