package org.discogsography.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.discogsography.discovery.contract.Problem;
import org.discogsography.outage.Failure;
import org.discogsography.servers.FaultyLink;
import org.discogsography.servers.LogLines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neo4j.driver.exceptions.ClientException;

/** Questions while a store does not answer, is slow, or does not have all that the other has. */
class DiscoveryOutages extends DiscoveryRig {

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
        for (String operation : List.of("timeline", "profile", "collaborators", "similar")) {
            assertThat(askAgain(operation, "/api/artists/1/" + operation)
                            .path("missing")
                            .toString())
                    .as(operation)
                    .doesNotContain("neo4j");
        }
        assertThat(askAgain("paths", "/api/paths?from=artists/1&to=releases/1").path("items"))
                .hasSize(1);
        JsonNode genres = askAgain("genres", "/api/genres");
        assertThat(texts(genres.path("items"), "id")).containsExactly("Funk / Soul");
        assertThat(genres.at("/missing/0").asText()).isEqualTo("postgresql");
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
        assertThat(client.get("/api/changes?format=ndjson&limit=1").body().lines())
                .as("a file of PostgreSQL comes whole, though not each has a name")
                .hasSize(26);
        JsonNode statistics = ask("statistics", "/api/statistics");
        assertThat(statistics.at("/types/0/rows").asInt()).isEqualTo(3);
        assertThat(statistics.at("/missing/0").asText()).isEqualTo("neo4j");
        JsonNode loads = ask("loads", "/api/loads");
        assertThat(texts(loads.path("items"), "service")).hasSize(3).containsOnly("tableinator");
        assertThat(loads.at("/missing/0").asText()).isEqualTo("neo4j");
        assertThat(texts(ask("suggest", "/api/suggest?q=bjo").path("items"), "id"))
                .contains("10");
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

