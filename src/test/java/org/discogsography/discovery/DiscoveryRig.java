package org.discogsography.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.api.management.ManagedCamelContext;
import org.discogsography.servers.FaultyLink;
import org.discogsography.servers.Program;
import org.discogsography.servers.TestServers;
import org.discogsography.table.TableSchema;
import org.discogsography.web.WebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Discovery on the embedded servers, whose stores hold a few records, and which it reaches through links that can fail. One
 * program serves all classes of {@link DiscoveryTest}, one after the other; a test leaves the stores as it found them.
 */
abstract class DiscoveryRig {

    static final Duration SOON = Duration.ofSeconds(60);

    /** Of a question. */
    static final Duration BUDGET = Duration.ofSeconds(20);

    static final String HASH = "a".repeat(64);

    /** The login of discovery: it may read all, and nothing else. */
    static final String READER = "discovery_reader";

    private static final List<String> ONE_OF_EACH_KIND = List.of(
            "/api/artists/1",
            "/api/releases/1",
            "/api/styles/Disco",
            "/api/artists/1/neighbours",
            "/api/artists/1/timeline",
            "/api/artists/1/collaborators",
            "/api/artists/1/similar",
            "/api/artists/1/profile",
            "/api/paths?from=artists/1&to=releases/1",
            "/api/genres",
            "/api/search?q=bjork",
            "/api/suggest?q=bjo",
            "/api/statistics",
            "/api/loads",
            "/api/changes?limit=3");

    static TestServers servers;
    static FaultyLink toNeo4j;
    static FaultyLink toPostgres;
    static Program program;
    static Client client;

    /** What runs already, for the class before, goes on. */
    @BeforeAll
    static void start() throws Exception {
        if (program != null) {
            return;
        }
        servers = TestServers.start();
        servers.clear();
        dropReader();
        fillTables();
        fillGraph();
        toNeo4j = FaultyLink.to("localhost", servers.neo4j().address().getPort());
        toPostgres = FaultyLink.to("localhost", servers.postgres().port());
        Map<String, String> settings = new HashMap<>(servers.settings());
        settings.put("neo4j.address", "bolt://localhost:" + toNeo4j.port());
        settings.put("postgres.address", "localhost:" + toPostgres.port());
        settings.put("postgres.username", READER);
        settings.put("postgres.password", READER);
        settings.put("discovery.questions", "2");
        settings.put("discovery.wait", "100");
        settings.put("discovery.load-share", "0"); // What a test stores is no load.
        settings.put("discovery.statement-timeout", "4000");
        settings.put("discovery.budget", Long.toString(BUDGET.toSeconds()));
        program = Program.start(List.of("discovery"), settings);
        client = new Client(program.main()
                .getCamelContext()
                .getRegistry()
                .findSingleByType(WebServer.class)
                .address());
        // Statements are planned when they first run, which takes longer than a statement may on a busy machine.
        for (String question : ONE_OF_EACH_KIND) {
            await().atMost(SOON).until(() -> isWhole(client.get(question)));
        }
        await().atMost(SOON)
                .until(() -> client.get("/api/artists/1").json().path("agree").asBoolean());
    }

    private static boolean isWhole(Client.Answer answer) {
        return answer.status() == 200 && !answer.json().has("missing");
    }

    /** After the last class. */
    static void stop() throws Exception {
        if (program != null) {
            program.close();
            program = null;
            toNeo4j.close();
            toPostgres.close();
            dropReader();
            servers.clear();
        }
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
            statement.execute("create role " + READER + " login password '" + READER + "' in role pg_read_all_data");
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

    private static void dropReader() throws Exception {
        try (Connection connection = servers.postgres().connect();
                var statement = connection.createStatement()) {
            statement.execute("drop role if exists " + READER);
        }
    }

    static void fillGraph() {
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

    static JsonNode ask(String operation, String path) throws Exception {
        Client.Answer answer = client.get(path);
        Described.check(operation, answer);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    /** Asks until the statement has been planned: on a busy machine that takes longer than a statement may. */
    static JsonNode askAgain(String operation, String path) throws Exception {
        answerTo(path);
        return ask(operation, path);
    }

    static Client.Answer answerTo(String path) {
        return await().atMost(SOON).until(() -> client.get(path), answer -> answer.status() != 504);
    }

    static List<String> texts(JsonNode items, String field) {
        List<String> texts = new ArrayList<>();
        items.forEach(item -> texts.add(item.path(field).asText()));
        return texts;
    }

    /** How often the changes have been asked, page by page. */
    static long pagesRead() {
        return program.main()
                .getCamelContext()
                .getCamelContextExtension()
                .getContextPlugin(ManagedCamelContext.class)
                .getManagedRoute("discovery-changes")
                .getExchangesCompleted();
    }

    static <T> T bean(String name, Class<T> type) {
        return program.main().getCamelContext().getRegistry().lookupByNameAndType(name, type);
    }
}
