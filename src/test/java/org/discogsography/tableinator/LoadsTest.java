package org.discogsography.tableinator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.discogsography.dump.DataType.ARTISTS;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.discogsography.broker.messages.Message;
import org.discogsography.idempotent.Classification;
import org.discogsography.loads.Announcement;
import org.discogsography.loads.Comparison;
import org.discogsography.loads.Load;
import org.discogsography.loads.LoadState;
import org.discogsography.loads.Removal;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.EmbeddedPostgres;
import org.discogsography.servers.Program;
import org.discogsography.table.TableFeed;
import org.discogsography.table.TableLoads;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What loads, removals and changes do in PostgreSQL, by the routes that store and by the worker's own calls, in any order. */
class LoadsTest {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String JUNE = "20260601";
    private static final String JULY = "20260701";
    private static final String AUGUST = "20260801";

    private static EmbeddedPostgres postgres;
    private static Program program;
    private static TableLoads loads;
    private static ProducerTemplate routes;

    @BeforeAll
    static void start() throws Exception {
        var broker = Brokers.EMBEDDED.shared();
        postgres = EmbeddedPostgres.start();
        program = new Tableinators(broker, postgres).start();
        // Its own worker would go on by itself: each test makes the steps.
        var registry = program.main().getCamelContext().getRegistry();
        registry.findSingleByType(org.discogsography.loads.LoadWorker.class).close();
        routes = program.main().getCamelTemplate();
        loads = new TableLoads(registry.findSingleByType(DataSource.class));
    }

    @AfterAll
    static void stop() {
        program.close();
        postgres.close();
    }

    @BeforeEach
    void clear() {
        postgres.clear();
    }

    private static TestRecord record(int id, String name) {
        return new TestRecord(Integer.toString(id), name);
    }

    private static Message.Data message(String version, TestRecord record) {
        return new Message.Data(
                record.id(), record.sha256(), version, record.json().getBytes(UTF_8));
    }

    /** As a batch of the queue. */
    @SuppressWarnings("unchecked")
    private static Classification<Message.Data> store(List<Message.Data> batch) {
        Exchange stored = routes.request("direct:tableinator-store-artists", exchange -> exchange.getMessage()
                .setBody(batch));
        if (stored.getException() != null) {
            throw new IllegalStateException(stored.getException());
        }
        return stored.getMessage().getBody(Classification.class);
    }

    private static Classification<Message.Data> store(String version, TestRecord... records) {
        return store(
                Arrays.stream(records).map(record -> message(version, record)).toList());
    }

    private static void announce(String version, long records, long rejected) throws Exception {
        loads.announce(new Announcement(version, ARTISTS, records, rejected, "file", "hash", Instant.EPOCH));
    }

    private static Load load(String version) throws SQLException {
        return loads.loads().stream()
                .filter(load -> load.version().equals(version))
                .findFirst()
                .orElseThrow();
    }

    private static Comparison compare(String version) throws Exception {
        return loads.compare(load(version));
    }

    private static void removeAll(String version) throws Exception {
        Load load = load(version);
        for (int step = 0; step < 1_000; step++) {
            if (loads.remove(load).outcome() == Removal.Outcome.DONE) {
                return;
            }
        }
        throw new AssertionError("The removal does not end");
    }

    private static Map<String, String> rows() {
        Map<String, String> rows = new TreeMap<>();
        StoredRow.all(postgres, ARTISTS)
                .forEach(row -> rows.put(
                        row.id(), row.version() + " " + row.data().get("name").asText()));
        return rows;
    }

    /** {@code <version> <id> <change> <name before> <name>}, in the order of seq. */
    private static List<String> changes(TestRecord... known) {
        Map<String, String> names = new TreeMap<>();
        for (TestRecord record : known) {
            names.put(record.sha256(), record.name());
        }
        List<String> changes = new ArrayList<>();
        query(
                "select version, data_id, change, previous_hash, hash from changes order by seq",
                row -> changes.add(row.getString(1) + " " + row.getString(2) + " " + row.getString(3) + " "
                        + (row.getString(4) == null ? "-" : names.getOrDefault(row.getString(4), "?")) + " "
                        + (row.getString(5) == null ? "-" : names.getOrDefault(row.getString(5), "?"))));
        return changes;
    }

    private interface Row {
        void of(java.sql.ResultSet row) throws SQLException;
    }