    @ParameterizedTest
    @CsvSource({"neo4j, /api/genres", "postgresql, /api/changes"})
    void a_store_that_hangs_holds_a_question_no_longer_than_its_budget(String store, String ofItAlone)
            throws Exception {
        FaultyLink link = store.equals("neo4j") ? toNeo4j : toPostgres;
        link.drop();

        long asked = System.nanoTime();
        JsonNode record = ask("getRecord", "/api/artists/1");
        assertThat(since(asked)).isLessThan(BUDGET);
        assertThat(record.path("missing")).extracting(JsonNode::asText).containsExactly(store);
        // The breaker is open then: nothing waits any more.
        await().atMost(SOON).untilAsserted(() -> {
            long began = System.nanoTime();
            assertThat(client.get(ofItAlone).status()).isEqualTo(503);
            assertThat(since(began)).isLessThan(Duration.ofSeconds(1));
        });
        link.pass();
        await().atMost(SOON).until(() -> client.get(ofItAlone).status() == 200);
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    /** From now on the reader may read every table but this one. */
    private static void forbid(Statement statement, String table) throws SQLException {
        statement.execute("grant select on all tables in schema public to " + READER);
        statement.execute("revoke select on " + table + " from " + READER);
        statement.execute("revoke pg_read_all_data from " + READER);
    }

    /** As before {@link #forbid}. */
    private static void allowAll(Statement statement) throws SQLException {
        statement.execute("grant pg_read_all_data to " + READER);
        statement.execute("revoke all on all tables in schema public from " + READER);
    }

    /** The reason is gone at once; a store's answer to a check may be late for a moment. */
    private static void assertHealthyAfter(String reason) throws Exception {
        assertThat(client.get("/health").json().toString()).doesNotContain(reason);
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        client.get("/health").json().path("status").asText())
                .isEqualTo("healthy"));
    }

    /** The others, of the same store, go on: they do not end what is said of it. */
    @Test
    void a_login_that_may_not_read_a_table_is_in_the_answer_in_health_and_once_in_the_log() throws Exception {
        String reason = "PostgreSQL does not let this login read: permission denied for table search_entries";
        ask("suggest", "/api/suggest?q=bjork");
        try (Connection connection = servers.postgres().connect();
                var statement = connection.createStatement();
                var log = LogLines.of(ReadRights.class);
                var errors = LogLines.of(Trouble.class)) {
            forbid(statement, "search_entries");
            try {
                for (int i = 0; i < 6; i++) {
                    for (String operation : List.of("search", "suggest")) {
                        Client.Answer answer = client.get("/api/" + operation + "?q=bjork");
                        Described.check(operation, answer);
                        assertThat(answer.status()).as(answer.body()).isEqualTo(503);
                        assertThat(answer.header("Retry-After")).hasValue("5");
                        assertThat(answer.json().path("detail").asText()).isEqualTo(reason);
                    }
                    assertThat(ask("changes", "/api/changes").path("items")).isNotEmpty();
                }
                JsonNode health = client.get("/health").json();
                assertThat(health.path("status").asText()).isEqualTo("degraded");
                assertThat(health.toString()).contains(reason);
                assertThat(health.at("/discovery/postgresql/breaker").asText()).isEqualTo("closed");
                assertThat(log.lines()).hasSize(1).first().asString().contains(reason);
            } finally {
                allowAll(statement);
            }
            assertThat(client.get("/health").json().path("status").asText()).isEqualTo("degraded");
            ask("search", "/api/search?q=bjork");
            ask("suggest", "/api/suggest?q=bjork");
            assertHealthyAfter(reason);
            assertThat(log.lines()).hasSize(2).last().asString().contains("can be read again", reason);
            assertThat(errors.lines()).isEmpty();
        }
    }

    /** A search that finds enough reads no similar words. */
    @Test
    void searches_that_need_not_read_the_table_that_is_forbidden_do_not_end_what_is_said_of_it() throws Exception {
        String reason = "PostgreSQL does not let this login read: permission denied for table search_words";
        ask("search", "/api/search?q=bjork");
        try (Connection connection = servers.postgres().connect();
                var statement = connection.createStatement();
                var log = LogLines.of(ReadRights.class)) {
            forbid(statement, "search_words");
            try {
                for (int i = 0; i < 3; i++) {
                    assertThat(client.get("/api/search?q=bjork")
                                    .json()
                                    .path("detail")
                                    .asText())
                            .isEqualTo(reason);
                    assertThat(ask("search", "/api/search?q=mixed").path("items"))
                            .hasSizeGreaterThan(20);
                }
                assertThat(client.get("/health").json().toString()).contains("degraded", reason);
                assertThat(log.lines()).hasSize(1).first().asString().contains(reason);
            } finally {
                allowAll(statement);
            }
            ask("search", "/api/search?q=bjork");
            assertHealthyAfter(reason);
            assertThat(log.lines()).hasSize(2).last().asString().contains("can be read again", reason);
        }
    }

    @Test
    void neo4j_that_does_not_let_the_login_read_is_no_outage() {
        var refused = new ClientException("Neo.ClientError.Security.Forbidden", "not allowed for user 'secret'");

        Problem problem = Trouble.problem(Store.NEO4J, new IllegalStateException(refused));
        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem).hasMessage("Neo4j does not let this login read: Neo.ClientError.Security.Forbidden");
        assertThat(Trouble.forBreaker(refused)).isEqualTo(Failure.REFUSED);
    }

    @Test
    void a_slow_statement_is_ended_by_its_server_and_a_burst_is_refused() throws Exception {
        try (Connection connection = servers.postgres().connect();
                var statement = connection.createStatement()) {
            // Those that ask have their connections: to open one under way has a limit of its own, and another answer.
            var pool = bean("discovery-postgresql", DataSource.class);
            await().ignoreExceptions().until(() -> {
                try (var one = pool.getConnection();
                        var other = pool.getConnection()) {
                    return one != other;
                }
            });
            connection.setAutoCommit(false);
            statement.execute("lock table changes in access exclusive mode");
            List<CompletableFuture<Client.Answer>> asked = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                // Those who ask the same would share an answer.
                asked.add(client.later("/api/changes?limit=" + (i + 1)));
            }
            assertThat(client.get("/health").status()).isEqualTo(200);
            List<Integer> statuses = new ArrayList<>();
            for (var answer : asked) {
                Described.check("changes", answer.join());
                statuses.add(answer.join().status());
            }
            assertThat(statuses).contains(504, 429).containsOnly(504, 429);
            // The table is locked still: if their server had not ended them, they would wait for it.
            await().atMost(SOON).until(() -> questionsAtWork() == 0);
            connection.rollback();
        }
        await().atMost(SOON).until(() -> client.get("/api/changes").status() == 200);
    }

    private static int questionsAtWork() throws Exception {
        try (Connection connection = servers.postgres().connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select count(*) from pg_stat_activity where application_name = 'discogsography discovery' and state = 'active'")) {
            rows.next();
            return rows.getInt(1);
        }
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
}
