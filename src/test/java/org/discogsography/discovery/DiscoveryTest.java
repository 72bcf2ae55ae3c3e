package org.discogsography.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.apache.camel.api.management.ManagedCamelContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.discogsography.graph.CypherRunner;
import org.discogsography.servers.FaultyLink;
import org.discogsography.servers.LogLines;
import org.discogsography.servers.Program;
import org.discogsography.servers.TestServers;
import org.discogsography.table.TableSchema;
import org.discogsography.web.WebServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.neo4j.driver.summary.Plan;
import org.postgresql.ds.PGSimpleDataSource;

/** The questions' common ground: contract, formats, limits, outages; and the questions about what the stores hold. */
class DiscoveryTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String HASH = "a".repeat(64);

    private static TestServers servers;
    private static FaultyLink toNeo4j;
    private static FaultyLink toPostgres;
    private static Program program;
    private static Client client;

    @BeforeAll
    static void start() throws Exception {
        servers = TestServers.start();
        servers.clear();
        fillTables();
        fillGraph();
        toNeo4j = FaultyLink.to("localhost", servers.neo4j().address().getPort());
        toPostgres = FaultyLink.to("localhost", servers.postgres().port());
        Map<String, String> settings = new HashMap<>(servers.settings());
        settings.put("neo4j.address", "bolt://localhost:" + toNeo4j.port());
        settings.put("postgres.address", "localhost:" + toPostgres.port());
        settings.put("discovery.questions", "2");
        settings.put("discovery.wait", "100");
        settings.put("discovery.load-share", "0"); // What a test stores is no load.
        settings.put("discovery.statement-timeout", "4000");
        settings.put("discovery.budget", "20");
        program = Program.start(List.of("discovery"), settings);
        client = new Client(program.main()
                .getCamelContext()
                .getRegistry()
                .findSingleByType(WebServer.class)
                .address());
        // The first statement of each kind is planned.
        await().atMost(SOON)
                .until(() -> client.get("/api/artists/1").json().path("agree").asBoolean());
    }

    @AfterAll
    static void stop() throws Exception {
        if (program != null) {
            program.close();
        }
        toNeo4j.close();
        toPostgres.close();
        servers.clear();
    }

    @AfterEach
    void mend() throws Exception {
        toNeo4j.pass();
        toPostgres.pass();
        await().atMost(SOON)
                .until(() -> client.get("/api/artists/1").json().path("agree").asBoolean());
    }

    private static void fillTables() throws Exception {
        var dataSource = new PGSimpleDataSource();
        try (Connection connection = servers.postgres().connect();
                var statement = connection.createStatement()) {
            dataSource.setUrl(connection.getMetaData().getURL());
            dataSource.setUser("postgres");
            dataSource.setPassword("postgres");
            new TableSchema(dataSource).apply();
            statement.execute("insert into artists values"
                    + " ('1', '" + HASH
                    + "', '{\"id\":\"1\",\"name\":\"=1+1, \\\"A\\\"\",\"members\":[{\"id\":\"2\",\"name\":\"Two\"}]}', '20260801', now()),"
                    + " ('3', '" + HASH + "', '{\"id\":\"3\",\"name\":\"Older in the graph\"}', '20260801', now()),"
                    + " ('4', '" + HASH + "', '{\"id\":\"4\",\"name\":\"Only here\"}', '20260801', now())");
            statement.execute("insert into releases values ('1', '" + HASH
                    + "', '{\"id\":\"1\",\"title\":\"Stockholm\"}', '20260801', now())");
            statement.execute("insert into loads (version, type, records, state, started_at) values"
                    + " ('20260701', 'artists', 1, 'complete', now()), ('20260801', 'artists', 2, 'complete', now()),"
                    + " ('20260801', 'labels', null, 'loading', now())");
            statement.execute("insert into changes (version, type, data_id, change, hash, at)"
                    + " select '20260801', 'artists', n::text, case when n % 2 = 0 then 'added' else 'changed' end, repeat('b', 64), now()"
                    + " from generate_series(1, 25) n");
            statement.execute("insert into changes (version, type, data_id, change, at)"
                    + " values ('20260801', 'labels', '7', 'removed', now())");
            for (String entry : List.of(
                    "'artists', '10', 'h', 'Björk', 'bjork', array_to_tsvector(array['bjork']), 'B. Guðmundsdóttir', null, null, '{}', 2000, 2",
                    "'artists', '11', 'h', 'Björk Tribute', 'bjorktribute', array_to_tsvector(array['bjork', 'tribute']), null, null, null, '{}', 0, 0",
                    "'masters', '12', 'h', 'Debut', 'debut', array_to_tsvector(array['bjork', 'debut']), 'Björk', 1993, null, '{genres/Electronic}', 3, 0",
                    "'releases', '13', 'h', 'Debut', 'debut', array_to_tsvector(array['bjork', 'debut']), 'Björk', 1993, 'UK',"
                            + " '{artists/10,genres/Electronic,styles/House}', 0, 0",
                    "'labels', '14', null, null, null, null, null, null, null, '{}', 1, 0",
                    "'genres', 'Electronic', '', 'Electronic', 'electronic', array_to_tsvector(array['electronic']), null, null, null, '{}', 2, 0")) {
                statement.execute("insert into search_entries values (" + entry + ")");
            }
            statement.execute("insert into search_entries (type, data_id, hash, name, folded, lexemes)"
                    + " select 'releases', n::text, 'h', 'Mixed ' || n % 3, 'mixed' || n % 3, array_to_tsvector(array['mixed'])"
                    + " from generate_series(100, 160) n");
            statement.execute("insert into search_words values ('bjork'), ('tribute'), ('debut'), ('mixed')");
        }
    }

    private static void fillGraph() {
        try (var session = servers.neo4j().driver().session()) {
            session.run(
                            "CREATE (a:Artist {id: '1', name: 'A', version: '20260801', sha256: $hash}),"
                                    + " (b:Artist {id: '2'}), (b)-[:MEMBER_OF]->(a),"
                                    + " (:Artist {id: '3', name: 'Older', version: '20260701', sha256: $hash}),"
                                    + " (g:Genre {name: 'Funk / Soul'}), (s:Style {name: 'Disco'}), (s)-[:PART_OF]->(g),"
                                    + " (r:Release {id: '1', title: 'Stockholm', year: 1999, version: '20260801', sha256: $hash}),"
                                    + " (r)-[:BY]->(a), (r)-[:IS]->(g), (r)-[:IS]->(s),"
                                    + " (:Load {version: '20260801', type: 'artists', records: 2, removed: 0, state: 'complete',"
                                    + " started_at: datetime()})",
                            Map.of("hash", HASH))
                    .consume();
        }
    }

    private static JsonNode ask(String operation, String path) throws Exception {
        Client.Answer answer = client.get(path);
        Described.check(operation, answer);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    /** Asks until the statement has been planned: on a busy machine that takes longer than a statement may. */
    private static JsonNode askAgain(String operation, String path) throws Exception {
        answerTo(path);
        return ask(operation, path);
    }

    private static Client.Answer answerTo(String path) {
        return await().atMost(SOON).until(() -> client.get(path), answer -> answer.status() != 504);
    }

    private static List<String> texts(JsonNode items, String field) {
        List<String> texts = new ArrayList<>();
        items.forEach(item -> texts.add(item.path(field).asText()));
        return texts;
    }

    /** Of an entity that is not in this dump an answer may say that. */
    @ParameterizedTest
    @MethodSource("questionsOfTheDocs")
    void what_the_docs_ask_with_curl_is_answered(String path) throws Exception {
        Client.Answer answer = answerTo(path);

        assertThat(answer.status()).as(answer.body()).isIn(200, 404);
        assertThat(answer.body()).doesNotContain("there is no such question");
    }

    static List<String> questionsOfTheDocs() throws IOException {
        return Docs.found("(?m)^curl (?:-s )?'?localhost:800[34](/api/[^'\\s]+)");
    }

    @Test
    void the_sql_of_the_docs_runs() throws Exception {
        try (Connection connection = servers.postgres().connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String sql : Docs.blocks("sql")) {
                statement.execute(sql);
                connection.rollback();
            }
        }
    }

    @Test
    void the_cypher_of_the_docs_runs() throws Exception {
        try (var session = servers.neo4j().driver().session()) {
            for (String block : Docs.blocks("cypher")) {
                for (String cypher : block.replaceAll("(?m)^//.*", "").split(";", -1)) {
                    if (!cypher.isBlank()) {
                        session.executeRead(
                                transaction -> transaction.run(cypher).consume());
                    }
                }
            }
        }
    }

    @Test
    void a_record_comes_with_its_edges_by_kind_and_says_whether_the_stores_agree() throws Exception {
        JsonNode one = ask("getRecord", "/api/artists/1");

        assertThat(one.at("/record/members/0/id").asText()).isEqualTo("2");
        assertThat(texts(one.path("edges"), "relation")).containsExactlyInAnyOrder("BY", "MEMBER_OF");
        assertThat(texts(one.path("edges"), "direction")).containsOnly("in");
        assertThat(one.at("/versions/neo4j").asText()).isEqualTo("20260801");
        assertThat(one.path("agree").asBoolean()).isTrue();
        JsonNode other = ask("getRecord", "/api/artists/3");
        assertThat(other.path("agree").asBoolean(true)).isFalse();
        JsonNode stub = ask("getRecord", "/api/artists/2");
        assertThat(stub.has("record")).isFalse();
        assertThat(stub.path("name").asText()).as("as a record gives it").isEqualTo("Two");
        JsonNode genre = ask("getRecord", "/api/genres/Funk%20%2F%20Soul");
        assertThat(genre.path("name").asText()).isEqualTo("Funk / Soul");
        assertThat(genre.path("agree").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "getRecord|/api/nothing/1|400|type",
                "getRecord|/api/artists/1?limit=5|400|limit",
                "getRecord|/api/artists/%FF|400|id",
                "getRecord|/api/artists/%00|400|id",
                "changes|/api/changes?limit=0|400|limit",
                "changes|/api/changes?limit=1001|400|limit",
                "changes|/api/changes?limit=x|400|limit",
                "changes|/api/changes?limit=5&limit=6|400|limit",
                "changes|/api/changes?version=%27;--|400|version",
                "changes|/api/changes?change=lost|400|change",
                "changes|/api/changes?format=xml|400|format",
                "changes|/api/changes?cursor=AAAA|400|cursor",
                "changes|/api/changes?cursor=|400|cursor",
                "loads|/api/loads?cursor=AAAAAAAAAAAAAAAAAAAA|400|cursor",
                "getRecord|/api/artists/99|404|",
                "getRecord|/api/genres/None|404|",
                "search|/api/search|400|q",
                "search|/api/search?q=%20|400|q",
                "search|/api/search?q=x&type=persons|400|type",
                "search|/api/search?q=x&decade=1995|400|decade",
                "search|/api/search?q=x&cursor=AAAA|400|cursor",
                "suggest|/api/suggest|400|q",
                "suggest|/api/suggest?q=x&limit=51|400|limit",
                "neighbours|/api/artists/99/neighbours|404|",
                "neighbours|/api/artists/1/neighbours?relation=LIKES|400|relation",
                "neighbours|/api/artists/1/neighbours?cursor=AAAA|400|cursor",
                "neighbours|/api/artists/1/neighbours?direction=up|400|direction",
                "timeline|/api/styles/None/timeline|404|",
                "collaborators|/api/artists/99/collaborators|404|",
                "profile|/api/genres/Disco/profile|400|type",
                "similar|/api/labels/99/similar|404|",
                "paths|/api/paths?from=artists/1|400|to",
                "paths|/api/paths?from=artists/1&to=artists/99|404|",
                "paths|/api/paths?from=artists/1&to=artists/2&depth=7|400|depth",
                "paths|/api/paths?from=artists/1&to=artists/2&through=nonsense|400|through",
            })
    void what_is_no_question_gets_a_problem(String operation, String path, int status, String parameter)
            throws Exception {
        Client.Answer answer = answerTo(path);

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        Described.check(operation, answer);
        assertThat(answer.json().path("parameter").asText("")).isEqualTo(parameter == null ? "" : parameter);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/nothing", "/api/artists/1/2/3", "/api/artists", "/api/"})
    void what_no_path_names_is_not_found(String path) throws Exception {
        Client.Answer answer = client.get(path);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.type()).isEqualTo("application/problem+json");
    }

    @Test
    void a_question_is_a_GET() throws Exception {
        Client.Answer answer = client.post("/api/changes");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).hasValue("GET");
        assertThat(answer.type()).isEqualTo("application/problem+json");
    }

    @Test
    void pages_have_no_gap_and_no_repeat_and_a_cursor_is_good_for_its_question_only() throws Exception {
        List<String> seen = new ArrayList<>();
        String cursor = "";
        String first = null;
        do {
            JsonNode page = ask("changes", "/api/changes?version=20260801&type=artists&limit=7" + cursor);
            seen.addAll(texts(page.path("items"), "id"));
            cursor = page.has("next") ? "&cursor=" + page.path("next").asText() : null;
            first = first == null ? cursor : first;
        } while (cursor != null);

        assertThat(seen).hasSize(25).doesNotHaveDuplicates();
        assertThat(client.get("/api/changes?version=20260801&type=artists&limit=3" + first)
                        .status())
                .isEqualTo(200);
        assertThat(client.get("/api/changes?version=20260701&type=artists&limit=7" + first)
                        .status())
                .isEqualTo(400);
        assertThat(client.get("/api/loads?limit=7" + first).status()).isEqualTo(400);
    }

    @Test
    void changes_can_be_filtered_and_have_names() throws Exception {
        JsonNode removed = ask("changes", "/api/changes?change=removed");
        assertThat(texts(removed.path("items"), "id")).containsExactly("7");
        JsonNode all = ask("changes", "/api/changes?limit=1");
        assertThat(texts(all.path("items"), "name")).containsExactly("=1+1, \"A\"");
    }

    @Test
    void a_list_comes_whole_as_CSV_and_NDJSON_whatever_the_size_of_a_page() throws Exception {
        Client.Answer csv = client.get("/api/changes?type=artists&limit=4&format=csv");
        Described.check("changes", csv);
        String[] lines = csv.body().split("\r\n", -1);
        assertThat(lines).hasSize(27);
        assertThat(lines[0]).isEqualTo("type,id,name,version,change,sha256,previous_sha256,at,seq");
        assertThat(lines[1]).startsWith("artists,1,\"'=1+1, \"\"A\"\"\",20260801,changed,");
        assertThat(lines[26]).isEmpty();
        assertThat(csv.header("X-Missing")).isEmpty();
        Client.Answer lined = client.get("/api/changes?type=artists&limit=4", "application/x-ndjson");
        Described.check("changes", lined);
        assertThat(lined.body().lines()).hasSize(25);
        assertThat(client.get("/api/changes?format=json", "text/csv").type()).isEqualTo("application/json");
        assertThat(client.get("/api/changes?type=masters&format=csv").body()).isEqualTo(lines[0] + "\r\n");
    }

    @Test
    void no_more_of_a_list_is_read_than_its_client_takes_and_none_once_it_is_gone() throws Throwable {
        int pages = 1_000;
        try (Connection connection = servers.postgres().connect();
                var statement = connection.createStatement();
                var failures = LogLines.of(Trouble.class);
                var errors = LogLines.of("org.discogsography.web.ErrorAnswer")) {
            // Far more than fits into the buffers of a connection.
            statement.execute("insert into changes (version, type, data_id, change, hash, at)"
                    + " select '20260901', 'masters', n::text, 'added', repeat('c', 10000), now()"
                    + " from generate_series(1, " + 5 * pages + ") n");
            try {
                long before = pagesRead();
                try (var socket = new Socket()) {
                    socket.setReceiveBufferSize(4_096);
                    socket.connect(new InetSocketAddress(
                            "localhost", URI.create(client.address()).getPort()));
                    socket.getOutputStream()
                            .write("GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                    .formatted("/api/changes?version=20260901&type=masters&format=csv&limit=5")
                                    .getBytes(StandardCharsets.US_ASCII));
                    assertThat(socket.getInputStream().readNBytes(2_000)).hasSize(2_000);
                    assertThat(client.get("/health")
                                    .json()
                                    .at("/discovery/questions")
                                    .asInt())
                            .isEqualTo(1);
                    questionsBesideThisListAreRefusedOnceTheyHaveTakenTheirShareOfALoad();
                }
                await().atMost(SOON)
                        .until(() -> client.get("/health")
                                        .json()
                                        .at("/discovery/questions")
                                        .asInt(1)
                                == 0);
                assertThat(pagesRead() - before).isBetween(1L, pages / 2L);
                assertThat(failures.lines()).isEmpty();
                assertThat(errors.lines()).isEmpty();
            } finally {
                statement.execute("delete from changes where version = '20260901'");
            }
        }
    }

    private static void questionsBesideThisListAreRefusedOnceTheyHaveTakenTheirShareOfALoad() throws Throwable {
        besideALoadThatLeavesNoTime(() -> {
            Client.Answer refused = client.get("/api/changes");
            assertThat(refused.status()).isEqualTo(429);
            Described.check("changes", refused);
        });
        ask("changes", "/api/changes");
    }

    @Test
    void whoever_asks_alone_beside_a_load_is_answered_however_much_time_others_have_taken() throws Throwable {
        besideALoadThatLeavesNoTime(() -> ask("changes", "/api/changes"));
    }

    private static void besideALoadThatLeavesNoTime(ThrowingCallable asking) throws Throwable {
        Pace pace = bean("discovery-pace", Pace.class);
        pace.loading(true);
        try {
            for (int i = 0; i < 10_000; i++) {
                pace.begun();
            }
            asking.call();
        } finally {
            pace.loading(false);
        }
    }

    private static long pagesRead() {
        return program.main()
                .getCamelContext()
                .getCamelContextExtension()
                .getContextPlugin(ManagedCamelContext.class)
                .getManagedRoute("discovery-changes")
                .getExchangesCompleted();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "neighbours|/api/artists/4/neighbours",
                "timeline|/api/artists/4/timeline",
                "collaborators|/api/artists/4/collaborators",
                "similar|/api/artists/4/similar",
                "profile|/api/artists/4/profile",
                "paths|/api/paths?from=artists/4&to=artists/1",
                "paths|/api/paths?from=artists/1&to=artists/4",
                "neighbours|/api/genres/Electronic/neighbours"
            })
    void what_only_postgresql_knows_is_no_unknown_entity_and_the_answer_says_that_neo4j_has_no_part_in_it(
            String operation, String path) throws Exception {
        JsonNode answer = askAgain(operation, path);
        assertThat(answer.path("missing")).extracting(JsonNode::asText).containsExactly("neo4j");
        assertThat(answer.path("items").size() + answer.path("releases").asInt())
                .isZero();
        assertThat(answer.path("name").asText("Only here")).isEqualTo("Only here");
    }

    @Test
    void a_file_of_what_neo4j_does_not_have_is_refused_because_it_could_not_say_so() throws Exception {
        Client.Answer answer = answerTo("/api/artists/4/neighbours?format=csv");
        Described.check("neighbours", answer);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json().path("detail").asText()).isEqualTo("Neo4j does not have artists/4 yet");
    }

    @Test
    void what_neo4j_does_not_know_may_be_known_to_postgresql_which_does_not_answer() throws Exception {
        answerTo("/api/artists/99/neighbours");
        toPostgres.refuse();
        Client.Answer answer = await().atMost(SOON)
                .until(() -> client.get("/api/artists/99/neighbours"), found -> found.status() == 503);
        Described.check("neighbours", answer);
        assertThat(answer.json().path("detail").asText()).isEqualTo("PostgreSQL does not answer");
        assertThat(ask("neighbours", "/api/artists/1/neighbours").path("items")).isNotEmpty();
    }

    @Test
    void writes_to_the_graph_are_a_load() throws Exception {
        Pace pace = bean("discovery-pace", Pace.class);
        var watch = new LoadWatch(List.of(LoadWatch.edges(bean("discovery-runner", CypherRunner.class))), pace);
        try (watch;
                var session = servers.neo4j().driver().session()) {
            await().until(() -> {
                watch.look();
                session.run("CREATE (:Label {id: 'of a load ' + randomUUID()})").consume();
                return client.get("/health").json().at("/discovery/loading").asBoolean();
            });
            session.run("MATCH (l:Label) WHERE l.id STARTS WITH 'of a load ' DELETE l")
                    .consume();
        } finally {
            pace.loading(false);
        }
    }

    @Test
    void nodes_and_edges_are_counted_without_reading_them() {
        try (var session = servers.neo4j().driver().session()) {
            var plan = session.run("EXPLAIN " + LoadWatch.NODES_AND_EDGES)
                    .consume()
                    .plan();

            assertThat(operators(plan))
                    .anyMatch(operator -> operator.startsWith("NodeCountFromCountStore"))
                    .anyMatch(operator -> operator.startsWith("RelationshipCountFromCountStore"))
                    .noneMatch(operator -> operator.contains("Scan"));
        }
    }

    private static List<String> operators(Plan plan) {
        List<String> operators = new ArrayList<>(List.of(plan.operatorType()));
        plan.children().forEach(child -> operators.addAll(operators(child)));
        return operators;
    }

    @Test
    void rows_that_are_written_count() throws Exception {
        var rows = LoadWatch.rows(bean("discovery-postgresql", DataSource.class));
        long before = rows.count();
        try (Connection connection = servers.postgres().connect();
                var statement = connection.createStatement()) {
            statement.execute("update artists set updated_at = now()");
        }
        await().until(() -> rows.count() > before);
    }

    private static <T> T bean(String name, Class<T> type) {
        return program.main().getCamelContext().getRegistry().lookupByNameAndType(name, type);
    }

    @Test
    void loads_of_both_stores_come_newest_first() throws Exception {
        JsonNode loads = ask("loads", "/api/loads");
        assertThat(texts(loads.path("items"), "version"))
                .containsExactly("20260801", "20260801", "20260801", "20260701");
        assertThat(texts(loads.path("items"), "service"))
                .containsExactly("graphinator", "tableinator", "tableinator", "tableinator");
        JsonNode page = ask("loads", "/api/loads?limit=3");
        JsonNode rest =
                ask("loads", "/api/loads?limit=3&cursor=" + page.path("next").asText());
        assertThat(texts(rest.path("items"), "version")).containsExactly("20260701");
    }

    @Test
    void statistics_tell_what_each_store_holds() throws Exception {
        JsonNode statistics = ask("statistics", "/api/statistics");
        JsonNode artists = statistics.path("types").get(0);
        assertThat(artists.path("rows").asInt()).isEqualTo(3);
        assertThat(artists.path("nodes").asInt()).isEqualTo(3);
        assertThat(artists.path("version").asText()).isEqualTo("20260801");
        assertThat(texts(statistics.path("relations"), "relation")).contains("BY", "IS", "ON");
    }

    @Test
    void genres_come_with_their_styles() throws Exception {
        JsonNode genre = ask("genres", "/api/genres").path("items").get(0);
        assertThat(genre.path("releases").asInt()).isEqualTo(1);
        assertThat(genre.path("first_year").asInt()).isEqualTo(1999);
        assertThat(texts(genre.path("styles"), "id")).containsExactly("Disco");
    }

    @Test
    void the_graph_s_questions_are_answered_by_the_contract() throws Exception {
        JsonNode neighbours = askAgain("neighbours", "/api/artists/1/neighbours");
        assertThat(texts(neighbours.path("items"), "id")).containsExactly("2", "1");
        assertThat(texts(neighbours.path("items"), "relation")).containsExactly("MEMBER_OF", "BY");
        assertThat(neighbours.at("/items/0/name").asText()).isEqualTo("Two");
        JsonNode page = askAgain("neighbours", "/api/artists/1/neighbours?limit=1");
        assertThat(texts(page.path("items"), "type")).containsExactly("artists");
        page = askAgain(
                "neighbours",
                "/api/artists/1/neighbours?limit=1&cursor=" + page.path("next").asText());
        assertThat(texts(page.path("items"), "type")).containsExactly("releases");
        assertThat(page.has("next")).isFalse();
        assertThat(client.get("/api/artists/1/neighbours?format=csv").body().lines())
                .containsExactly(
                        "type,id,name,relation,direction,year,catnos",
                        "artists,2,Two,MEMBER_OF,in,,",
                        "releases,1,Stockholm,BY,in,1999,");
        for (String path : List.of("artists/1", "genres/Funk%20%2F%20Soul", "releases/1")) {
            assertThat(texts(askAgain("timeline", "/api/" + path + "/timeline").path("items"), "year"))
                    .containsExactly("1999");
        }
        assertThat(askAgain("profile", "/api/artists/1/profile")
                        .at("/genres/0/share")
                        .asDouble())
                .isEqualTo(1);
        assertThat(askAgain("collaborators", "/api/artists/1/collaborators").path("items"))
                .isEmpty();
        assertThat(askAgain("similar", "/api/artists/1/similar").path("items")).isEmpty();
        JsonNode paths = askAgain("paths", "/api/paths?from=artists/2&to=releases/1&depth=3");
        assertThat(texts(paths.at("/items/0/nodes"), "id")).containsExactly("2", "1", "1");
        assertThat(texts(paths.at("/items/0/nodes"), "name")).containsExactly("Two", "A", "Stockholm");
        assertThat(paths.at("/items/0/edges/1/from").asText()).isEqualTo("releases/1");
    }

    @Test
    void what_is_searched_for_is_found_best_first_and_can_be_narrowed() throws Exception {
        JsonNode found = ask("search", "/api/search?q=BJORK");
        assertThat(texts(found.path("items"), "id")).startsWith("10").containsExactlyInAnyOrder("10", "11", "12", "13");
        assertThat(found.at("/items/0/detail").asText()).isEqualTo("B. Guðmundsdóttir");
        assertThat(found.at("/facets/type/0/value").asText()).isEqualTo("artists");
        assertThat(found.at("/facets/type/0/count").asInt()).isEqualTo(2);
        assertThat(texts(found.at("/facets/genre"), "value")).containsExactly("Electronic");
        assertThat(texts(found.at("/facets/decade"), "value")).containsExactly("1990");
        assertThat(texts(ask("search", "/api/search?q=debiut").path("items"), "name"))
                .as("with a letter too many")
                .containsExactly("Debut", "Debut");
        for (String filter : List.of("type=releases", "genre=Electronic&country=UK", "style=House&decade=1990")) {
            assertThat(texts(ask("search", "/api/search?q=bj%C3%B6rk&" + filter).path("items"), "id"))
                    .as(filter)
                    .containsExactly("13");
        }
        assertThat(ask("search", "/api/search?q=%27%3B--").path("items")).isEmpty();

        assertThat(texts(ask("suggest", "/api/suggest?q=bjo").path("items"), "id"))
                .startsWith("10")
                .contains("11");
        assertThat(texts(
                        ask("suggest", "/api/suggest?q=bjo&type=artists&limit=1")
                                .path("items"),
                        "id"))
                .containsExactly("10");
        assertThat(texts(ask("suggest", "/api/suggest?q=bjrok").path("items"), "id"))
                .contains("10");
    }

    @Test
    void a_search_that_finds_nothing_does_not_read_the_whole_table() throws Exception {
        var questions = bean("discovery-postgresql", DataSource.class);
        List<String> plan;
        try (var owner = servers.postgres().connect();
                var make = owner.createStatement()) {
            make.execute("create index obscure_words on search_entries using gin (lexemes) where tier = 0");
            try (var connection = questions.getConnection()) {
                plan = plan(connection, "explain ", "nothing", 200);
            } finally {
                make.execute("drop index obscure_words");
            }
        }
        assertThat(plan).anyMatch(line -> line.contains("Index Scan on obscure_words"));
    }

    @Test
    void the_obscure_are_looked_for_only_if_few_are_known() throws Exception {
        try (Connection connection = servers.postgres().connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("insert into search_entries (type, data_id, hash, name, folded, lexemes, refs, tier)"
                    + " select 'artists', 'known' || i, '', 'Known', 'known', array_to_tsvector(array['known']), 10, 1"
                    + " from generate_series(1, 20) as i");
            String explain = "explain (analyze, timing off) ";

            assertThat(plan(connection, explain, "known", 20)).anyMatch(line -> line.contains("never executed"));
            assertThat(plan(connection, explain, "known", 21)).noneMatch(line -> line.contains("never executed"));
            connection.rollback();
        }
    }

    /** Of search.sql without any filter. */
    private static List<String> plan(Connection connection, String explain, String word, int enough) throws Exception {
        String search;
        try (var file = DiscoveryTest.class.getResourceAsStream("/sql/discovery/search.sql")) {
            search = new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .replace(":#query", "'''" + word + "'':*'")
                    .replace(":#candidates", "200")
                    .replace(":#enough", Integer.toString(enough))
                    .replace(":#facets", "false")
                    .replaceAll(":#\\w+", "null");
        }
        List<String> plan = new ArrayList<>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(explain + search)) {
            while (rows.next()) {
                plan.add(rows.getString(1).strip());
            }
        }
        return plan;
    }

    @Test
    void pages_of_a_search_have_no_gap_and_no_repeat() throws Exception {
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = ask("search", "/api/search?q=mixed&limit=7" + cursor);
            seen.addAll(texts(page.path("items"), "id"));
            cursor = page.has("next") ? "&cursor=" + page.path("next").asText() : null;
        } while (cursor != null);

        assertThat(seen).hasSize(61).doesNotHaveDuplicates();
        Client.Answer csv = client.get("/api/search?q=mixed&limit=7&format=csv");
        Described.check("search", csv);
        assertThat(csv.body().lines()).hasSize(62).startsWith("type,id,name,detail,year,score");
    }

    @Test
    void a_search_that_finds_more_than_is_put_in_order_says_so_on_each_page() throws Exception {
        assertThat(ask("search", "/api/search?q=bjork").has("at_least")).isFalse();
        try (Connection connection = servers.postgres().connect();
                var statement = connection.createStatement()) {
            statement.execute("insert into search_entries (type, data_id, hash, name, folded, lexemes)"
                    + " select 'releases', 'crowd' || i, '', 'Crowd', 'crowd' || i, array_to_tsvector(array['crowd'])"
                    + " from generate_series(1, 1100) as i");
            try {
                List<String> seen = new ArrayList<>();
                String cursor = "";
                do {
                    JsonNode page = ask("search", "/api/search?q=crowd&limit=100" + cursor);
                    assertThat(page.path("at_least").asBoolean()).isTrue();
                    seen.addAll(texts(page.path("items"), "id"));
                    cursor = page.has("next") ? "&cursor=" + page.path("next").asText() : null;
                } while (cursor != null);
                assertThat(seen).hasSize(1000).doesNotHaveDuplicates();
            } finally {
                statement.execute("delete from search_entries where data_id like 'crowd%'");
            }
        }
    }

    @Test
    void what_was_counted_once_a_load_is_true_to_its_version_and_answered_without_Neo4j() throws Exception {
        try (Connection connection = servers.postgres().connect();
                var statement = connection.createStatement()) {
            statement.execute(
                    "insert into release_countings values (7, '20260701', 1, '', now()), (8, '20260801', 2, '', null)");
            statement.execute("insert into release_counts values (7, 'genres', 'Funk / Soul', 'releases', '', 5),"
                    + " (7, 'genres', 'Funk / Soul', 'year', '1969', 3), (7, 'genres', 'Funk / Soul', 'year', '1971', 1),"
                    + " (7, 'styles', 'Disco', 'releases', '', 2), (7, 'styles', 'Disco', 'year', '1977', 2),"
                    + " (7, 'genres', 'Gone', 'releases', '', 1), (8, 'genres', 'Funk / Soul', 'releases', '', 99),"
                    + " (7, 'artists', '10', 'releases', '', 4), (7, 'artists', '10', 'year', '1993', 2),"
                    + " (7, 'artists', '10', 'year', '1999', 1), (7, 'artists', '10', 'genres', 'Electronic', 3),"
                    + " (7, 'artists', '10', 'country', 'UK', 1)");
            try {
                JsonNode genres = ask("genres", "/api/genres");
                assertThat(genres.path("version").asText()).isEqualTo("20260701");
                assertThat(texts(genres.path("items"), "id")).containsExactly("Funk / Soul", "Gone");
                assertThat(genres.at("/items/0/releases").asInt()).isEqualTo(5);
                assertThat(genres.at("/items/0/last_year").asInt()).isEqualTo(1971);
                assertThat(genres.at("/items/0/styles/0/first_year").asInt()).isEqualTo(1977);
                toNeo4j.refuse();

                JsonNode years = ask("timeline", "/api/genres/Funk%20%2F%20Soul/timeline");
                assertThat(texts(years.path("items"), "year")).containsExactly("1969", "1971");
                assertThat(years.path("without_year").asInt()).isEqualTo(1);
                assertThat(years.path("version").asText()).isEqualTo("20260701");
                JsonNode profile = ask("profile", "/api/artists/10/profile");
                assertThat(profile.path("name").asText()).isEqualTo("Björk");
                assertThat(texts(profile.path("decades"), "count")).containsExactly("3");
                assertThat(profile.at("/genres/0/share").asDouble()).isEqualTo(0.75);
                assertThat(texts(profile.path("countries"), "name")).containsExactly("UK");
                genres = ask("genres", "/api/genres");
                assertThat(genres.at("/missing/0").asText()).isEqualTo("neo4j");
                assertThat(genres.at("/items/0/releases").asInt()).isEqualTo(5);
                assertThat(texts(ask("search", "/api/search?q=bjork").path("items"), "id"))
                        .contains("10");
            } finally {
                statement.execute("truncate release_countings, release_counts");
            }
        }
    }

    @Test
    void what_has_no_record_has_the_name_that_the_newest_record_gives_it() throws Exception {
        try (Connection connection = servers.postgres().connect();
                var statement = connection.createStatement();
                var session = servers.neo4j().driver().session()) {
            session.run(
                            "MATCH (b:Artist {id: '2'}) CREATE (b)-[:ALIAS_OF]->(:Artist {id: '0', version: '20260801', sha256: $hash}),"
                                    + " (:Release {id: '8', version: '20260701', sha256: $hash})-[:BY]->(b)",
                            Map.of("hash", HASH))
                    .consume();
            statement.execute(
                    "insert into releases values ('8', 'h', '{\"artists\":[{\"id\":\"2\",\"name\":\"Old\"}]}', '20260701', now())");
            try {
                assertThat(askAgain("getRecord", "/api/artists/2").path("name").asText())
                        .isEqualTo("Two");
            } finally {
                statement.execute("delete from releases where data_id = '8'");
                session.run("MATCH (n) WHERE n:Release AND n.id = '8' OR n:Artist AND n.id = '0' DETACH DELETE n")
                        .consume();
            }
        }
    }

    @Test
    void the_contract_is_served() throws Exception {
        Client.Answer contract = client.get("/openapi.yaml");
        assertThat(contract.type()).isEqualTo("application/yaml");
        assertThat(contract.body()).startsWith("openapi: 3.1.0");
        assertThat(Described.operations())
                .containsExactlyInAnyOrder(
                        "search",
                        "suggest",
                        "getRecord",
                        "neighbours",
                        "timeline",
                        "collaborators",
                        "similar",
                        "profile",
                        "paths",
                        "genres",
                        "statistics",
                        "loads",
                        "changes");
    }

    @Test
    void an_assistant_gets_the_same_answers_and_the_same_problems() throws Exception {
        var one = Map.of("type", "artists", "id", "1");
        JsonNode record = client.call("getRecord", one);
        assertThat(record.path("structuredContent")).isEqualTo(ask("getRecord", "/api/artists/1"));
        assertThat(record.at("/content/0/text").asText())
                .startsWith("artists/1 =1+1")
                .contains("MEMBER_OF");
        JsonNode genre = client.call("getRecord", Map.of("type", "genres", "id", "Funk / Soul"));
        assertThat(genre.at("/structuredContent/name").asText()).isEqualTo("Funk / Soul");
        JsonNode page = client.call("changes", Map.of("limit", 3)).path("structuredContent");
        JsonNode next = client.call(
                "changes", Map.of("limit", 3, "cursor", page.path("next").asText()));
        assertThat(texts(next.at("/structuredContent/items"), "id"))
                .hasSize(3)
                .doesNotContainAnyElementsOf(texts(page.path("items"), "id"));

        JsonNode unknown = client.call("getRecord", Map.of("type", "artists", "id", "99"));
        assertThat(unknown.path("isError").asBoolean()).isTrue();
        assertThat(unknown.at("/content/0/text").asText()).isEqualTo("404 Not Found: no store knows artists/99");
        assertThat(client.call("changes", Map.of("limit", 0))
                        .at("/content/0/text")
                        .asText())
                .startsWith("400 Bad Request: limit must be");
        toPostgres.refuse();
        assertThat(client.call("changes", Map.of()).at("/content/0/text").asText())
                .startsWith("503 Service Unavailable: PostgreSQL does not answer; try again in ");
        assertThat(client.call("getRecord", one)
                        .at("/structuredContent/missing/0")
                        .asText())
                .isEqualTo("postgresql");
    }

    @Test
    void without_PostgreSQL_the_graph_s_part_is_answered_and_the_answer_says_so() throws Exception {
        toPostgres.refuse();

        JsonNode record = ask("getRecord", "/api/artists/1");
        assertThat(texts(record.path("edges"), "relation")).contains("BY");
        assertThat(record.path("missing").get(0).asText()).isEqualTo("postgresql");
        assertThat(record.path("agree").isNull()).isTrue();
        assertThat(ask("loads", "/api/loads").path("items")).hasSize(1);
        Client.Answer file = client.get("/api/loads?format=csv");
        Described.check("loads", file);
        assertThat(file.body().lines()).hasSize(2);
        assertThat(file.header("X-Missing")).hasValue("postgresql");
        assertThat(ask("statistics", "/api/statistics").path("missing")).hasSize(1);
        JsonNode neighbours = askAgain("neighbours", "/api/artists/1/neighbours");
        assertThat(neighbours.at("/items/0/name").isNull()).isTrue();
        assertThat(neighbours.at("/missing/0").asText()).isEqualTo("postgresql");
        for (String path : List.of("/api/changes", "/api/artists/99", "/api/search?q=x", "/api/suggest?q=x")) {
            Client.Answer answer = client.get(path);
            assertThat(answer.status()).as(answer.body()).isEqualTo(503);
            Described.check("changes", answer);
        }
        toPostgres.pass();
        await().atMost(SOON).until(() -> client.get("/api/changes").status() == 200);
    }

    @Test
    void without_Neo4j_PostgreSQL_s_part_is_answered_and_the_answer_says_so() throws Exception {
        toNeo4j.refuse();

        JsonNode record = ask("getRecord", "/api/artists/1");
        assertThat(record.at("/record/id").asText()).isEqualTo("1");
        assertThat(record.has("edges")).isFalse();
        assertThat(record.path("missing").get(0).asText()).isEqualTo("neo4j");
        for (String path : List.of(
                "/api/genres",
                "/api/genres/Disco",
                "/api/artists/99",
                "/api/artists/1/neighbours",
                "/api/paths?from=artists/1&to=artists/2")) {
            Client.Answer answer = client.get(path);
            assertThat(answer.status()).as(answer.body()).isEqualTo(503);
            Described.check("getRecord", answer);
        }
        toNeo4j.pass();
        await().atMost(SOON).until(() -> client.get("/api/genres").status() == 200);
    }

    @Test
    void a_store_that_hangs_holds_a_question_no_longer_than_its_budget() throws Exception {
        toNeo4j.drop();

        JsonNode record = ask("getRecord", "/api/artists/1");
        assertThat(record.path("missing").get(0).asText()).isEqualTo("neo4j");
        // The breaker is open then: nothing waits any more.
        await().atMost(SOON).untilAsserted(() -> {
            long began = System.nanoTime();
            assertThat(client.get("/api/genres").status()).isEqualTo(503);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
        });
        toNeo4j.pass();
        await().atMost(SOON).until(() -> client.get("/api/genres").status() == 200);
    }

    @Test
    void a_slow_statement_is_ended_by_its_server_and_a_burst_is_refused() throws Exception {
        try (Connection connection = servers.postgres().connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table changes in access exclusive mode");
            List<CompletableFuture<Client.Answer>> asked = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                asked.add(client.later("/api/changes"));
            }
            assertThat(client.get("/health").status()).isEqualTo(200);
            List<Integer> statuses = new ArrayList<>();
            for (var answer : asked) {
                Described.check("changes", answer.join());
                statuses.add(answer.join().status());
            }
            assertThat(statuses).contains(504, 429).containsOnly(504, 429);
            try (var rows = statement.executeQuery(
                    "select count(*) from pg_stat_activity where application_name = 'discogsography discovery' and state = 'active'")) {
                rows.next();
                assertThat(rows.getInt(1)).isZero();
            }
            connection.rollback();
        }
        await().atMost(SOON).until(() -> client.get("/api/changes").status() == 200);
    }
}
