package org.discogsography.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.discogsography.program.JarProcess.Call;
import org.discogsography.servers.LoopbackPort;
import org.discogsography.web.RawAnswer;
import org.discogsography.web.RawClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each service answers on its own port, several together on the dashboard's; no server need be there for it. */
class ServicesIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Map<String, Integer> PORTS =
            Map.of("extractor", 8000, "graphinator", 8001, "tableinator", 8002, "dashboard", 8003, "discovery", 8004);

    @TempDir
    private Path folder;

    private Call call(String... services) throws IOException {
        Files.createDirectories(folder.resolve("dump"));
        Path dump = folder.resolve("dump").resolve("discogs_20260801_artists.xml.gz");
        if (!Files.exists(dump)) {
            Files.createFile(dump);
        }
        return Call.of(folder, services)
                .with("DISCOGS_ROOT", folder.resolve("dump").toString())
                .with("EXTRACTOR_TYPES", "artists")
                .with("AMQP_CONNECTION", "amqp://guest:guest@127.0.0.1:1/")
                .with("NEO4J_ADDRESS", "bolt://127.0.0.1:1")
                .with("POSTGRES_ADDRESS", "127.0.0.1:1");
    }

    private static String variable(String service) {
        return service.toUpperCase(java.util.Locale.ROOT) + "_PORT";
    }

    private static RawAnswer get(int port, String path) throws IOException {
        return RawClient.ask(port, "GET " + path + " HTTP/1.0\r\n\r\n");
    }

    /** Asked once it has started: Vert.x may fail, with a stack trace, at who connects in the very moment in which it begins to listen. */
    private static JsonNode health(JarProcess program, int port) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .failFast(program.toString(), () -> !program.isRunning())
                .until(() -> program.out().contains("(discogsography) started")
                        && get(port, "/health").status() == 200);
        try {
            return new ObjectMapper().readTree(get(port, "/health").body());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    @Test
    void several_services_answer_on_the_dashboards_port_alone_at_once_although_no_store_is_there() throws Exception {
        Map<String, Integer> ports = new HashMap<>();
        Call call =
                call("tableinator", "discovery").with("DISCOVERY_MCP", "false").with("HTTP_CONECTIONS", "5"); // a slip
        for (String service : PORTS.keySet()) {
            ports.put(service, LoopbackPort.free());
            call = call.with(variable(service), ports.get(service).toString());
        }
        int dashboard = ports.get("dashboard");
        try (var program = call.start()) {
            JsonNode health = health(program, dashboard);

            assertThat(texts(health.path("services"))).containsExactlyInAnyOrder("tableinator", "discovery");
            assertListenAlone(dashboard, ports.values());
            assertThat(statusOfMcp(dashboard)).as("it is off").isEqualTo(404);
            assertThat(program.out().lines().filter(line -> line.contains("HTTP_CONECTIONS")))
                    .singleElement()
                    .asString()
                    .contains("WARN", "HTTP_CONNECTIONS?");
            assertDiscoveryAnswers(dashboard);
        }
    }

    private static void assertDiscoveryAnswers(int port) throws IOException {
        RawAnswer answer = get(port, "/api/artists/1");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).contains("\"status\":503", "does not answer");
        assertThat(get(port, "/openapi.yaml").body()).startsWith("openapi: 3.1.0");
        assertThat(get(port, "/docs").body()).contains("swagger-ui");
        assertThat(get(port, "/").body()).contains("/web/explore/main.js");
        assertThat(get(port, "/web/explore/main.js").status()).isEqualTo(200);
    }

    private static void assertListenAlone(int alone, Collection<Integer> ports) {
        for (int port : ports) {
            assertThat(listens(port)).as("port " + port).isEqualTo(port == alone);
        }
    }

    /** It takes POST requests only; if it is off, it is not there. */
    private static int statusOfMcp(int port) throws IOException {
        return RawClient.ask(port, "GET /mcp HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                .status();
    }

    /** The ports of the README, where nothing else has them. */
    @ParameterizedTest
    @CsvSource({"extractor", "graphinator", "tableinator", "dashboard", "discovery", "''"})
    void a_service_alone_and_all_together_answer_on_the_ports_of_the_table_though_no_server_is_there(String service)
            throws Exception {
        int port = PORTS.getOrDefault(service, PORTS.get("dashboard"));
        LoopbackPort.reserve(port);
        assumeTrue(!listens(port), "skipped: something else listens on port " + port);
        Call call = service.isEmpty() ? call() : call(service);
        Map<String, Integer> silent = new HashMap<>();
        for (String other : PORTS.keySet()) {
            if (service.isEmpty() && !other.equals("dashboard")) {
                silent.put(other, LoopbackPort.free());
                call = call.with(variable(other), silent.get(other).toString());
            } else {
                call = call.without(variable(other));
            }
        }
        try (var program = call.start()) {
            JsonNode health = health(program, port);

            assertThat(health.path("service").asText()).isEqualTo(service.isEmpty() ? "discogsography" : service);
            assertThat(health.path("version").asText()).matches("[0-9]+\\.[0-9]+.*");
            assertThat(health.path("uptime_seconds").isIntegralNumber()).isTrue();
            assertThat(program.toString()).doesNotContain("\tat ");
            if (service.isEmpty()) {
                assertThat(texts(health.path("services"))).containsExactlyInAnyOrderElementsOf(PORTS.keySet());
                silent.values().forEach(each -> assertThat(listens(each)).isFalse());
                assertThat(statusOfMcp(port)).isEqualTo(405);
            }
        }
    }

    private static boolean listens(int port) {
        try (var client = RawClient.to(port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void a_port_that_is_taken_is_reported_in_one_line_with_its_setting() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var program = call("discovery")
                        .with("DISCOVERY_PORT", Integer.toString(taken.getLocalPort()))
                        .start()) {
            assertThat(program.exitCode(PATIENCE)).isEqualTo(2);
            assertThat(program.err().lines())
                    .singleElement()
                    .asString()
                    .contains("discovery.port", Integer.toString(taken.getLocalPort()), "in use");
            assertThat(program.toString()).doesNotContain("\tat ", "Exception");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP_HOST,      203.0.113.7,      http.host",
        "CAMEL_MAIN_SHUTDOWN_TIMEOUT, soon, camel.main.shutdown-timeout",
    })
    void an_end_that_cannot_be_is_refused_by_name(String variable, String value, String named) throws Exception {
        try (var program = call("discovery").with(variable, value).start()) {
            assertThat(program.exitCode(PATIENCE)).as("%s", program).isEqualTo(2);
            assertThat(program.err().lines()).singleElement().asString().contains(named);
            assertThat(program.toString()).doesNotContain("\tat ", "Exception");
        }
    }

    @Test
    void a_slip_in_a_file_is_refused_with_what_was_meant() throws Exception {
        Files.writeString(folder.resolve("application.properties"), "discovery.prt = 5\n");
        try (var program = call("discovery").start()) {
            assertThat(program.exitCode(PATIENCE)).isEqualTo(2);
            assertThat(program.err().lines()).singleElement().asString().contains("discovery.prt", "discovery.port?");
        }
    }
}
