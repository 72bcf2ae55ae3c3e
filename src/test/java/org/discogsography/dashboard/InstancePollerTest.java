package org.discogsography.dashboard;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.discogsography.timeline.Timeline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the dashboard knows of a process with bad answers. */
class InstancePollerTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String HEALTH = "{\"services\":[\"graphinator\"],\"run\":\"1\",\"events\":[]}";

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Socket> clients = new CopyOnWriteArrayList<>();
    private volatile String answer;
    private ServerSocket listener;
    private Instance instance;
    private InstancePoller instances;

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::serve);
        var address = new Addresses.Address("http://127.0.0.1:" + listener.getLocalPort(), "graphinator");
        instance = new Instance(address, new Timeline());
        instances =
                new InstancePoller(List.of(new ScaledService(address, ScaledService::resolve)), ignored -> instance);
    }

    @AfterEach
    void close() throws IOException {
        instances.close();
        listener.close();
        for (Socket client : clients) {
            client.close();
        }
        threads.shutdownNow();
    }

    /** Answers each connection once, and leaves it open. */
    private void serve() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                clients.add(client);
                if (client.getInputStream().read(new byte[4096]) < 0) {
                    continue; // It has given up already.
                }
                client.getOutputStream().write(answer.getBytes(US_ASCII));
                client.getOutputStream().flush();
            } catch (IOException e) {
                // The listener is closed, which ends the loop, or a client has gone: the next one.
            }
        }
    }

    private static String head(int length) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " + length
                + "\r\n\r\n";
    }

    private void awaitError(String part) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(instance.known().error()).contains(part));
    }

    @Test
    void one_that_falls_silent_in_the_middle_of_its_answer_is_asked_again() {
        answer = head(HEALTH.length()) + HEALTH.substring(0, 10);
        instances.start(() -> {});
        awaitError("it broke off in the middle of its answer");

        answer = head(HEALTH.length()) + HEALTH;
        await().atMost(PATIENCE).until(() -> instance.known().isReachable());
        assertThat(instance.services()).containsExactly("graphinator");
    }

    @Test
    void each_process_of_a_scaled_service_is_an_instance_and_one_that_has_gone_is_missed_for_a_while() {
        List<String> ips = new ArrayList<>(List.of("172.18.0.5"));
        var service = new ScaledService(new Addresses.Address("http://graphinator:8001", "graphinator"), host -> ips);
        var start = Instant.parse("2026-08-01T00:00:00Z");
        assertThat(bases(service, start)).containsExactly("http://graphinator:8001");

        ips.add("172.18.0.7");
        assertThat(bases(service, start)).containsExactly("http://172.18.0.5:8001", "http://172.18.0.7:8001");
        ips.remove("172.18.0.7");
        assertThat(bases(service, start.plusSeconds(60))).hasSize(2);
        assertThat(bases(service, start.plusSeconds(660))).containsExactly("http://graphinator:8001");
    }

    private static List<String> bases(ScaledService service, Instant now) {
        return service.addresses(now).stream().map(Addresses.Address::base).toList();
    }

    @Test
    void one_that_is_just_ending_and_answers_nothing_is_known_still_as_what_it_was() {
        answer = head(HEALTH.length()) + HEALTH;
        instances.start(() -> {});
        await().atMost(PATIENCE).until(() -> instance.known().isReachable());

        answer = "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        awaitError("it answers 503 without the expected JSON");
        assertThat(instance.hasAnswered()).isTrue();
        assertThat(instance.services()).containsExactly("graphinator");
    }

    @Test
    void one_that_is_starting_is_not_known_yet() {
        String problem = "{\"type\":\"about:blank\",\"status\":503,\"starting\":true}";
        answer = "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Type: application/problem+json\r\n"
                + "Content-Length: " + problem.length() + "\r\n\r\n" + problem;
        instances.start(() -> {});
        awaitError("it is starting");
        assertThat(instance.hasAnswered()).isFalse();
    }

    @Test
    void one_that_is_something_else_is_not_taken_for_a_service() {
        answer = "HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        instances.start(() -> {});
        awaitError("it answers 404: is it a service of Discogsography?");

        answer = head(2) + "[]";
        awaitError("it answers 200 without the expected JSON");

        answer = head(7) + "<html/>";
        awaitError("Unexpected character");
        assertThat(instance.hasAnswered()).isFalse();
    }
}
