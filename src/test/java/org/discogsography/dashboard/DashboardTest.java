package org.discogsography.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.core.ThrowingRunnable;
import org.discogsography.dump.DataType;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.LoopbackPort;
import org.discogsography.servers.Program;
import org.discogsography.servers.TestServers;
import org.discogsography.web.WebServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What the dashboard tells its page, with all services at work in one process, and with nothing there. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DashboardTest {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String TOKEN = "a-token-that-nobody-guesses";
    private static final String LETTERS = "/api/dead-letters/tableinator/artists";
    private static final String REPLAY = LETTERS + "/replay";
    private static final String DEAD = "discogsography-tableinator-artists-dead";
    private static final Map<String, String> ALLOWED =
            Map.of("Authorization", "Bearer " + TOKEN, "Content-Type", "application/json");

    private static TestServers servers;
    private static Exchange exchange;

    /** All services, on a dump that they have loaded; for the tests that do not need a program of their own. */
    private static Program all;

    private static SampleDump.Written dump;

    private Program program;
    private Page page;

    @BeforeAll
    static void startAll(@TempDir Path folder) throws Exception {
        servers = TestServers.start();
        servers.clear();
        exchange = Exchange.connect(servers.broker().port());
        exchange.purgeAll();
        dump = SampleDump.of(300).writeTo(folder);
        all = program(List.of(), Map.of("dashboard.token", TOKEN, "discogs.root", folder.toString()));
    }

    @AfterAll
    static void stopAll() {
        if (all != null) {
            all.close();
        }
        exchange.close();
    }

    @BeforeEach
    void openPage() {
        // What an earlier test has replayed is refused again, and comes back to the dead letters.
        soon(() ->
                assertThat(exchange.ready("discogsography-tableinator-artists")).isZero());
        exchange.purgeIfThere(DEAD);
        page = page(all);
    }

    @AfterEach
    void stop() {
        if (program != null) {
            program.close();
        }
    }

    /** A program of the test's own. */
    private void start(List<String> services, Map<String, String> more) {
        program = program(services, more);
        page = page(program);
    }

    private static Program program(List<String> services, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(servers.settings());
        settings.put("metrics.stored-interval", "1");
        settings.putAll(more);
        return Program.start(services, settings);
    }

    private static Page page(Program program) {
        return new Page(program.main()
                .getCamelContext()
                .getRegistry()
                .findSingleByType(WebServer.class)
                .address());
    }

    private static void soon(ThrowingRunnable assertion) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(200)).untilAsserted(assertion);
    }

    private long rows(DataType type) throws Exception {
        try (var connection = servers.postgres().connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from " + type)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Of ids that no record of the dump has: in one batch with the poison, the newer would be stored in its place. */
    private void setAside(String... ids) {
        for (String id : ids) {
            String body = "{\"type\":\"data\",\"id\":\"" + id + "\",\"name\":\"<script>\\u0000\"}";
            exchange.send("artists", Map.of("version", "20260801", "id", id), body.getBytes(UTF_8));
        }
        exchange.confirm();
        soon(() -> assertThat(exchange.ready(DEAD)).isEqualTo(ids.length));
        soon(() -> assertThat(dead()).isEqualTo(ids.length));
    }

    private long dead() throws Exception {
        return page.state().at("/flow/tableinator/types/artists/dead").asLong(-1);
    }

    @Test
    void the_loads_come_in_pages_as_the_contract_of_discovery_says_with_their_dead_letters() throws Exception {
        soon(() -> assertThat(page.get("/api/loads?limit=100").json().path("items"))
                .hasSize(8)
                .allSatisfy(
                        load -> assertThat(load.path("dead_letters").isInt()).isTrue()));
        JsonNode first = page.get("/api/loads?limit=5").json();
        assertThat(first.path("items")).hasSize(5);
        JsonNode rest = page.get(
                        "/api/loads?limit=5&cursor=" + first.path("next").asText())
                .json();
        assertThat(rest.path("items")).hasSize(3);
        assertThat(rest.has("next")).isFalse();
        assertThat(page.get("/api/loads?cursor=none").status()).isEqualTo(400);
    }

    @Test
    @Order(1) // the others add records
    void it_tells_how_many_records_each_store_holds_and_that_all_is_well_when_a_dump_is_loaded() throws Exception {
        soon(() -> {
            JsonNode state = page.state();
            assertThat(state.path("dump").asText()).isEqualTo(dump.version());
            for (DataType type : DataType.values()) {
                long records = dump.counts().get(type);
                JsonNode flow = state.path("flow");
                assertThat(rows(type)).isEqualTo(records);
                assertThat(flow.at("/extractor/types/" + type + "/published").asLong())
                        .isEqualTo(records);
                for (String service : List.of("graphinator", "tableinator")) {
                    JsonNode about = flow.path(service).path("types").path(type.plural());
                    assertThat(about.path("stored").asLong()).as(service).isEqualTo(records);
                    assertThat(about.path("added").asLong()).isEqualTo(records);
                    assertThat(about.path("ready").asLong(-1)).isZero();
                    assertThat(about.path("dead").asLong(-1)).isZero();
                    assertThat(about.path("eta_seconds").asLong(-1)).isZero();
                }
            }
            assertThat(state.path("files")).hasSize(4).allSatisfy(file -> {
                assertThat(file.path("state").asText()).isEqualTo("complete");
                assertThat(file.path("fraction").asDouble()).isEqualTo(1);
            });
            assertThat(state.path("services")).hasSize(5).allSatisfy(service -> assertThat(
                            service.path("status").asText())
                    .as(service.toString())
                    .isEqualTo("healthy"));
            assertThat(state.path("servers")).hasSize(3).allSatisfy(server -> {
                assertThat(server.path("connection").asText()).isEqualTo("up");
                assertThat(server.path("breaker").asText()).isEqualTo("closed");
                assertThat(server.path("paused").asBoolean(true)).isFalse();
            });
            assertThat(state.path("events"))
                    .extracting(event -> event.path("kind").asText())
                    .contains("connected", "file_complete", "extraction_complete");
        });
        JsonNode history = page.get("/api/history").json();
        assertThat(history.path("step_seconds").asInt()).isEqualTo(5);
        assertThat(history.path("samples")).isNotEmpty().last().satisfies(sample -> assertThat(
                        sample.has("graph_ready"))
                .isTrue());
        assertThat(page.get("/api/history?range=day")
                        .json()
                        .path("step_seconds")
                        .asInt())
                .isEqualTo(60);
    }

    @Test
    void the_state_comes_each_second_as_server_sent_events() throws Exception {
        List<String> lines = page.live(7);

        assertThat(lines).startsWith("retry: 1000", "").element(2).isEqualTo("event: state");
        assertThat(lines).element(5).isEqualTo("event: state");
        JsonNode state = new ObjectMapper().readTree(lines.get(6).substring("data: ".length()));
        assertThat(state.path("services")).isNotEmpty();
    }

    @Test
    void what_nobody_says_is_null_and_not_0_while_everything_is_away() throws Exception {
        start(
                List.of("dashboard"),
                Map.of(
                        "amqp.connection",
                        "amqp://guest:guest@127.0.0.1:" + LoopbackPort.free() + "/",
                        "dashboard.services",
                        "http://127.0.0.1:" + LoopbackPort.free() + ",http://127.0.0.1:" + LoopbackPort.free()));

        soon(() -> {
            JsonNode state = page.state();
            assertThat(state.path("servers")).first().satisfies(rabbit -> {
                assertThat(rabbit.path("connection").asText()).isEqualTo("down");
                assertThat(rabbit.path("last_error").asText()).isEqualTo("Connection refused");
            });
            assertThat(state.at("/servers/1/connection").asText()).isEqualTo("unknown");
            assertThat(state.at("/servers/1/breaker").asText()).isEqualTo("unknown");
        });
        JsonNode flow = page.state().path("flow");
        for (String service : List.of("graphinator", "tableinator")) {
            assertThat(flow.path(service).path("known").asBoolean(true)).isFalse();
            for (String number : List.of("rate", "ready", "dead", "eta_seconds")) {
                assertThat(flow.path(service).path(number).isNull()).as(number).isTrue();
            }
            JsonNode artists = flow.path(service).path("types").path("artists");
            for (String number : List.of("ready", "dead", "added", "dead_lettered", "stored", "rate", "eta_seconds")) {
                assertThat(artists.path(number).isNull()).as(number).isTrue();
            }
        }
        soon(() -> assertThat(statuses()).containsExactlyInAnyOrder("degraded", "absent", "absent"));
        Page.Answer letters = page.get(LETTERS);
        assertThat(letters.status()).isEqualTo(503);
        assertThat(letters.json().path("error").asText())
                .contains("RabbitMQ at")
                .doesNotContain("guest");
    }

    @Test
    void a_service_that_comes_and_goes_is_shown_as_such() throws Exception {
        int port = LoopbackPort.free();
        start(List.of("dashboard"), Map.of("dashboard.services", "http://127.0.0.1:" + port));
        soon(() -> assertThat(statuses()).contains("absent"));

        Map<String, String> settings = new HashMap<>(servers.settings());
        settings.put("discovery.port", Integer.toString(port));
        var discovery = Program.start(List.of("discovery"), settings);
        soon(() -> assertThat(statuses()).containsExactly("healthy", "healthy"));
        discovery.close();
        soon(() -> assertThat(statuses()).contains("unreachable"));
        soon(() -> assertThat(page.state().path("events"))
                .anySatisfy(event -> assertThat(event.path("kind").asText()).isEqualTo("service_away")));

        var again = Program.start(List.of("discovery"), settings);
        soon(() -> assertThat(statuses()).containsExactly("healthy", "healthy"));
        again.close();
    }

    private List<String> statuses() throws Exception {
        List<String> statuses = new ArrayList<>();
        page.state()
                .path("services")
                .forEach(service -> statuses.add(service.path("status").asText()));
        return statuses;
    }

    @Test
    void dead_letters_are_shown_with_their_reasons_and_replayed_by_who_has_the_token() throws Exception {
        setAside("p1", "p2", "p3");

        JsonNode letters = page.get(LETTERS).json();
        assertThat(letters.path("more").asLong(-1)).isZero();
        assertThat(letters.path("dead_letters"))
                .extracting(letter -> letter.path("id").asText())
                .containsExactly("p1", "p2", "p3");
        assertThat(letters.path("dead_letters")).allSatisfy(letter -> {
            assertThat(letter.path("reason").asText()).isNotBlank();
            assertThat(letter.path("exception").asText()).isNotBlank();
            assertThat(letter.path("body").asText())
                    .startsWith("{\"type\":\"data\",")
                    .contains("<script>");
            assertThat(letter.path("body_bytes").asLong()).isPositive();
            assertThat(letter.path("time").asText()).startsWith("20");
        });

        // What was the matter is mended: tables that take everything are what is easy to have here.
        Page.Answer one = page.post(REPLAY, ALLOWED, "{\"ids\":[\"p2\"]}");
        assertThat(one.status()).isEqualTo(200);
        assertThat(one.json().toString()).isEqualTo("{\"found\":3,\"replayed\":1,\"left\":2}");
        // It is as bad as before, and comes back. The page's number may be a second old.
        soon(() -> assertThat(exchange.ready(DEAD)).isEqualTo(3));

        Page.Answer all = page.post(REPLAY, ALLOWED, "{}");
        assertThat(all.json().toString()).isEqualTo("{\"found\":3,\"replayed\":3,\"left\":0}");
        soon(() -> assertThat(exchange.ready(DEAD)).isEqualTo(3));
        soon(() -> assertThat(page.state().path("events"))
                .anySatisfy(event -> assertThat(event.path("kind").asText()).isEqualTo("replayed")));
    }

    @Test
    void nothing_is_replayed_without_the_token_or_from_another_sites_page() throws Exception {
        setAside("p1");

        Map<Map<String, String>, Integer> refused = new HashMap<>();
        refused.put(Map.of("Content-Type", "application/json"), 401);
        refused.put(Map.of("Content-Type", "application/json", "Authorization", "Bearer wrong"), 401);
        refused.put(Map.of("Content-Type", "application/json", "Authorization", "Basic " + TOKEN), 401);
        refused.put(Map.of("Content-Type", "text/plain", "Authorization", "Bearer " + TOKEN), 415);
        refused.put(with("Origin", "http://evil.example"), 403);
        refused.put(with("Origin", "null"), 403);
        refused.put(with("Sec-Fetch-Site", "cross-site"), 403);
        refused.put(with("Sec-Fetch-Site", "same-site"), 403);
        for (var request : refused.entrySet()) {
            Page.Answer answer = page.post(REPLAY, request.getKey(), "{}");
            assertThat(answer.status()).as(request.getKey().toString()).isEqualTo(request.getValue());
            assertThat(answer.headers().firstValue("WWW-Authenticate"))
                    .isEqualTo(request.getValue() == 401 ? Optional.of("Bearer") : Optional.empty());
            assertThat(answer.json().path("error").asText()).isNotBlank().doesNotContain(TOKEN);
        }
        for (String body : List.of("", "[]", "{\"ids\":\"1\"}", "{\"id\":[]}", "no JSON", "null")) {
            assertThat(page.post(REPLAY, ALLOWED, body).status()).as(body).isEqualTo(400);
        }
        assertThat(page.get("/api/dead-letters/extractor/artists").status()).isEqualTo(404);
        assertThat(page.get("/api/dead-letters/tableinator/films").status()).isEqualTo(404);
        assertThat(page.get(LETTERS).json().path("dead_letters")).hasSize(1);
        assertThat(page.post(REPLAY, with("Origin", page.address()), "{}").status())
                .isEqualTo(200);
    }

    private static Map<String, String> with(String header, String value) {
        Map<String, String> headers = new HashMap<>(ALLOWED);
        headers.put(header, value);
        return headers;
    }

    @Test
    void without_a_token_it_is_read_only() throws Exception {
        start(List.of("dashboard"), Map.of());

        soon(() -> assertThat(page.state().path("replay").asBoolean(true)).isFalse());
        Page.Answer answer = page.post(REPLAY, ALLOWED, "{}");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().path("error").asText()).contains("read-only");
        assertThat(page.post(REPLAY, with("Authorization", "Bearer "), "{}").status())
                .isEqualTo(403);
    }

    @Test
    void its_own_files_are_there_and_no_others() throws Exception {
        start(List.of("dashboard"), Map.of());

        assertThat(page.get("/").status()).isEqualTo(200);
        assertThat(page.get("/").type()).isEqualTo("text/html; charset=utf-8");
        assertThat(page.get("/web/index.html").status()).isEqualTo(200);
        for (String path : List.of(
                "/web/",
                "/web/none.js",
                "/web/%2e%2e/application.properties",
                "/web/..%2fapplication.properties",
                "/web/..%5capplication.properties",
                "/application.properties",
                "/web/index.html%00.js")) {
            assertThat(page.get(path).status()).as(path).isIn(400, 404);
        }
    }
}
