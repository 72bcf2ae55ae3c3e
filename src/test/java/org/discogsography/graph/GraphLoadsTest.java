package org.discogsography.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.discogsography.dump.DataType.ARTISTS;
import static org.discogsography.dump.DataType.LABELS;
import static org.discogsography.dump.DataType.MASTERS;
import static org.discogsography.dump.DataType.RELEASES;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.discogsography.dump.DataType;
import org.discogsography.loads.Announcement;
import org.discogsography.loads.Comparison;
import org.discogsography.loads.Load;
import org.discogsography.loads.LoadState;
import org.discogsography.loads.Removal;
import org.discogsography.servers.EmbeddedNeo4j;
import org.discogsography.servers.FaultyLink;
import org.discogsography.servers.TestNeo4jSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.exceptions.ServiceUnavailableException;
import org.neo4j.driver.exceptions.SessionExpiredException;

/** Which records a load of the graph removes, and when. */
class GraphLoadsTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Instant AUGUST = Instant.parse("2026-08-03T00:00:00Z");
    private static final String ROCK = ",\"genres\":[\"Rock\"],\"styles\":[\"Punk\"]";

    private final EmbeddedNeo4j server = EmbeddedNeo4j.start();
    private final CypherRunner runner = new CypherRunner(server.driver(), server.database());
    private final GraphLoads loads = loads(500, Duration.ZERO);

    @BeforeEach
    void empty() {
        server.clear();
    }

    @AfterEach
    void close() {
        runner.close();
    }

    private GraphLoads loads(int limit, Duration longestTransaction) {
        return new GraphLoads(runner, TIMEOUT, TIMEOUT, longestTransaction, Runnable::run, new RemovalPace(limit));
    }

    @ParameterizedTest
    @EnumSource
    void a_load_is_complete_when_the_graph_holds_exactly_its_records(DataType type) throws Exception {
        store(record(type, "1", "20260701", ""), record(type, "2", "20260701", ""), record(type, "4", "20260701", ""));
        // Before the last record, a dead letter that is replayed, say.
        announce("20260801", type, 2, 0);
        store(
                record(type, "1", "20260801", ""),
                record(type, "1", "20260801", ""),
                record(type, "5", "20260801-2", ""));
        assertThat(compare("20260801", type)).isEqualTo(new Comparison(1, false));
        assertThat(loads.incomplete(load("20260801", type))).isTrue();
        assertThat(loads.incomplete(load("20260801", type))).isFalse();
        assertThat(remove("20260801", type)).isEqualTo(Removal.Outcome.LATER);
        assertThat(ids()).containsExactly("1", "2", "4", "5");
        touch(record(type, "2", "20260801", ""));
        assertThat(compare("20260801", type)).isEqualTo(new Comparison(2, true));
        assertThat(compare("20260801", type)).isEqualTo(new Comparison(2, false));
        assertThat(remove("20260801", type)).isEqualTo(Removal.Outcome.DONE);
        assertThat(ids()).containsExactly("1", "2", "5");
        assertThat(query("MATCH (load:Load) WHERE load.completed_at > datetime('2026-01-01T00:00:00Z') "
                        + "RETURN load.version AS version, load.type AS type, load.records AS records, "
                        + "load.removed AS removed, load.state AS state, size(keys(load)) AS properties"))
                .containsExactly(Map.of(
                        "version",
                        "20260801",
                        "type",
                        type.plural(),
                        "records",
                        2L,
                        "removed",
                        1L,
                        "state",
                        "complete",
                        "properties",
                        8L));
    }

    @Test
    void a_dump_without_a_record_does_not_empty_the_graph_by_itself() throws Exception {
        announce("20260701", ARTISTS, 0, 0);
        assertThat(compare("20260701", ARTISTS)).isEqualTo(new Comparison(0, true));
        store(record(ARTISTS, "1", "20260701", ""));
        announce("20260801", ARTISTS, 0, 0);
        assertThat(compare("20260801", ARTISTS)).isEqualTo(new Comparison(0, false));
        assertThat(remove("20260801", ARTISTS)).isEqualTo(Removal.Outcome.LATER);
        assertThat(ids()).containsExactly("1");
    }

    @Test
    void a_load_with_rejected_records_removes_nothing_until_it_is_accepted() throws Exception {
        store(record(ARTISTS, "1", "20260701", ""), record(ARTISTS, "2", "20260701", ""));
        announce("20260801", ARTISTS, 1, 1);
        store(record(ARTISTS, "1", "20260801", ""));
        assertThat(compare("20260801", ARTISTS)).isEqualTo(new Comparison(1, false));
        assertThat(loads.accept("20260901", ARTISTS)).isFalse();
        assertThat(loads.accept("20260801", LABELS)).isFalse();
        assertThat(loads.accept("20260801", ARTISTS)).as("still loading").isFalse();
        assertThat(loads.incomplete(load("20260801", ARTISTS))).isTrue();
        assertThat(loads.accept("20260801", ARTISTS)).isTrue();
        assertThat(loads.accept("20260801", ARTISTS)).isTrue();
        assertThat(load("20260801", ARTISTS).state()).isEqualTo(LoadState.ACCEPTED);
        assertThat(remove("20260801", ARTISTS)).isEqualTo(Removal.Outcome.DONE);
        assertThat(ids()).containsExactly("1");
        announce("20260801", ARTISTS, 5, 0);
        assertThat(load("20260801", ARTISTS).records()).as("settled").isEqualTo(1);
    }

    @Test
    void the_announcement_of_the_latest_extraction_holds() throws Exception {
        announce("20260801", ARTISTS, 2, 1);
        loads.announce(new Announcement("20260801", ARTISTS, 3, 0, null, null, AUGUST.plusSeconds(1)));
        announce("20260801", ARTISTS, 2, 1);
        assertThat(loads.loads())
                .containsExactly(new Load(
                        "20260801",
                        ARTISTS,
                        null,
                        null,
                        3L,
                        null,
                        null,
                        null,
                        0L,
                        0L,
                        LoadState.LOADING,
                        AUGUST.plusSeconds(1),
                        null,
                        true));
    }

    @Test
    void a_removed_record_that_others_refer_to_becomes_a_stub_and_only_its_own_edges_go() throws Exception {
        store(record(
                ARTISTS,
                "1",
                "20260701",
                ",\"name\":\"A\",\"members\":[{\"id\":\"2\"},{\"id\":\"3\"}],\"aliases\":[{\"id\":\"4\"}]"));
        store(record(ARTISTS, "2", "20260801", ",\"groups\":[{\"id\":\"1\"}]"));
        store(record(ARTISTS, "5", "20260801", ",\"aliases\":[{\"id\":\"1\"}]"));
        settle("20260801", ARTISTS, 2);
        assertThat(query("MATCH (n:Artist) RETURN properties(n) AS n ORDER BY n.id")
                        .get(0))
                .isEqualTo(Map.of("n", Map.of("id", "1")));
        assertThat(edges()).containsExactly("1 ALIAS_OF 5 {}", "2 MEMBER_OF 1 {saidByMember=true}");
        store(record(ARTISTS, "1", "20260901", ",\"name\":\"B\",\"aliases\":[{\"id\":\"4\"}]"));
        assertThat(edges()).containsExactly("1 ALIAS_OF 5 {}", "2 MEMBER_OF 1 {saidByMember=true}", "4 ALIAS_OF 1 {}");
        store(record(ARTISTS, "2", "20260901", ""), record(ARTISTS, "5", "20260901", ""));
        settle("20260901", ARTISTS, 3);
        store(record(ARTISTS, "2", "20261001", ""));
        settle("20261001", ARTISTS, 1);
        assertThat(ids()).as("nobody refers to the others").containsExactly("2");
    }

    @Test
    void edges_that_other_types_refer_with_stay_and_what_only_a_removed_record_referred_to_goes() throws Exception {
        String sublabels = ",\"sublabels\":[{\"id\":\"2\"}],\"parentLabel\":{\"id\":\"3\"}";
        store(record(LABELS, "1", "20260701", sublabels));
        store(record(LABELS, "3", "20260801", ",\"sublabels\":[{\"id\":\"1\"}]"));
        String master = ",\"master_id\":\"7\",\"labels\":[{\"id\":\"1\",\"catno\":\"C\"},{\"id\":\"9\"}]";
        store(record(RELEASES, "4", "20260701", master), record(RELEASES, "5", "20260801", master));
        store(record(MASTERS, "7", "20260701", ",\"artists\":[{\"id\":\"8\"}]" + ROCK));
        settle("20260801", LABELS, 1);
        settle("20260801", MASTERS, 0);
        assertThat(query("MATCH (n) WHERE n.sha256 IS NULL AND NOT n:Load RETURN labels(n)[0] + n.id AS n ORDER BY n"))
                .containsExactly(Map.of("n", "Label1"), Map.of("n", "Label9"), Map.of("n", "Master7"));
        settle("20260801", RELEASES, 1);
        assertThat(edges())
                .containsExactly(
                        "1 SUBLABEL_OF 3 {saidByParent=true}",
                        "5 DERIVED_FROM 7 {}",
                        "5 ON 1 {catnos=[C]}",
                        "5 ON 9 {catnos=[]}");
        settle("20260901", RELEASES, 0);
        settle("20260901", LABELS, 0);
        assertThat(ids()).isEmpty();
    }

    @Test
    void a_removed_record_no_longer_keeps_a_style_in_its_genre() throws Exception {
        store(record(RELEASES, "1", "20260701", ROCK), record(RELEASES, "2", "20260701", ROCK));
        store(record(RELEASES, "3", "20260801", ",\"genres\":[\"Rock\",\"Pop\"],\"styles\":[\"Punk\"]"));
        store(record(MASTERS, "1", "20260801", ROCK));
        settle("20260801", RELEASES, 1);
        var partOf = new PartOfReconciler(runner, TIMEOUT);
        assertThat(partOf.settle(() -> {})).isEqualTo(new PartOfReconciler.Settled(1, 0));
        settle("20260901", MASTERS, 0);
        assertThat(partOf.settle(() -> {})).isEqualTo(new PartOfReconciler.Settled(1, 1));
    }

    @ParameterizedTest
    @EnumSource
    void a_late_message_of_an_older_version_does_not_bring_a_removed_record_back(DataType type) throws Exception {
        GraphRecord gone = record(type, "1", "20260701", ",\"artists\":[{\"id\":\"9\"}],\"groups\":[{\"id\":\"9\"}]");
        store(gone);
        GraphRecord kept = record(type, "2", "20260801", "");
        store(kept);
        settle("20260801", type, 1);
        assertThat(store(gone)).containsExactly(Map.of("written", 0L));
        assertThat(ids()).containsExactly("2");
        // An older dump after a newer one.
        announce("20260701", type, 1, 0);
        assertThat(compare("20260701", type)).isEqualTo(new Comparison(0, false));
        store(record(type, "3", "20260801", ""));
        assertThat(ids()).containsExactly("2", "3");
    }

    @Test
    void an_older_load_that_is_complete_after_a_newer_one_removes_only_what_is_older_than_itself() throws Exception {
        store(record(ARTISTS, "1", "20260601", ""));
        store(record(ARTISTS, "2", "20260701", ""));
        store(record(ARTISTS, "3", "20260801", ""));
        announce("20260701", ARTISTS, 1, 1);
        announce("20260801", ARTISTS, 1, 0);
        loads.incomplete(load("20260701", ARTISTS));
        assertThat(loads.accept("20260701", ARTISTS)).isTrue();
        assertThat(remove("20260701", ARTISTS)).isEqualTo(Removal.Outcome.DONE);
        assertThat(ids()).containsExactly("2", "3");
        settle("20260801", ARTISTS, 1);
        assertThat(ids()).containsExactly("3");
        assertThat(loads.loads()).extracting(Load::removed).containsExactly(1L, 1L);
    }

    @Test
    void what_a_transaction_stores_that_began_before_the_load_was_complete_is_removed_in_the_second_pass()
            throws Exception {
        store(record(ARTISTS, "2", "20260801", ""));
        announce("20260801", ARTISTS, 1, 0);
        var patient = loads(500, Duration.ofDays(1));
        try (var session = server.driver().session();
                var late = session.beginTransaction()) {
            late.run(Cypher.statement("store", ARTISTS), parameters(record(ARTISTS, "1", "20260701", "")))
                    .consume();
            assertThat(compare("20260801", ARTISTS)).isEqualTo(new Comparison(1, true));
            assertThat(remove(patient, "20260801", ARTISTS)).isEqualTo(Removal.Outcome.LATER);
            assertThat(load("20260801", ARTISTS).removalDone()).isFalse();
            late.commit();
        }
        assertThat(ids()).containsExactly("1", "2");
        assertThat(remove(patient, "20260801", ARTISTS)).isEqualTo(Removal.Outcome.LATER);
        assertThat(remove("20260801", ARTISTS)).isEqualTo(Removal.Outcome.DONE);
        assertThat(ids()).containsExactly("2");
    }

    @Test
    void a_removal_goes_on_where_a_killed_instance_has_left_it() throws Exception {
        many(60, "20260701");
        store(record(ARTISTS, "1", "20260801", ""));
        announce("20260801", ARTISTS, 1, 0);
        assertThat(compare("20260801", ARTISTS).completed()).isTrue();
        assertThat(loads(7, Duration.ZERO).remove(load("20260801", ARTISTS)))
                .isEqualTo(new Removal(7, Removal.Outcome.MORE));
        assertThat(query("MATCH (load:Load) RETURN load.position AS position, load.removed AS removed"))
                .containsExactly(Map.of("position", "16", "removed", 7L));
        assertThat(remove(loads(9, Duration.ZERO), "20260801", ARTISTS)).isEqualTo(Removal.Outcome.DONE);
        assertThat(load("20260801", ARTISTS).removed()).isEqualTo(59);
        assertThat(ids()).containsExactly("1");
    }

    @Test
    void two_instances_remove_each_record_once() throws Exception {
        many(300, "20260701");
        store(record(ARTISTS, "1", "20260801", ""));
        announce("20260801", ARTISTS, 1, 0);
        var instances = Executors.newFixedThreadPool(3);
        List<Future<Long>> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(instances.submit(() -> {
                GraphLoads own = loads(5, Duration.ZERO);
                own.compare(load("20260801", ARTISTS));
                long removed = 0;
                while (!load("20260801", ARTISTS).removalDone()) {
                    removed += own.remove(load("20260801", ARTISTS)).removed();
                }
                return removed;
            }));
        }
        long removed = 0;
        for (Future<Long> each : all) {
            removed += each.get();
        }
        instances.shutdown();
        assertThat(removed).isEqualTo(299);
        assertThat(load("20260801", ARTISTS).removed()).isEqualTo(299);
        assertThat(ids()).containsExactly("1");
    }

    @Test
    void a_removal_whose_connections_are_cut_again_and_again_removes_each_record_once() throws Exception {
        many(300, "20260701");
        store(record(ARTISTS, "1", "20260801", ""));
        announce("20260801", ARTISTS, 1, 0);
        assertThat(compare("20260801", ARTISTS).completed()).isTrue();
        Load load = load("20260801", ARTISTS);
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var cuts = Executors.newSingleThreadScheduledExecutor();
        try (var link = FaultyLink.to("localhost", server.address().getPort());
                var driver = TestNeo4jSettings.of("bolt://localhost:" + link.port(), "", "")
                        .driver();
                var unreliable = new CypherRunner(driver, server.database())) {
            var own = new GraphLoads(unreliable, TIMEOUT, TIMEOUT, Duration.ZERO, Runnable::run, new RemovalPace(5));
            // On a busy machine a step may take longer than that: so each cut may come a little later than the one
            // before.
            for (int most = 60_000; !load("20260801", ARTISTS).removalDone(); most += 5_000) {
                Future<?> cut = cuts.schedule(
                        () -> {
                            link.reset();
                            link.pass();
                            return true;
                        },
                        random.nextInt(most),
                        TimeUnit.MICROSECONDS);
                try {
                    own.remove(load);
                } catch (ServiceUnavailableException | SessionExpiredException e) {
                    // Nobody knows whether the step was committed: the next one asks.
                }
                cut.get();
            }
        } finally {
            cuts.shutdown();
        }
        assertThat(load("20260801", ARTISTS).removed()).isEqualTo(299);
        assertThat(ids()).containsExactly("1");
    }

    private void many(int records, String version) throws InterruptedException {
        store(IntStream.rangeClosed(1, records)
                .mapToObj(id ->
                        record(ARTISTS, String.valueOf(id), version, ",\"aliases\":[{\"id\":\"" + (id + 1) + "\"}]"))
                .toArray(GraphRecord[]::new));
    }

    /** Completes a load that was announced with as many records as are there, and removes what is older. */
    private void settle(String version, DataType type, long records) throws Exception {
        announce(version, type, records, 0);
        if (records == 0) { // it is complete by itself only where there is nothing to remove
            loads.incomplete(load(version, type));
            assertThat(loads.accept(version, type)).isTrue();
        } else {
            assertThat(compare(version, type)).isEqualTo(new Comparison(records, true));
        }
        assertThat(remove(version, type)).isEqualTo(Removal.Outcome.DONE);
    }

    private void announce(String version, DataType type, long records, long rejected) throws Exception {
        loads.announce(new Announcement(version, type, records, rejected, "file", "sha", AUGUST));
    }

    private Comparison compare(String version, DataType type) throws Exception {
        return loads.compare(load(version, type));
    }

    private Removal.Outcome remove(String version, DataType type) throws Exception {
        return remove(loads, version, type);
    }

    private Removal.Outcome remove(GraphLoads own, String version, DataType type) throws Exception {
        Load load = load(version, type);
        Removal removal = own.remove(load);
        while (removal.outcome() == Removal.Outcome.MORE) {
            removal = own.remove(load);
        }
        return removal.outcome();
    }

    private Load load(String version, DataType type) throws InterruptedException {
        return loads.loads().stream()
                .filter(load -> load.version().equals(version) && load.type() == type)
                .findFirst()
                .orElseThrow();
    }

    private List<String> ids() throws InterruptedException {
        return query("MATCH (n) WHERE NOT n:Load RETURN coalesce(n.id, n.name) AS id ORDER BY id").stream()
                .map(row -> (String) row.get("id"))
                .toList();
    }

    private List<String> edges() throws InterruptedException {
        return query("MATCH (a)-[r]->(b) RETURN a.id + ' ' + type(r) + ' ' + b.id AS edge, properties(r) AS properties")
                .stream()
                .map(row -> row.get("edge") + " " + row.get("properties"))
                .sorted()
                .toList();
    }

    private List<Map<String, Object>> query(String statement) throws InterruptedException {
        return runner.run(statement, Map.of(), AccessMode.WRITE, TIMEOUT).rows();
    }

    private List<Map<String, Object>> store(GraphRecord... records) throws InterruptedException {
        return runner.run(Cypher.statement("store", records[0].type()), parameters(records), AccessMode.WRITE, TIMEOUT)
                .rows();
    }

    private void touch(GraphRecord... records) throws InterruptedException {
        runner.run(Cypher.statement("touch", records[0].type()), parameters(records), AccessMode.WRITE, TIMEOUT);
    }

    private static Map<String, Object> parameters(GraphRecord... records) {
        return GraphRecord.parameters(List.of(records));
    }

    private static GraphRecord record(DataType type, String id, String version, String fields) {
        String json = "{\"id\":\"" + id + "\"" + fields + "}";
        return GraphRecord.of(
                type, id, Integer.toHexString(json.hashCode()), version, json.getBytes(StandardCharsets.UTF_8));
    }
}