    private static void query(String query, Row each) {
        try (var connection = postgres.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            while (rows.next()) {
                each.of(rows);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private final TestRecord one = record(1, "one");
    private final TestRecord two = record(2, "two");
    private final TestRecord three = record(3, "three");
    private final TestRecord otherTwo = record(2, "other");

    @Test
    void a_load_is_complete_when_the_table_holds_exactly_its_records_and_what_is_older_is_removed() throws Exception {
        store(JULY, one, two);
        announce(JULY, 2, 0);
        assertThat(compare(JULY)).isEqualTo(new Comparison(2, true));
        removeAll(JULY);

        store(AUGUST, otherTwo, three);
        announce(AUGUST, 2, 0);
        assertThat(compare(AUGUST)).isEqualTo(new Comparison(2, true));
        removeAll(AUGUST);

        assertThat(rows()).isEqualTo(Map.of("2", AUGUST + " other", "3", AUGUST + " three"));
        assertThat(changes(one, two, three, otherTwo))
                .containsExactlyInAnyOrder(
                        AUGUST + " 2 changed two other", AUGUST + " 3 added - three", AUGUST + " 1 removed one -");
        assertThat(load(JULY))
                .extracting(Load::records, Load::added, Load::changed, Load::unchanged, Load::removed, Load::state)
                .containsExactly(2L, 2L, 0L, 0L, 0L, LoadState.COMPLETE);
        assertThat(load(AUGUST))
                .extracting(
                        Load::records,
                        Load::added,
                        Load::changed,
                        Load::unchanged,
                        Load::removed,
                        Load::rejected,
                        Load::file,
                        Load::sha256,
                        Load::removalDone)
                .containsExactly(2L, 1L, 1L, 0L, 1L, 0L, "file", "hash", true);
    }

    @Test
    void a_dump_without_a_record_does_not_empty_a_table_by_itself() throws Exception {
        announce(JULY, 0, 0);
        assertThat(compare(JULY)).as("nothing to remove").isEqualTo(new Comparison(0, true));
        store(AUGUST, one);
        announce(AUGUST, 1, 0);
        assertThat(compare(AUGUST).completed()).isTrue();
        announce("20260901", 0, 0);
        assertThat(compare("20260901")).isEqualTo(new Comparison(0, false));
        assertThat(loads.remove(load("20260901"))).isEqualTo(new Removal(0, Removal.Outcome.LATER));
        assertThat(rows()).containsOnlyKeys("1");
        loads.incomplete(load("20260901"));
        assertThat(loads.accept("20260901", ARTISTS)).isTrue();
        removeAll("20260901");
        assertThat(rows()).isEmpty();
    }

    @Test
    void a_message_without_a_version_is_stored_after_a_load_and_removed_with_the_next() throws Exception {
        store(JULY, one);
        announce(JULY, 1, 0);
        assertThat(compare(JULY).completed()).isTrue();
        removeAll(JULY);
        store("", two);
        assertThat(rows()).containsOnlyKeys("1", "2");
        store(AUGUST, one);
        announce(AUGUST, 1, 0);
        assertThat(compare(AUGUST).completed()).isTrue();
        removeAll(AUGUST);
        assertThat(rows()).containsOnlyKeys("1");
    }

    @Test
    void a_first_load_whose_end_comes_before_its_records_writes_no_changes() throws Exception {
        announce(JULY, 2, 0);
        store(JULY, one, two);
        assertThat(compare(JULY).completed()).isTrue();
        assertThat(changes()).isEmpty();
    }

    @Test
    void one_record_missing_or_one_too_many_or_one_rejected_and_nothing_is_removed() throws Exception {
        store(JULY, one, two);
        store(AUGUST, three);
        announce(AUGUST, 2, 0);
        assertThat(compare(AUGUST)).isEqualTo(new Comparison(1, false));
        assertThat(loads.remove(load(AUGUST))).isEqualTo(new Removal(0, Removal.Outcome.LATER));

        store(AUGUST, two, record(4, "four"));
        assertThat(compare(AUGUST)).isEqualTo(new Comparison(3, false));

        loads.announce(new Announcement(AUGUST, ARTISTS, 3, 1, null, null, Instant.EPOCH.plusSeconds(1)));
        assertThat(compare(AUGUST)).isEqualTo(new Comparison(3, false));
        assertThat(loads.incomplete(load(AUGUST))).isTrue();
        assertThat(loads.incomplete(load(AUGUST))).isFalse();
        assertThat(loads.remove(load(AUGUST))).isEqualTo(new Removal(0, Removal.Outcome.LATER));
        assertThat(rows()).containsKey("1");

        assertThat(loads.accept(AUGUST, ARTISTS)).isTrue();
        assertThat(loads.accept(AUGUST, ARTISTS)).isFalse();
        removeAll(AUGUST);
        assertThat(rows()).doesNotContainKey("1").hasSize(3);
        assertThat(load(AUGUST).state()).isEqualTo(LoadState.ACCEPTED);
    }

    @Test
    void a_load_whose_extraction_has_not_ended_is_neither_completed_nor_accepted() throws Exception {
        store(JULY, one);
        store(AUGUST, two);

        assertThat(load(AUGUST).records()).isNull();
        assertThat(compare(AUGUST)).isEqualTo(new Comparison(1, false));
        assertThat(loads.accept(AUGUST, ARTISTS)).isFalse();
        assertThat(loads.remove(load(AUGUST)).removed()).isZero();
        assertThat(rows()).hasSize(2);
    }

    @Test
    void an_extraction_that_was_announced_again_counts_with_its_latest_numbers() throws Exception {
        loads.announce(new Announcement(AUGUST, ARTISTS, 5, 1, null, null, Instant.EPOCH.plusSeconds(2)));
        announce(AUGUST, 9, 0);
        assertThat(load(AUGUST)).extracting(Load::records, Load::rejected).containsExactly(5L, 1L);

        loads.announce(new Announcement(AUGUST, ARTISTS, 1, 0, null, null, Instant.EPOCH.plusSeconds(3)));
        store(AUGUST, one);
        assertThat(compare(AUGUST).completed()).isTrue();

        loads.announce(new Announcement(AUGUST, ARTISTS, 7, 7, null, null, Instant.EPOCH.plusSeconds(4)));
        assertThat(load(AUGUST)).extracting(Load::records, Load::state).containsExactly(1L, LoadState.COMPLETE);
    }

    @Test
    void a_late_message_of_an_older_version_does_not_bring_back_what_was_removed() throws Exception {
        store(JULY, one, two);
        store(AUGUST, otherTwo);
        announce(AUGUST, 1, 0);
        compare(AUGUST);
        removeAll(AUGUST);

        Classification<Message.Data> late = store(JULY, one, two, three);

        assertThat(late.superseded()).isEqualTo(3);
        assertThat(rows()).isEqualTo(Map.of("2", AUGUST + " other"));
        assertThat(loads.loads()).extracting(Load::version).containsExactly(JULY, AUGUST);
    }

    /** It has looked before the load was complete, and would insert after the removal has passed. */
    @ParameterizedTest
    @ValueSource(strings = {"upsert", "touch"})
    void a_writer_that_has_begun_before_a_load_is_complete_ends_before_the_removal_begins(String statement)
            throws Exception {
        store(JULY, one);
        store(AUGUST, two);
        announce(AUGUST, 1, 0);
        TestRecord late = statement.equals("upsert") ? three : one;
        try (var connection = postgres.connect();
                var other = connection.createStatement()) {
            connection.setAutoCommit(false);
            other.execute(
                    statement.equals("upsert")
                            ? "insert into artists values ('3', '', '{}', '', now())"
                            : "select from artists where data_id = '1' for update");
            var writing = CompletableFuture.runAsync(() -> store(JULY, late));
            await().atMost(SOON).until(() -> waits("transactionid"));
            var completing = CompletableFuture.supplyAsync(() -> {
                while (true) {
                    try {
                        return compare(AUGUST);
                    } catch (Exception e) { // after a while it lets those behind it pass
                        assertThat(e).hasMessageContaining("lock timeout");
                    }
                }
            });
            await().atMost(SOON).until(() -> waits("advisory"));
            assertThat(load(AUGUST).state()).isEqualTo(LoadState.LOADING);
            connection.rollback();
            writing.join();
            assertThat(completing.join().completed()).isTrue();
        }

        removeAll(AUGUST);

        assertThat(rows()).isEqualTo(Map.of("2", AUGUST + " two"));
    }

    private static boolean waits(String lock) {
        List<String> waiting = new ArrayList<>();
        query(
                "select wait_event from pg_stat_activity where wait_event_type = 'Lock'",
                row -> waiting.add(row.getString(1)));
        return waiting.contains(lock);
    }

    /** Its snapshot is older than what it has to know. */
    @Test
    void a_writer_that_waits_while_a_load_is_being_completed_ignores_its_older_records() throws Exception {
        store(JULY, one);
        store(AUGUST, two);
        announce(AUGUST, 1, 0);
        try (var connection = postgres.connect();
                var other = connection.createStatement()) {
            connection.setAutoCommit(false);
            other.execute("select pg_advisory_xact_lock(20260801, load_lock('artists'))");
            var writing = CompletableFuture.runAsync(() -> store(JULY, three));
            await().atMost(SOON).until(() -> waits("advisory"));
            other.execute("update loads set state = 'complete' where version = '" + AUGUST + "'");
            connection.commit();
            writing.join();
        }

        assertThat(rows()).doesNotContainKey("3");
    }

    @Test
    void a_removal_goes_on_where_a_killed_instance_had_got_to_and_leaves_no_row_that_was_locked_meanwhile()
            throws Exception {
        TestRecord[] many = new TestRecord[3_000];
        Arrays.setAll(many, id -> record(id, "x".repeat(1_500)));
        store(JULY, many);
        store(AUGUST, record(0, "kept"));
        announce(AUGUST, 1, 0);
        compare(AUGUST);
        long removed = 0;
        try (var connection = postgres.connect();
                var other = connection.createStatement()) {
            connection.setAutoCommit(false);
            other.execute("select from artists where data_id in ('5', '2500') for update");
            Removal first = new TableLoads(
                            program.main().getCamelContext().getRegistry().findSingleByType(DataSource.class))
                    .remove(load(AUGUST));
            removed += first.removed();
            assertThat(first.outcome()).isEqualTo(Removal.Outcome.MORE);
            assertThat(removed).isBetween(1L, 2_900L);
            assertThat(load(AUGUST))
                    .extracting(Load::removed, Load::removalDone)
                    .containsExactly(removed, false);
            // The slower the machine, the smaller the steps.
            Removal step = first;
            while (step.removed() > 0 || step.outcome() == Removal.Outcome.MORE) {
                step = loads.remove(load(AUGUST));
            }
            for (int more = 0; more < 50; more++) {
                assertThat(loads.remove(load(AUGUST)).outcome()).isNotEqualTo(Removal.Outcome.DONE);
            }
            assertThat(rows()).hasSize(3);
            connection.commit();
        }

        removeAll(AUGUST);

        assertThat(rows()).isEqualTo(Map.of("0", AUGUST + " kept"));
        assertThat(load(AUGUST).removed()).isEqualTo(2_999);
        assertThat(changes()).hasSize(3_000);
    }

    @Test
    void two_instances_do_not_remove_at_the_same_time() throws Exception {
        store(JULY, one);
        store(AUGUST, two);
        announce(AUGUST, 1, 0);
        compare(AUGUST);
        loads.remove(load(AUGUST)); // makes the row that they share
        try (var connection = postgres.connect();
                var other = connection.createStatement()) {
            connection.setAutoCommit(false);
            other.execute("select from removals for update");

            assertThat(loads.remove(load(AUGUST))).isEqualTo(new Removal(0, Removal.Outcome.LATER));
            connection.rollback();
        }
        removeAll(AUGUST);
        assertThat(rows()).containsOnlyKeys("2");
    }

    @Test
    void an_older_load_that_is_accepted_after_a_newer_one_removes_nothing_of_the_newer() throws Exception {
        store(JUNE, one);
        store(JULY, two);
        store(AUGUST, three);
        announce(JULY, 5, 0);
        announce(AUGUST, 5, 0);
        loads.incomplete(load(JULY));
        loads.incomplete(load(AUGUST));

        loads.accept(JULY, ARTISTS);
        removeAll(JULY);
        assertThat(rows()).containsOnlyKeys("2", "3");

        loads.accept(AUGUST, ARTISTS);
        removeAll(AUGUST);
        assertThat(rows()).containsOnlyKeys("3");
    }

    @Test
    void a_replaced_file_is_a_newer_version() throws Exception {
        store(AUGUST, one, two);
        store(AUGUST + "-2", otherTwo);
        announce(AUGUST + "-2", 1, 0);
        compare(AUGUST + "-2");
        removeAll(AUGUST + "-2");

        assertThat(rows()).isEqualTo(Map.of("2", AUGUST + "-2 other"));
    }

    @Test
    void a_first_load_writes_no_changes_and_a_record_without_a_version_is_older_than_it() throws Exception {
        store("", three);
        store(AUGUST, one, two);
        store(AUGUST, otherTwo);
        announce(AUGUST, 2, 0);
        compare(AUGUST);
        removeAll(AUGUST);
        assertThat(rows()).containsOnlyKeys("1", "2");
        // The table was not empty when the load began.
        assertThat(changes(one, two, three, otherTwo))
                .containsExactly(AUGUST + " 1 added - one", AUGUST + " 2 added - other", AUGUST + " 3 removed three -");

        clear();
        store(AUGUST, one, two);
        store(AUGUST, otherTwo);
        assertThat(changes()).isEmpty();
    }

    @Test
    void a_change_is_noted_once_whatever_is_redelivered_and_with_what_was_there_before_the_dump() throws Exception {
        store(JULY, one, two);
        store(AUGUST, one, otherTwo, three);
        store(AUGUST, one, otherTwo, three);
        store(JULY, one, two);
        var again = record(2, "again");
        store(AUGUST, again);
        store(AUGUST, record(3, "three again"));

        assertThat(changes(one, two, three, otherTwo, again, record(3, "three again")))
                .containsExactly(AUGUST + " 2 changed two again", AUGUST + " 3 added - three again");

        store(AUGUST, two); // as it was in July
        announce(AUGUST, 3, 0);
        assertThat(compare(AUGUST).completed()).isTrue();
        assertThat(load(AUGUST))
                .extracting(Load::added, Load::changed, Load::unchanged)
                .containsExactly(1L, 0L, 2L);
    }

    @Test
    void a_record_that_was_removed_from_an_accepted_load_and_then_replayed_has_changed() throws Exception {
        store(JULY, one, two);
        store(AUGUST, one);
        announce(AUGUST, 2, 0);
        loads.incomplete(load(AUGUST));
        loads.accept(AUGUST, ARTISTS);
        removeAll(AUGUST);
        assertThat(changes(one, two)).containsExactly(AUGUST + " 2 removed two -");

        store(AUGUST, otherTwo);

        assertThat(rows()).containsEntry("2", AUGUST + " other");
        assertThat(changes(one, two, otherTwo)).containsExactly(AUGUST + " 2 changed two other");
    }

    /** It had not been there when the statement began. */
    @Test
    void what_another_transaction_has_stored_meanwhile_is_what_was_there_before() throws Exception {
        store(JULY, one);
        try (var connection = postgres.connect();
                var other = connection.createStatement()) {
            connection.setAutoCommit(false);
            other.execute("insert into artists values ('2', '" + two.sha256() + "', '" + two.json() + "', '" + JULY
                    + "', now())");
            var writing = CompletableFuture.supplyAsync(() -> storeAgainAfterContention(otherTwo));
            await().atMost(SOON).until(() -> waits("transactionid"));
            connection.commit();
            assertThat(writing.join()).isEqualTo(2);
        }

        assertThat(changes(one, two, otherTwo)).containsExactly(AUGUST + " 2 changed two other");
    }

    /** As the consuming route does. Returns the number of tries. */
    private static int storeAgainAfterContention(TestRecord record) {
        for (int tries = 1; ; tries++) {
            try {
                store(AUGUST, record);
                return tries;
            } catch (IllegalStateException e) {
                assertThat(org.discogsography.table.TableFailure.of(e))
                        .isEqualTo(org.discogsography.outage.Failure.CONTENTION);
            }
        }
    }

    /** Its number is smaller than that of a change which was committed before it. */
    @Test
    void the_feed_hands_on_a_change_that_commits_late_before_those_that_follow_it() throws Exception {
        store(JULY, one);
        var feed = new TableFeed(program.main().getCamelContext().getRegistry().findSingleByType(DataSource.class));
        List<String> fed = new ArrayList<>();
        TableFeed.Receiver receiver = changes -> changes.forEach(change -> fed.add(change.id()));
        while (feed.handOn(receiver)) {}
        fed.clear();
        try (var connection = postgres.connect();
                var other = connection.createStatement()) {
            connection.setAutoCommit(false);
            other.execute("insert into artists values ('late', '', '{}', '', now())");
            other.execute("insert into changes (version, type, data_id, change, hash, at) values ('" + AUGUST
                    + "', 'artists', 'late', 'added', 'a', now())");
            store(AUGUST, two, three);

            assertThat(feed.handOn(receiver)).isFalse();
            assertThat(fed).isEmpty();
            connection.commit();
        }

        // Something of the server's own may run for a moment.
        await().atMost(SOON)
                .until(
                        () -> org.assertj.core.api.Assertions.catchThrowable(() -> feed.handOn(changes -> {
                            throw new IllegalStateException("not confirmed");
                        })),
                        java.util.Objects::nonNull);
        await().atMost(SOON).until(() -> feed.handOn(receiver));
        assertThat(fed).containsExactly("late", "2", "3");
        assertThat(feed.handOn(receiver)).isFalse();
    }

    /** Dumps in turn, their messages shuffled, doubled, late, or lost for a while, and the worker's steps at any time. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatever_the_order_the_table_ends_as_the_newest_whole_dump_or_nothing_was_removed(long seed) throws Exception {
        var random = new Random(seed);
        var versions = List.of(JUNE, JULY, AUGUST);
        Map<String, Map<String, TestRecord>> dumps = new TreeMap<>();
        List<Message.Data> pending = new ArrayList<>();
        TreeSet<String> whole = new TreeSet<>();
        for (String version : versions) {
            Map<String, TestRecord> dump = new TreeMap<>();
            for (int id = 0; id < 12; id++) {
                if (random.nextInt(3) > 0) {
                    dump.put(Integer.toString(id), record(id, "name " + random.nextInt(3)));
                }
            }
            dumps.put(version, dump);
            boolean isLost = random.nextInt(3) == 0;
            List<Message.Data> messages = new ArrayList<>();
            for (TestRecord record : dump.values()) {
                int copies = 1 + random.nextInt(2);
                for (int copy = 0; copy < copies; copy++) {
                    messages.add(message(version, record));
                }
            }
            if (isLost) {
                String lost = messages.get(0).id();
                messages.removeIf(each -> each.id().equals(lost));
            } else {
                whole.add(version);
            }
            Collections.shuffle(messages, random);
            pending.addAll(messages);
            announceSometime(version, dump.size(), random);
            if (random.nextBoolean()) {
                // Most of it, before the next dump comes.
                deliver(pending, random, random.nextInt(4));
                step(random);
            }
        }
        deliver(pending, random, 0);
        step(random);
        for (Load load : loads.loads()) {
            if (load.state().isSettled() && !load.removalDone()) {
                removeAll(load.version());
            }
        }

        Map<String, String> rows = rows();
        List<Load> settled =
                loads.loads().stream().filter(load -> load.state().isSettled()).toList();
        assertThat(settled).extracting(Load::version).isSubsetOf(whole);
        String newest = settled.stream().map(Load::version).reduce("", (a, b) -> a.compareTo(b) > 0 ? a : b);
        if (whole.contains(AUGUST)) {
            assertThat(newest).isEqualTo(AUGUST);
        }
        Map<String, String> expected = new TreeMap<>();
        for (String version : versions) {
            if (version.compareTo(newest) >= 0) {
                dumps.get(version).forEach((id, record) -> {
                    if (rows.getOrDefault(id, "").startsWith(version) || whole.contains(version)) {
                        expected.put(id, version + " " + record.name());
                    }
                });
            }
        }
        assertThat(rows).as("settled %s, whole %s", newest, whole).isEqualTo(expected);
        assertThat(settled).allMatch(Load::removalDone);
    }

    private static void announceSometime(String version, long records, Random random) throws Exception {
        // Before its records, or once more: only the count decides.
        for (int times = 1 + random.nextInt(2); times > 0; times--) {
            announce(version, records, 0);
        }
    }

    private static void deliver(List<Message.Data> pending, Random random, int left) throws Exception {
        while (pending.size() > left) {
            List<Message.Data> batch = new ArrayList<>();
            int size = 1 + random.nextInt(4);
            while (batch.size() < size && !pending.isEmpty()) {
                batch.add(pending.remove(random.nextInt(pending.size())));
            }
            store(batch);
            if (random.nextInt(4) == 0) {
                pending.add(batch.get(0)); // redelivered
            }
            if (random.nextInt(3) == 0) {
                step(random);
            }
        }
    }

    /** A round of a worker that is killed at some point. */
    private static void step(Random random) throws Exception {
        for (Load load : loads.loads()) {
            if (load.records() != null && !load.state().isSettled()) {
                compare(load.version());
                if (random.nextBoolean()) {
                    loads.incomplete(load);
                }
            }
        }
        for (Load load : loads.loads()) {
            int steps = random.nextInt(4);
            for (int i = 0; i < steps && load.state().isSettled() && !load.removalDone(); i++) {
                if (loads.remove(load).outcome() == Removal.Outcome.DONE) {
                    break;
                }
            }
        }
    }
}
