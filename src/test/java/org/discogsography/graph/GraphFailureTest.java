package org.discogsography.graph;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.discogsography.dump.DataType;
import org.discogsography.outage.Failure;
import org.discogsography.servers.EmbeddedNeo4j;
import org.discogsography.servers.FaultyLink;
import org.discogsography.servers.TestNeo4jSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Record;
import org.neo4j.driver.exceptions.Neo4jException;

/** How failures of Neo4j and its driver are classified: whether a record is to blame. */
class GraphFailureTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String LONG_ID = "0123456789".repeat(1_000);

    private final EmbeddedNeo4j server = EmbeddedNeo4j.start().clear();
    private final CypherRunner runner = new CypherRunner(server.driver(), server.database());

    @AfterEach
    void close() {
        runner.close();
    }

    static final List<Arguments> POISON = List.of(
            Arguments.of("an id too long for the index", "id", LONG_ID),
            Arguments.of("a reference too long for the index", "parents", List.of(LONG_ID)),
            Arguments.of("no id", "id", null),
            Arguments.of("no properties", "properties", "text"),
            Arguments.of("a map for a property", "properties", Map.of("name", Map.of("no", "value"))),
            Arguments.of("a list of several kinds", "properties", Map.of("name", List.of("text", 1))),
            Arguments.of("a list in a list", "properties", Map.of("name", List.of(List.of("text")))),
            Arguments.of("a list with a hole", "properties", Map.of("name", Arrays.asList("text", null))),
            Arguments.of("what Neo4j has no kind for", "properties", Map.of("name", new Object())));

    @ParameterizedTest(name = "{0}")
    @FieldSource("POISON")
    void a_value_that_the_server_does_not_accept_is_refused(String name, String field, Object value) {
        expect(Failure.REFUSED, () -> store(field, value));
    }

    static final List<Arguments> HARMLESS = List.of(
            Arguments.of("NUL in an id", "id", "1\0"),
            // The driver replaces it by a question mark when it encodes it as UTF-8.
            Arguments.of("a surrogate alone", "id", "1\ud800"),
            Arguments.of("a very long text", "properties", Map.of("name", "x".repeat(20_000_000))));

    @ParameterizedTest(name = "{0}")
    @FieldSource("HARMLESS")
    void an_unusual_but_valid_value_is_stored(String name, String field, Object value) throws Exception {
        store(field, value);
    }

    @Test
    void a_record_that_cannot_become_a_row_is_refused() {
        for (String json : List.of("no JSON", "{\"name\":\"cut off", "[]")) {
            expect(Failure.REFUSED, () -> GraphRecord.of(DataType.LABELS, "1", "a", "", json.getBytes(UTF_8)));
        }
    }

    static final List<String> WRONG_STATEMENTS = List.of(
            "RETURN nothing",
            "CALL no.such()",
            "RETURN no.such()",
            "RETURN $missing",
            "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN max(a * b)");

    @ParameterizedTest
    @FieldSource("WRONG_STATEMENTS")
    void an_invalid_or_slow_statement_is_no_records_fault(String statement) {
        expect(Failure.OUTAGE, () -> runner.run(statement, Map.of(), AccessMode.READ, SECOND));
    }

    @Test
    void a_missing_or_read_only_database_is_an_outage() {
        expect(Failure.OUTAGE, () -> runner.run("CREATE (:Label {id: '1'})", Map.of(), AccessMode.READ, SECOND));
        try (var nowhere = new CypherRunner(server.driver(), "nowhere")) {
            expect(Failure.OUTAGE, () -> nowhere.run("RETURN 1", Map.of(), AccessMode.READ, SECOND));
        }
    }

    @Test
    void a_deadlock_is_contention() throws Exception {
        write("CREATE (:Label {id: '1'}), (:Label {id: '2'})");
        try (var session = server.driver().session();
                var other = server.driver().session();
                var first = session.beginTransaction();
                var second = other.beginTransaction()) {
            first.run("MATCH (n:Label {id: '1'}) SET n.id = n.id").consume();
            second.run("MATCH (n:Label {id: '2'}) SET n.id = n.id").consume();
            var waiting = CompletableFuture.runAsync(
                    () -> first.run("MATCH (n:Label {id: '2'}) SET n.id = n.id").consume());
            Throwable ofSecond = catchThrowable(() ->
                    second.run("MATCH (n:Label {id: '1'}) SET n.id = n.id").consume());
            if (ofSecond != null) {
                second.close();
            }
            // Either may be the victim.
            Throwable thrown = ofSecond == null ? catchThrowable(() -> waiting.get(1, TimeUnit.MINUTES)) : ofSecond;
            expect(Failure.CONTENTION, () -> {
                throw thrown;
            });
            waiting.handle((done, failure) -> null).get(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void a_transaction_ended_by_an_operator_is_an_outage() {
        try (var session = server.driver().session();
                var transaction = session.beginTransaction()) {
            transaction.run("CREATE (:Label {id: '1'})").consume();
            // A transaction whose statement is just ending has that still.
            await().until(() ->
                    !rows("SHOW TRANSACTIONS YIELD transactionId AS id, currentQuery AS query WHERE query = '' "
                                    + "TERMINATE TRANSACTIONS id YIELD message RETURN message")
                            .isEmpty());
            expect(
                    Failure.OUTAGE,
                    () -> transaction.run("CREATE (:Label {id: '2'})").consume());
        }
    }

    /** In neither case can it be told when the lock will be free; {@code Neo4jServerTest} shuts a server down meanwhile. */
    @Test
    void a_transaction_that_is_ended_while_it_waits_for_a_lock_is_an_outage() throws Exception {
        String locks = "MATCH (n:Label {id: '1'}) SET n.id = n.id";
        write("CREATE (:Label {id: '1'})");
        try (var session = server.driver().session();
                var other = session.beginTransaction()) {
            other.run(locks).consume();

            expect(Failure.OUTAGE, () -> runner.run(locks, Map.of(), AccessMode.WRITE, SECOND));

            // The server may be later than its client to give up what waited before.
            await().atMost(PATIENCE).until(() -> blocked("").isEmpty());
            var waiting = CompletableFuture.supplyAsync(() -> catchThrowable(() -> write(locks)));
            // As an operator does.
            await().atMost(PATIENCE)
                    .until(() -> blocked("TERMINATE TRANSACTIONS id YIELD message RETURN message")
                                    .size()
                            == 1);
            Throwable ended = waiting.get(1, TimeUnit.MINUTES);
            assertThat(((Neo4jException) ended).code()).endsWith(".Transaction.LockClientStopped");
            expect(Failure.OUTAGE, () -> {
                throw ended;
            });
        }
    }

    /** The transactions that wait for a lock, after that has been done to them. */
    private List<Record> blocked(String done) {
        try (var session = server.driver().session()) {
            return session.run("SHOW TRANSACTIONS YIELD transactionId AS id, status WHERE status STARTS WITH 'Blocked' "
                            + done)
                    .list();
        }
    }

    @Test
    void an_unreachable_or_hung_server_and_a_closed_driver_are_outages() throws Exception {
        try (Driver nowhere = driver(1);
                var lost = new CypherRunner(nowhere, server.database())) {
            expect(Failure.OUTAGE, () -> lost.run("RETURN 1", Map.of(), AccessMode.READ, SECOND));
            nowhere.close();
            expect(Failure.OUTAGE, () -> lost.run("RETURN 1", Map.of(), AccessMode.READ, SECOND));
        }
        try (var proxy = FaultyLink.to("localhost", server.address().getPort());
                var driver = driver(proxy.port());
                var hung = new CypherRunner(driver, server.database())) {
            hung.run("RETURN 1", Map.of(), AccessMode.READ, PATIENCE);
            proxy.drop();
            expect(Failure.OUTAGE, () -> hung.run("RETURN 1", Map.of(), AccessMode.READ, SECOND));
        }
    }

    @Test
    void an_exhausted_pool_is_an_outage() {
        try (var small = new Neo4jSettings(
                                server.address().toString(),
                                "",
                                "",
                                1,
                                PATIENCE,
                                SECOND,
                                PATIENCE,
                                PATIENCE,
                                Optional.empty())
                        .driver();
                var session = small.session();
                var held = session.beginTransaction();
                var late = new CypherRunner(small, server.database())) {
            held.run("RETURN 1").consume();
            expect(Failure.OUTAGE, () -> late.run("RETURN 1", Map.of(), AccessMode.READ, PATIENCE));
        }
    }

    private Driver driver(int port) {
        return TestNeo4jSettings.of("bolt://localhost:" + port, "", "").driver();
    }

    /** Stores a label that is valid except for one field of its row. */
    private void store(String field, Object value) throws InterruptedException {
        Map<String, Object> row =
                new HashMap<>(GraphRecord.of(DataType.LABELS, "1", "a", "", "{\"name\":\"n\"}".getBytes(UTF_8))
                        .row());
        row.put(field, value);
        runner.run(
                Cypher.statement("store", DataType.LABELS),
                Cypher.given(Map.of("records", List.of(row))),
                AccessMode.WRITE,
                PATIENCE);
    }

    private void write(String statement) {
        rows(statement);
    }

    private List<Record> rows(String statement) {
        try (var session = server.driver().session()) {
            return session.run(statement).list();
        }
    }

    private static void expect(Failure expected, ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        String description =
                thrown instanceof Neo4jException neo4j ? neo4j.code() + " " + neo4j : String.valueOf(thrown);
        assertThat(thrown).isNotNull();
        assertThat(GraphFailure.of(thrown)).as(description).isEqualTo(expected);
    }
}
