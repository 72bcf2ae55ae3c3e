package org.discogsography.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.discogsography.dump.DataType;
import org.discogsography.idempotent.Classification;
import org.discogsography.outage.Failure;
import org.discogsography.servers.EmbeddedNeo4j;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.Transaction;
import org.neo4j.driver.exceptions.TransientException;

/** Two transactions at the same time, one of them stopped at the most critical moment. */
class GraphRacesTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String ROCK = ",\"genres\":[\"Rock\"],\"styles\":[\"Punk\"]";
    private static final String ROCK_AND_POP = ",\"genres\":[\"Rock\",\"Pop\"],\"styles\":[\"Punk\"]";

    /** One of each kind: each type of records has some of them. */
    private static final String REFERENCES =
            ",\"aliases\":[{\"id\":\"91\"}],\"parentLabel\":{\"id\":\"91\"},\"artists\":[{\"id\":\"91\"}]" + ROCK;

    private final EmbeddedNeo4j server = EmbeddedNeo4j.start();
    private final CypherRunner runner = new CypherRunner(server.driver(), server.database());
    private final ExecutorService other = Executors.newCachedThreadPool();

    @BeforeEach
    void empty() {
        server.clear();
    }

    @AfterEach
    void close() {
        other.shutdownNow();
        runner.close();
    }

    @ParameterizedTest
    @EnumSource
    void the_stored_version_is_read_only_after_the_node_is_locked(DataType type) throws Exception {
        store(record(type, "1", "20260701", ""));
        String newer = "MATCH (n {id: '1'}) SET n.version = '20260901', n.sha256 = 'newer', n.name = 'newer'";
        assertThat(during(newer, () -> store(record(type, "1", "20260801", ""))))
                .containsExactly(Map.of("written", 0L));
        assertThat(query("MATCH (n {id: '1'}) RETURN n.version AS version, n.sha256 AS sha256, n.name AS name"))
                .containsExactly(Map.of("version", "20260901", "sha256", "newer", "name", "newer"));
    }

    @ParameterizedTest
    @EnumSource
    void a_record_whose_stub_is_deleted_meanwhile_is_not_lost(DataType type) throws Exception {
        query("CREATE (:" + nodeLabel(type) + " {id: '1'})");
        GraphRecord record = record(type, "1", "20260801", "");
        assertThatThrownBy(() -> during("MATCH (n {id: '1'}) DELETE n", () -> store(record)))
                .isInstanceOf(TransientException.class)
                .satisfies(e -> assertThat(GraphFailure.of(e)).isEqualTo(Failure.CONTENTION));
        assertThat(store(record)).containsExactly(Map.of("written", 1L));
    }

    @ParameterizedTest
    @EnumSource
    void a_new_record_whose_stub_is_deleted_meanwhile_is_not_lost(DataType type) throws Exception {
        query("CREATE (:" + nodeLabel(type) + " {id: '1'})");
        GraphRecord record = record(type, "1", "20260801", "");
        assertThatThrownBy(() -> during("MATCH (n {id: '1'}) DELETE n", () -> add(record)))
                .isInstanceOf(TransientException.class)
                .satisfies(e -> assertThat(GraphFailure.of(e)).isEqualTo(Failure.CONTENTION));
        assertThat(add(record)).isEmpty();
        assertThat(query("MATCH (n) RETURN n.version AS version")).containsExactly(Map.of("version", "20260801"));
    }

    @ParameterizedTest
    @EnumSource
    void a_record_that_was_stored_between_lookup_and_adding_is_left_as_it_is_and_returned(DataType type)
            throws Exception {
        store(record(type, "2", "20260701", REFERENCES));
        String stored = "MERGE (n:" + nodeLabel(type) + " {id: '1'}) SET n.sha256 = 'other', n.version = '20260701'";
        assertThat(during(
                        stored,
                        () -> add(
                                record(type, "1", "20260801", REFERENCES),
                                record(type, "2", "20260801", REFERENCES),
                                record(type, "3", "20260801", REFERENCES))))
                .containsExactlyInAnyOrder("1", "2");
        assertThat(query("MATCH (n:" + nodeLabel(type)
                        + ") WHERE n.sha256 IS NOT NULL RETURN n.id AS id, n.version AS version,"
                        + " COUNT { (n)--() } > 0 AS hasEdges ORDER BY id"))
                .containsExactly(
                        Map.of("id", "1", "version", "20260701", "hasEdges", false),
                        Map.of("id", "2", "version", "20260701", "hasEdges", true),
                        Map.of("id", "3", "version", "20260801", "hasEdges", true));
    }

    @Test
    void a_new_record_that_is_older_than_a_complete_load_is_not_added() throws Exception {
        query("CREATE (:Load {type: 'releases', version: '20260801', state: 'complete'})");
        assertThat(add(
                        record(DataType.RELEASES, "1", "20260701", REFERENCES),
                        record(DataType.RELEASES, "2", "20260801", "")))
                .isEmpty();
        assertThat(query("MATCH (n) WHERE NOT n:Load RETURN n.id AS id")).containsExactly(Map.of("id", "2"));
    }

    @ParameterizedTest
    @EnumSource
    void a_record_that_changed_between_lookup_and_touch_is_returned(DataType type) throws Exception {
        store(record(type, "1", "20260701", ""));
        store(record(type, "2", "20260701", ""));
        GraphRecord touched = record(type, "1", "20260801", "");
        assertThat(during(
                        "MATCH (n {id: '1'}) SET n.sha256 = 'other'",
                        () -> touch(touched, record(type, "2", "20260801", ""), record(type, "3", "20260801", ""))))
                .containsExactly(Map.of("id", "1"), Map.of("id", "3"));
        assertThat(query("MATCH (n) RETURN n.id AS id, n.version AS version ORDER BY id"))
                .containsExactly(Map.of("id", "1", "version", "20260701"), Map.of("id", "2", "version", "20260801"));
    }

    @Test
    void a_record_newer_than_its_touch_stays_and_is_not_returned() throws Exception {
        store(record(DataType.ARTISTS, "1", "20260901", ""));
        assertThat(touch(record(DataType.ARTISTS, "1", "20260801", ""))).isEmpty();
        assertThat(query("MATCH (n) RETURN n.version AS version")).containsExactly(Map.of("version", "20260901"));
    }

    @ParameterizedTest
    @EnumSource
    void a_record_that_changes_while_it_is_refreshed_is_classified_by_what_it_is_then(DataType type) throws Exception {
        store(record(type, "1", "20260701", ""));
        store(record(type, "2", "20260701", ""));
        store(record(type, "3", "20260701", ""));
        var classified = during(
                "MATCH (n {id: '1'}) SET n.sha256 = 'other' WITH 1 AS one MATCH (n {id: '3'}) DELETE n",
                () -> refresh(
                        record(type, "1", "20260801", ""),
                        record(type, "2", "20260801", ""),
                        record(type, "3", "20260801", ""),
                        record(type, "4", "20260801", "")));
        assertThat(classified.changed()).extracting(GraphRecord::id).containsExactly("1");
        assertThat(classified.unchanged()).extracting(GraphRecord::id).containsExactly("2");
        assertThat(classified.added()).extracting(GraphRecord::id).containsExactly("3", "4");
        assertThat(query("MATCH (n) RETURN n.id AS id, n.version AS version ORDER BY id"))
                .containsExactly(Map.of("id", "1", "version", "20260701"), Map.of("id", "2", "version", "20260801"));
    }

    @ParameterizedTest
    @EnumSource
    void a_record_that_becomes_the_same_while_others_are_refreshed_was_not_locked_and_is_stored_in_full(DataType type)
            throws Exception {
        GraphRecord first = record(type, "1", "20260801", "");
        store(record(type, "1", "20260701", ",\"profile\":\"other\""));
        store(record(type, "2", "20260701", ""));
        var classified = during(
                "MATCH (n {id: '1'}) SET n.sha256 = '" + first.sha256()
                        + "' WITH 1 AS one MATCH (n {id: '2'}) SET n.id = '2'",
                () -> refresh(first, record(type, "2", "20260801", "")));
        assertThat(classified.unchanged()).extracting(GraphRecord::id).containsExactly("1", "2");
        assertThat(classified.recordsToStore()).containsExactly(first);
        assertThat(query("MATCH (n) RETURN n.id AS id, n.version AS version ORDER BY id"))
                .containsExactly(Map.of("id", "1", "version", "20260701"), Map.of("id", "2", "version", "20260801"));
    }

    @ParameterizedTest
    @EnumSource
    void a_record_that_is_older_than_the_stored_one_or_than_a_complete_load_is_not_refreshed(DataType type)
            throws Exception {
        query("CREATE (:Load {type: '" + type.plural() + "', version: '20260801', state: 'complete'})");
        query("CREATE (:" + nodeLabel(type) + " {id: '5'})");
        store(record(type, "1", "20260901", ""));
        store(record(type, "2", "20260901", ""));
        query("MATCH (n {id: '2'}) SET n.version = '20260601'");
        store(record(type, "3", "20260801", ",\"profile\":\"other\""));
        var classified = refresh(
                record(type, "1", "20260801", ""),
                record(type, "2", "20260701", ""),
                record(type, "3", "20260801", ""),
                record(type, "4", "", ""),
                record(type, "5", "20260801", ""));
        assertThat(classified.superseded()).isEqualTo(2);
        assertThat(classified.unchanged()).isEmpty();
        assertThat(classified.changed()).extracting(GraphRecord::id).containsExactly("3");
        assertThat(classified.added()).extracting(GraphRecord::id).containsExactly("4", "5");
        assertThat(query("MATCH (n) WHERE n.sha256 IS NOT NULL RETURN n.id AS id, n.version AS version ORDER BY id"))
                .containsExactly(
                        Map.of("id", "1", "version", "20260901"),
                        Map.of("id", "2", "version", "20260601"),
                        Map.of("id", "3", "version", "20260801"));
    }

    @ParameterizedTest
    @EnumSource
    void a_new_record_is_not_locked_by_refreshing_the_others(DataType type) throws Exception {
        store(record(type, "1", "20260701", ""));
        try (var session = server.driver().session();
                var adding = session.beginTransaction()) {
            adding.run("MERGE (:" + nodeLabel(type) + " {id: '2'})").consume();
            var classified = refresh(record(type, "1", "20260801", ""), record(type, "2", "20260801", ""));
            assertThat(classified.unchanged()).extracting(GraphRecord::id).containsExactly("1");
            assertThat(classified.added()).extracting(GraphRecord::id).containsExactly("2");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_record_to_which_somebody_gave_no_version_is_older_than_any(DataType type) throws Exception {
        store(record(type, "1", "20260701", ""));
        store(record(type, "2", "20260701", ""));
        query("MATCH (n) REMOVE n.version");
        GraphRecord changed = record(type, "1", "", ",\"profile\":\"other\"");
        var repository = new GraphIdempotentRepository(type, runner, TIMEOUT);
        assertThat(repository.classify(List.of(changed)).changed()).containsExactly(changed);
        var classified = refresh(changed, record(type, "2", "20260801", ""));
        assertThat(classified.changed()).containsExactly(changed);
        assertThat(classified.unchanged()).extracting(GraphRecord::id).containsExactly("2");
    }

    @ParameterizedTest
    @EnumSource
    void records_are_refreshed_after_batches_that_were_all_new(DataType type) throws Exception {
        var repository = new GraphIdempotentRepository(type, runner, TIMEOUT);
        GraphRecord first = record(type, "1", "20260701", "");
        GraphRecord second = record(type, "2", "20260701", "");
        assertThat(repository.refresh(List.of(first)).recordsToStore()).containsExactly(first);
        store(first);
        assertThat(repository.refresh(List.of(second)).recordsToStore()).containsExactly(second);
        for (String version : List.of("20260801", "20260901")) {
            GraphRecord third = record(type, "3", version, "");
            var classified = repository.refresh(List.of(record(type, "1", version, ""), third));
            assertThat(classified.unchanged()).extracting(GraphRecord::id).containsExactly("1");
            assertThat(classified.recordsToStore()).containsExactly(third);
            assertThat(query("MATCH (n) RETURN n.id AS id, n.version AS version"))
                    .containsExactly(Map.of("id", "1", "version", version));
        }
    }

    @Test
    void two_transactions_that_each_remove_one_of_the_last_two_edges_leave_no_orphan() throws Exception {
        String byNine = ",\"artists\":[{\"id\":\"9\"}]";
        store(record(DataType.RELEASES, "1", "20260701", byNine));
        store(record(DataType.RELEASES, "2", "20260701", byNine));
        GraphRecord first = record(DataType.RELEASES, "1", "20260801", ",\"country\":\"UK\"");
        GraphRecord second = record(DataType.RELEASES, "2", "20260801", ",\"country\":\"UK\"");
        during(Cypher.statement("store", DataType.RELEASES), parameters(first), () -> store(second));
        assertThat(query("MATCH (n:Artist) RETURN n")).isEmpty();
    }

    @Test
    void an_edge_that_both_ends_drop_at_the_same_time_is_removed() throws Exception {
        store(record(DataType.ARTISTS, "1", "20260701", ",\"members\":[{\"id\":\"2\"}]"));
        store(record(DataType.ARTISTS, "2", "20260701", ",\"groups\":[{\"id\":\"1\"}]"));
        assertThat(query("MATCH ()-[r:MEMBER_OF]->() RETURN r.saidByMember AND r.saidByGroup AS both"))
                .containsExactly(Map.of("both", true));
        GraphRecord group = record(DataType.ARTISTS, "1", "20260801", "");
        GraphRecord member = record(DataType.ARTISTS, "2", "20260801", "");
        during(Cypher.statement("store", DataType.ARTISTS), parameters(group), () -> store(member));
        assertThat(query("MATCH ()-[r]->() RETURN r")).isEmpty();
    }

    @Test
    void support_that_is_being_written_keeps_a_style_in_its_genre() throws Exception {
        String rock = ",\"genres\":[\"Rock\"],\"styles\":[\"Punk\"]";
        store(record(DataType.RELEASES, "1", "20260701", rock));
        store(record(DataType.RELEASES, "1", "20260801", ",\"genres\":[\"Rock\",\"Pop\"],\"styles\":[\"Punk\"]"));
        assertThat(query("MATCH (:Style)-[r:PART_OF]->(g) RETURN g.name AS genre"))
                .containsExactly(Map.of("genre", "Rock"));
        var settled = during(
                Cypher.statement("store", DataType.MASTERS),
                parameters(record(DataType.MASTERS, "5", "20260801", rock)),
                this::settle);
        assertThat(settled).isEqualTo(new PartOfReconciler.Settled(1, 0));
        assertThat(query("MATCH (:Style)-[r:PART_OF]->(g) RETURN g.name AS genre"))
                .containsExactly(Map.of("genre", "Rock"));
        store(record(DataType.MASTERS, "5", "20260901", ""));
        query("CREATE (:Genre {name: 'Jazz'})");
        query("MATCH (s:Style), (g:Genre {name: 'Jazz'}) CREATE (s)-[:PART_OF]->(g)");
        assertThat(settle()).isEqualTo(new PartOfReconciler.Settled(2, 2));
    }

    @Test
    void support_by_a_record_that_already_had_the_style_keeps_it_in_its_genre() throws Exception {
        String rock = ",\"genres\":[\"Rock\"],\"styles\":[\"Punk\"]";
        store(record(DataType.RELEASES, "1", "20260701", rock));
        store(record(DataType.RELEASES, "1", "20260801", ",\"genres\":[\"Rock\",\"Pop\"],\"styles\":[\"Punk\"]"));
        var settled = during(
                Cypher.statement("store", DataType.RELEASES),
                parameters(record(DataType.RELEASES, "1", "20260901", rock)),
                this::settle);
        assertThat(settled).isEqualTo(new PartOfReconciler.Settled(1, 0));
    }

    @Test
    void support_that_is_removed_during_the_check_is_not_found() throws Exception {
        store(record(DataType.RELEASES, "1", "20260701", ROCK));
        var found = during(
                Cypher.statement("store", DataType.RELEASES),
                parameters(record(DataType.RELEASES, "1", "20260801", ROCK_AND_POP)),
                () -> runner.run(
                                Cypher.statement("settle-part-of"),
                                Cypher.given(Map.of("style", "Punk", "genre", "Rock")),
                                AccessMode.WRITE,
                                TIMEOUT)
                        .rows());
        assertThat(found).containsExactly(Map.of("supported", false));
        assertThat(settle().removed()).isEqualTo(1);
        assertThat(query("MATCH (:Style)-[r:PART_OF]->() RETURN r")).isEmpty();
    }

    @Test
    void an_edge_that_loses_its_support_right_after_the_check_is_marked_doubtful_again() throws Exception {
        store(record(DataType.RELEASES, "1", "20260701", ROCK));
        during(
                Cypher.statement("settle-part-of"),
                Cypher.given(Map.of("style", "Punk", "genre", "Rock")),
                () -> store(record(DataType.RELEASES, "1", "20260801", ROCK_AND_POP)));
        assertThat(query("MATCH (:Style)-[r:PART_OF]->(g) RETURN g.name AS genre, r.doubtful AS doubtful"))
                .containsExactly(Map.of("genre", "Rock", "doubtful", true));
        assertThat(settle().removed()).isEqualTo(1);
        assertThat(query("MATCH (:Style)-[r:PART_OF]->() RETURN r")).isEmpty();
    }

    @Test
    void an_edge_that_another_record_supports_is_no_longer_doubtful() throws Exception {
        store(record(DataType.RELEASES, "1", "20260701", ROCK));
        store(record(DataType.MASTERS, "5", "20260701", ROCK));
        store(record(DataType.RELEASES, "1", "20260801", ROCK_AND_POP));
        assertThat(query("MATCH (:Style)-[r:PART_OF]->() RETURN r.doubtful AS doubtful"))
                .containsExactly(Map.of("doubtful", true));
        assertThat(settle().removed()).isZero();
        assertThat(query("MATCH (:Style)-[r:PART_OF]->(g) RETURN g.name AS genre, properties(r) AS properties"))
                .containsExactly(Map.of("genre", "Rock", "properties", Map.of("witness", "masters/5")));
        store(record(DataType.MASTERS, "5", "20260801", ""));
        assertThat(settle().removed()).isEqualTo(1);
    }

    @Test
    void an_edge_is_not_in_doubt_when_another_record_than_its_witness_no_longer_supports_it() throws Exception {
        store(record(DataType.RELEASES, "1", "20260701", ROCK), record(DataType.RELEASES, "2", "20260701", ROCK));
        store(record(DataType.MASTERS, "1", "20260701", ROCK));
        store(record(DataType.RELEASES, "2", "20260801", ROCK_AND_POP));
        store(record(DataType.MASTERS, "1", "20260801", ROCK_AND_POP));
        assertThat(settle()).isEqualTo(new PartOfReconciler.Settled(0, 0));
        store(record(DataType.RELEASES, "1", "20260801", ROCK_AND_POP));
        assertThat(settle()).isEqualTo(new PartOfReconciler.Settled(1, 1));
    }

    @Test
    void an_edge_of_a_graph_without_witnesses_gets_one_or_is_removed() throws Exception {
        store(record(DataType.RELEASES, "1", "20260701", ROCK));
        query("MATCH ()-[r:PART_OF]->() REMOVE r.witness");
        query("MATCH (s:Style) MERGE (g:Genre {name: 'Jazz'}) CREATE (s)-[:PART_OF]->(g)");
        store(record(DataType.RELEASES, "2", "20260701", ROCK));
        store(record(DataType.RELEASES, "2", "20260801", ROCK_AND_POP));
        assertThat(settle()).isEqualTo(new PartOfReconciler.Settled(2, 1));
        assertThat(query("MATCH ()-[r:PART_OF]->(g) RETURN g.name AS genre, properties(r) AS properties"))
                .containsExactly(Map.of("genre", "Rock", "properties", Map.of("witness", "releases/1")));
    }

    @Test
    void an_edge_that_cannot_be_checked_in_time_keeps_no_other_from_being_settled() throws Exception {
        store(record(DataType.RELEASES, "1", "20260701", ",\"genres\":[\"Electronic\"],\"styles\":[\"Ambient\"]"));
        store(record(DataType.RELEASES, "2", "20260701", ROCK), record(DataType.RELEASES, "3", "20260701", ROCK));
        query("MATCH ()-[r:PART_OF]->() REMOVE r.witness");
        settle(); // what has been planned takes less than the time-out, on a busy machine too
        query("MATCH ()-[r:PART_OF]->() REMOVE r.witness");
        var soon = new PartOfReconciler(runner, Duration.ofSeconds(4));
        try (var session = server.driver().session();
                Transaction slow = session.beginTransaction()) {
            slow.run("MATCH (r:Release {id: '1'}) SET r.id = r.id").consume();
            assertThatThrownBy(() -> soon.settle(() -> {}))
                    .isInstanceOf(PartOfReconciler.Unsettled.class)
                    .hasMessageStartingWith(
                            "PART_OF from the style Ambient to the genre Electronic could not be checked: ");
            assertThat(query("MATCH (s)-[r:PART_OF]->() WHERE r.witness IS NOT NULL RETURN s.name AS style"))
                    .containsExactly(Map.of("style", "Punk"));
            slow.rollback();
        }
        assertThat(settle()).isEqualTo(new PartOfReconciler.Settled(1, 0));
    }

    @Test
    void a_record_that_is_about_to_lose_its_genre_is_no_witness() throws Exception {
        store(record(DataType.RELEASES, "1", "20260701", ROCK));
        query("MATCH ()-[r:PART_OF]->() REMOVE r.witness");
        var settled = during(
                Cypher.statement("store", DataType.RELEASES),
                parameters(record(DataType.RELEASES, "1", "20260801", ROCK_AND_POP)),
                this::settle);
        assertThat(settled).isEqualTo(new PartOfReconciler.Settled(1, 1));
    }

    @Test
    void a_style_removed_with_its_last_record_leaves_no_doubtful_edge() throws Exception {
        store(record(DataType.RELEASES, "1", "20260701", ROCK));
        assertThat(store(record(DataType.RELEASES, "1", "20260801", ""))).containsExactly(Map.of("written", 1L));
        assertThat(query("MATCH (n) RETURN labels(n)[0] AS label")).containsExactly(Map.of("label", "Release"));
        assertThat(settle().removed()).isZero();
    }

    private PartOfReconciler.Settled settle() throws InterruptedException {
        return new PartOfReconciler(runner, TIMEOUT).settle(() -> {});
    }

    private <T> T during(String statement, Callable<T> call) throws Exception {
        return during(statement, Map.of(), call);
    }

    /** Makes the call while a transaction with the statement is open, and commits the transaction when the call blocks. */
    private <T> T during(String statement, Map<String, Object> parameters, Callable<T> call) throws Exception {
        Future<T> result;
        try (var session = server.driver().session();
                Transaction first = session.beginTransaction()) {
            first.run(statement, parameters).consume();
            result = other.submit(call);
            await().until(() -> result.isDone() || !blocked().isEmpty());
            assertThat(result).as("has to wait for the other transaction").isNotDone();
            commit(first, statement, parameters);
        }
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** If the two deadlock, the server may roll back either: this one is then run again, as the product does. */
    private void commit(Transaction first, String statement, Map<String, Object> parameters)
            throws InterruptedException {
        try {
            first.commit();
        } catch (TransientException deadlock) {
            runner.run(statement, parameters, AccessMode.WRITE, TIMEOUT);
        }
    }

    private List<Map<String, Object>> blocked() throws InterruptedException {
        return query("SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked'");
    }

    private List<Map<String, Object>> query(String statement) throws InterruptedException {
        return runner.run(statement, Map.of(), AccessMode.WRITE, TIMEOUT).rows();
    }

    private List<Map<String, Object>> store(GraphRecord... records) throws InterruptedException {
        return runner.run(Cypher.statement("store", records[0].type()), parameters(records), AccessMode.WRITE, TIMEOUT)
                .rows();
    }

    /** The ids of those that it leaves. */
    private Set<String> add(GraphRecord... records) throws InterruptedException {
        return new GraphAdditions(records[0].type(), runner, TIMEOUT).add(List.of(records));
    }

    private Classification<GraphRecord> refresh(GraphRecord... records) throws Exception {
        return new GraphIdempotentRepository(records[0].type(), runner, TIMEOUT).refresh(List.of(records));
    }

    private List<Map<String, Object>> touch(GraphRecord... records) throws InterruptedException {
        return runner.run(Cypher.statement("touch", records[0].type()), parameters(records), AccessMode.WRITE, TIMEOUT)
                .rows();
    }

    private static String nodeLabel(DataType type) {
        return type.element().substring(0, 1).toUpperCase(Locale.ROOT)
                + type.element().substring(1);
    }

    private static Map<String, Object> parameters(GraphRecord... records) {
        return GraphRecord.parameters(List.of(records));
    }

    /** The hash depends on the content alone, as in real records. */
    private static GraphRecord record(DataType type, String id, String version, String fields) {
        String json = "{\"id\":\"" + id + "\"" + fields + "}";
        return GraphRecord.of(
                type, id, Integer.toHexString(json.hashCode()), version, json.getBytes(StandardCharsets.UTF_8));
    }
}
