package org.discogsography.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.Program;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Malformed and malicious requests to a running dashboard. What a proxy refuses is not tested here: see docs/proxy.md. */
class HostileRequestsTest {

    private static final String HOST = "Host: localhost\r\n";
    private static final String GET = "GET /health HTTP/1.1\r\n" + HOST;
    private static final String TOKEN = "a-token-of-some-length";

    private static Program program;
    private static int port;

    @BeforeAll
    static void start() {
        program = Program.start(
                List.of("dashboard"),
                Map.of(
                        "amqp.connection",
                        Brokers.EMBEDDED.shared().address(),
                        "dashboard.token",
                        TOKEN,
                        "dashboard.services",
                        "",
                        "http.allowed-hosts",
                        "discogs.example.org"));
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

    @AfterEach
    void everybody_else_is_still_answered() throws IOException {
        assertThat(RawClient.ask(port, GET + "Connection: close\r\n\r\n").status())
                .isEqualTo(200);
    }

    private static Arguments request(int status, String request) {
        return Arguments.of(status, request);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                // Too much.
                request(414, "GET /" + "a".repeat(5_000) + " HTTP/1.1\r\n" + HOST + "\r\n"),
                request(414, "GET /?" + "a".repeat(100_000) + " HTTP/1.1\r\n" + HOST + "\r\n"),
                request(431, GET + "X: " + "a".repeat(9_000) + "\r\n\r\n"),
                request(431, GET + "X: y\r\n".repeat(3_000) + "\r\n"),
                request(413, "POST /health HTTP/1.1\r\n" + HOST + "Content-Length: 65537\r\n\r\n"),
                request(
                        413,
                        "POST / HTTP/1.1\r\n" + HOST + "Content-Length: 99999999999\r\n\r\n" + "a".repeat(200_000)),
                request(413, GET + "Content-Length: 70000\r\n\r\n" + "a".repeat(70_000)),
                request(
                        413,
                        "POST /nothing HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n"
                                + ("4000\r\n" + "a".repeat(0x4000) + "\r\n").repeat(5)),
                // Not HTTP.
                request(400, "nonsense\r\n\r\n"),
                request(400, "GET  HTTP/1.1\r\n" + HOST + "\r\n"),
                request(400, "GET /health HTTP/9.9.9\r\n" + HOST + "\r\n"),
                request(400, "GET /health\r\n\r\n"),
                request(400, GET + "No colon\r\n\r\n"),
                request(400, GET + "X : space before the colon\r\n\r\n"),
                // An ambiguous end of the request.
                request(400, "POST / HTTP/1.1\r\n" + HOST + "Content-Length: -1\r\n\r\n"),
                request(400, "POST / HTTP/1.1\r\n" + HOST + "Content-Length: +1\r\n\r\nx"),
                request(400, "POST / HTTP/1.1\r\n" + HOST + "Content-Length: 1, 2\r\n\r\nxy"),
                request(400, "POST / HTTP/1.1\r\n" + HOST + "Content-Length: x\r\n\r\n"),
                request(400, "POST / HTTP/1.1\r\n" + HOST + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxy"),
                // Another host, or none.
                request(400, "GET /health HTTP/1.1\r\n\r\n"),
                request(400, GET + HOST + "\r\n"),
                request(400, GET + "Host: evil.example\r\n\r\n"),
                request(421, "GET /health HTTP/1.1\r\nHost: evil.example\r\n\r\n"),
                request(421, "GET /health HTTP/1.1\r\nHost: 127.0.0.1.evil.example\r\n\r\n"),
                request(421, "GET /health HTTP/1.1\r\nHost: localhost.evil.example:80\r\n\r\n"),
                request(421, "GET /health HTTP/1.1\r\nHost: discogs.example.org.\r\n\r\n"),
                request(421, "GET /health HTTP/1.1\r\nHost: a b\r\n\r\n"),
                request(421, "GET /health HTTP/1.1\r\nHost: user@localhost\r\n\r\n"),
                request(421, "GET /health HTTP/1.1\r\nHost:\r\n\r\n"));
    }

    @ParameterizedTest
    @MethodSource
    void refused(int status, String request) throws IOException {
        RawAnswer answer = RawClient.ask(port, request);

        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.isClosed()).as("closed").isTrue();
        assertThat(answer.text().split("HTTP/1[.][01] ", -1)).as("one answer").hasSize(2);
        assertSafe(answer);
        assertThat(answer.header("Content-Type"))
                .contains(status == 414 ? "application/problem+json" : "application/json");
    }

    private static Stream<byte[]> noise() {
        var random = new Random(42);
        List<byte[]> noise = new ArrayList<>();
        // A TLS client's hello, and the greeting of HTTP/2.
        noise.add(new byte[] {0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3, 3, '\r', '\n', '\r', '\n'});
        noise.add("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        for (int length : new int[] {1, 10, 1_000, 100_000}) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            noise.add(bytes);
            byte[] lines = new byte[length + 4];
            Arrays.fill(lines, (byte) '\n');
            noise.add(lines);
            byte[] zeros = new byte[length];
            noise.add(zeros);
        }
        return noise.stream();
    }

    /** All at once: after most of it the server waits for more, and only the client's patience ends that. */
    @Test
    void noise_is_refused_or_waited_out() throws Exception {
        List<Callable<RawAnswer>> clients =
                noise().<Callable<RawAnswer>>map(bytes -> () -> send(bytes)).toList();
        var threads = Executors.newFixedThreadPool(clients.size());
        try {
            for (Future<RawAnswer> answer : threads.invokeAll(clients)) {
                assertThat(answer.get().status()).isIn(0, 400, 405, 414, 431);
                assertThat(answer.get().text()).doesNotContain("Exception", "netty", "vertx");
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static RawAnswer send(byte[] noise) throws IOException {
        try (var client = RawClient.to(port)) {
            client.send(noise);
            return client.read(Duration.ofSeconds(3));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/web/../application.properties",
                "/web/../../../../../../etc/passwd",
                "/../application.properties",
                "/web/%2e%2e/application.properties",
                "/web/%2E%2E/application.properties",
                "/web/.%2e/application.properties",
                "/web/..%2fapplication.properties",
                "/web%2f..%2fapplication.properties",
                "/web/..\\application.properties",
                "/web/..%5capplication.properties",
                "/web/%252e%252e/application.properties",
                "/web/%c0%ae%c0%ae/application.properties",
                "/web/..;/application.properties",
                "/web//etc/passwd",
                "//etc/passwd",
                "/web/index.html%00.js",
                "/web/index.html%0d%0aX-Bad:%20y",
                "/web/index.html/..",
                "/web/.",
                "/web/",
                "/web/%",
                "/web/%zz",
                "/web/file:///etc/passwd",
                "/web/classpath:application.properties",
                "/application.properties",
                "/web/org/discogsography/Discogsography.class",
                "/META-INF/MANIFEST.MF",
                "/routes/common/health.camel.yaml",
                "/logback.xml"
            })
    void no_path_leads_out_of_the_pages(String path) throws IOException {
        RawAnswer answer = RawClient.ask(port, "GET " + path + " HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n");

        assertThat(answer.status()).as(answer.text()).isIn(400, 404);
        assertThat(answer.body()).hasSizeLessThan(200).doesNotContain("amqp", "root:", "/etc", "Implementation");
        assertThat(answer.header("X-Bad")).isEmpty();
        assertSafe(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/events?after=%0d%0aX-Bad:%20y",
                "/events?X-Bad=y&CamelHttpResponseCode=302&Location=http://evil.example/",
                "/health?Content-Type=text/html&X-Bad=y&Set-Cookie=a",
                "/health?CamelHttpResponseText=x%0d%0aX-Bad:y",
                "/api/state?X-Bad=y&Access-Control-Allow-Origin=*",
                "/api/history?X-Bad=y",
            })
    void nothing_that_a_request_says_comes_back_in_the_headers(String path) throws IOException {
        RawAnswer answer = RawClient.ask(
                port,
                "GET " + path + " HTTP/1.1\r\n" + HOST
                        + "X-Bad: y\r\nCamelHttpResponseCode: 302\r\ncamelhttpresponsecode: 302\r\n"
                        + "Connection: close\r\n\r\n");

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).contains("application/json");
        for (String header : List.of("X-Bad", "Location", "Set-Cookie", "Access-Control-Allow-Origin")) {
            assertThat(answer.header(header)).as(header).isEmpty();
        }
        assertThat(answer.head()).noneMatch(line -> line.contains("Camel"));
        assertSafe(answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/events", "/", "/api/state", "/nothing", "/api/dead-letters/nobody/artists"})
    void every_answer_keeps_other_sites_out(String path) throws IOException {
        assertSafe(RawClient.ask(port, "GET " + path + " HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n"));
        RawAnswer foreign = RawClient.ask(
                port,
                "GET " + path + " HTTP/1.1\r\n" + HOST + "Origin: http://evil.example\r\nConnection: close\r\n\r\n");
        assertThat(foreign.header("Access-Control-Allow-Origin")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:8003",
                "LOCALHOST",
                "127.0.0.1:8003",
                "[::1]:8003",
                "graphinator:8001",
                "10.1.2.3",
                "x.localhost",
                "discogs.example.org",
                "Discogs.Example.org:443"
            })
    void names_that_nobody_else_can_point_here_are_answered(String host) throws IOException {
        assertThat(RawClient.ask(port, "GET /health HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "PROPFIND"})
    void a_method_that_a_path_does_not_take_is_refused_with_those_that_it_takes(String method) throws IOException {
        RawAnswer answer = RawClient.ask(
                port, method + " /health HTTP/1.1\r\n" + HOST + "Content-Length: 2\r\nConnection: close\r\n\r\n{}");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).contains("GET, HEAD");
        assertSafe(answer);
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /, 'GET, HEAD'",
        "HEAD, /api/dead-letters/graphinator/artists/replay, POST",
        "DELETE, /api/dead-letters/graphinator/artists/replay, POST",
        "POST, /api/dead-letters/graphinator/artists, GET",
    })
    void the_methods_are_those_of_the_path(String method, String path, String allowed) throws IOException {
        RawAnswer answer = RawClient.ask(
                port, method + " " + path + " HTTP/1.1\r\n" + HOST + "Content-Length: 0\r\nConnection: close\r\n\r\n");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).contains(allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/live"})
    void the_page_and_its_events_answer_HEAD(String path) throws IOException {
        RawAnswer answer = RawClient.ask(port, "HEAD " + path + " HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.isClosed()).as("closed").isTrue();
    }

    @Test
    void requests_one_behind_the_other_are_answered_one_behind_the_other() throws IOException {
        RawAnswer answer = RawClient.ask(port, (GET + "\r\n").repeat(9) + GET + "Connection: close\r\n\r\n");

        assertThat(answer.text().split("HTTP/1.1 200 OK", -1)).hasSize(11);
    }

    private static final String REPLAY = "POST /api/dead-letters/graphinator/artists/replay";

    static Stream<Arguments> replays() {
        String own = "Authorization: Bearer " + TOKEN + "\r\n";
        String json = "Content-Type: application/json\r\n";
        return Stream.of(
                Arguments.of(401, json),
                Arguments.of(401, json + "Authorization: Bearer wrong\r\n"),
                Arguments.of(401, json + "Authorization: Bearer \r\n"),
                Arguments.of(401, json + "Authorization: Basic " + TOKEN + "\r\n"),
                Arguments.of(401, json + "Authorization: Bearer " + TOKEN + "x\r\n"),
                Arguments.of(401, json + "Authorization: Bearer " + TOKEN.substring(1) + "\r\n"),
                Arguments.of(401, json + "Cookie: Authorization=Bearer " + TOKEN + "\r\n"),
                Arguments.of(403, json + own + "Origin: http://evil.example\r\n"),
                Arguments.of(403, json + own + "Origin: null\r\n"),
                Arguments.of(403, json + own + "Origin: http://localhost.evil.example\r\n"),
                Arguments.of(403, json + own + "Sec-Fetch-Site: cross-site\r\n"),
                Arguments.of(403, json + own + "Sec-Fetch-Site: same-site\r\n"),
                Arguments.of(415, own + "Content-Type: text/plain\r\n"),
                Arguments.of(415, own + "Content-Type: application/x-www-form-urlencoded\r\n"),
                Arguments.of(415, own));
    }

    @ParameterizedTest
    @MethodSource
    void replays(int status, String headers) throws IOException {
        RawAnswer answer = RawClient.ask(
                port, REPLAY + " HTTP/1.1\r\n" + HOST + headers + "Content-Length: 2\r\nConnection: close\r\n\r\n{}");

        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.text()).doesNotContain(TOKEN);
        assertSafe(answer);
    }

    @Test
    void what_the_address_says_counts_for_none_of_the_headers() throws IOException {
        String query = "?Authorization=Bearer%20" + TOKEN + "&Content-Type=application/json&Sec-Fetch-Site=same-origin";
        RawAnswer plain = RawClient.ask(
                port,
                REPLAY + query + " HTTP/1.1\r\n" + HOST
                        + "Content-Type: text/plain\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
        RawAnswer bare = RawClient.ask(
                port, REPLAY + query + " HTTP/1.1\r\n" + HOST + "Content-Length: 2\r\nConnection: close\r\n\r\n{}");

        assertThat(plain.status()).as(plain.text()).isIn(401, 403, 415);
        assertThat(bare.status()).as(bare.text()).isIn(401, 403, 415);
    }

    /** No stack trace, no product, and the headers that bind browsers. */
    private static void assertSafe(RawAnswer answer) {
        assertThat(answer.header("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.header("X-Frame-Options")).contains("DENY");
        assertThat(answer.header("Referrer-Policy")).contains("no-referrer");
        assertThat(answer.header("Content-Security-Policy").orElse(""))
                .contains("default-src 'self'", "frame-ancestors");
        assertThat(answer.header("Server")).isEmpty();
        assertThat(answer.header("X-Powered-By")).isEmpty();
        if (answer.status() >= 400) {
            assertThat(answer.text()).doesNotContain("\tat ", "Exception", "vert.x", "netty", "java.");
        }
    }
}
