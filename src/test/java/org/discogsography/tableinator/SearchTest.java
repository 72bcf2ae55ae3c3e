package org.discogsography.tableinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.discogsography.dump.DataType;
import org.discogsography.health.Finding;
import org.discogsography.loads.Load;
import org.discogsography.servers.LogLines;
import org.discogsography.servers.Postgres;
import org.discogsography.servers.TestServers;
import org.discogsography.table.DiscoveryIndexes;
import org.discogsography.table.PostgresAddress;
import org.discogsography.table.PostgresTls;
import org.discogsography.table.ReleaseCountings;
import org.discogsography.table.SearchEntries;
import org.discogsography.table.TableLoads;
import org.discogsography.table.TablePool;
import org.discogsography.table.TableSchema;
import org.discogsography.table.TableServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can be searched and counted follows the records, whatever comes in which order, and whoever is killed. */
class SearchTest {

    private static final LoadsFirst NO_LOAD = new LoadsFirst(List::of, () -> 0, () -> false, System::nanoTime);

    private static Postgres postgres;
    private static HikariDataSource pool;

    private final EntryReader reader = new EntryReader();
    private final SearchEntries entries = new SearchEntries(pool, reader, reader);
    private final ReleaseCountings countings = new ReleaseCountings(pool);

    private static final String WORD_INDEXES =
            "select relname from pg_class join pg_index on indexrelid = pg_class.oid and indisvalid"
                    + " where relname like 'search_entries_words%' order by relname";

    private static final String[] ALL_WORD_INDEXES = {
        "search_entries_words_1",
        "search_entries_words_2",
        "search_entries_words_others",
        "search_entries_words_releases"
    };

    @BeforeAll
    static void start() {
        postgres = TestServers.start().postgres();
        pool = pool(Postgres.USERNAME);
        new TableSchema(pool).apply();
    }

    private static HikariDataSource pool(String user) {
        var time = Duration.ofSeconds(60);
        return TablePool.create(
                new TableServer(
                        PostgresAddress.parse(postgres.address()),
                        PostgresTls.PREFER,
                        Postgres.DATABASE,
                        user,
                        Postgres.PASSWORD),
                new TablePool.Settings(1, 3, time, time, time));
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    @BeforeEach
    void clear() throws SQLException {
        postgres.clear();
        execute("update search_fill set position = '', finished = false");
    }

    private static void execute(String... statements) throws SQLException {
        try (var connection = postgres.connect();
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static List<String> rows(String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (var connection = postgres.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            while (row.next()) {
                rows.add(row.getString(1));
            }
        }
        return rows;
    }

    /** As the route does. */
    private static void store(DataType type, String version, String id, String json) throws SQLException {
        String record = json.replace('\'', '"');
        try (var connection = postgres.connect();
                var statement = connection.prepareStatement(upsert(type))) {
            statement.setArray(1, connection.createArrayOf("text", new String[] {id}));
            statement.setArray(
                    2, connection.createArrayOf("text", new String[] {Integer.toHexString(record.hashCode())}));
            statement.setArray(3, connection.createArrayOf("text", new String[] {record}));
            statement.setArray(4, connection.createArrayOf("text", new String[] {version}));
            statement.execute();
        }
    }

    private static String upsert(DataType type) {
        try (var in = SearchTest.class.getClassLoader().getResourceAsStream("sql/upsert.sql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replaceAll("(?m)--.*$", "")
                    .replace("{table}", type.plural())
                    .replaceAll(":#\\w+", "?");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void remove(DataType type, String id) throws SQLException {
        execute("with removed as (delete from " + type + " where data_id = '" + id + "' returning data_id)"
                + " insert into search_queue (type, data_id) select '" + type + "', data_id from removed");
    }

    private void bringOn() throws SQLException {
        while (entries.step(3) != SearchEntries.Step.DONE) {
            // The next records.
        }
    }

    /** All that is known of each entry, except the place of its row. */
    private static List<String> all() throws SQLException {
        return rows(
                "select row_to_json(entry) from search_entries as entry order by type collate \"C\", data_id collate \"C\"");
    }

    private static Map<String, String> found() throws SQLException {
        Map<String, String> found = new TreeMap<>();
        for (String row : rows(
                "select type || '/' || data_id || '|' || coalesce(name, '-') || ' ' || refs from search_entries")) {
            int bar = row.indexOf('|');
            found.put(row.substring(0, bar), row.substring(bar + 1));
        }
        return found;
    }

    private static final String RELEASE = "{'id':'1','title':'Stockholm','artists':[{'id':'1','name':'The Persuader'}],"
            + "'labels':[{'id':'5','name':'Svek','catno':'SK032'}],'genres':['Electronic'],'styles':['Deep House'],"
            + "'released':'1999-03-00','country':'Sweden','master_id':'7','formats':[{'name':'Vinyl','qty':'2'}]}";

    @Test
    void an_entry_has_what_is_found_and_counts_who_refers_to_it() throws SQLException {
        store(DataType.RELEASES, "20260701", "1", RELEASE);
        store(
                DataType.ARTISTS,
                "20260701",
                "1",
                "{'id':'1','name':'Persuader','realname':'Jesper Dahlbäck',"
                        + "'namevariations':['Persuad.','P'],'aliases':[{'id':'2','name':'Dick Track'}]}");
        bringOn();
        assertThat(found())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "releases/1", "Stockholm 0",
                        "artists/1", "Persuader 1",
                        "artists/2", "- 1",
                        "labels/5", "- 1",
                        "masters/7", "- 1",
                        "genres/Electronic", "Electronic 1",
                        "styles/Deep House", "Deep House 1"));
        assertThat(rows(
                        "select concat_ws('|', detail, year, country, folded, array_to_string(tsvector_to_array(lexemes), ' '))"
                                + " from search_entries where hash <> '' order by type"))
                .containsExactly(
                        "Jesper Dahlbäck|persuader|dahlback jesper p persuad persuader",
                        "The Persuader|1999|Sweden|stockholm|persuader stockholm the");
        assertThat(rows("select word from search_words")).contains("house", "dahlback");

        remove(DataType.RELEASES, "1");
        bringOn();
        assertThat(found()).isEqualTo(Map.of("artists/1", "Persuader 0", "artists/2", "- 1"));
        remove(DataType.ARTISTS, "1");
        bringOn();
        assertThat(found()).isEmpty();
    }

    /** What is left must be what a table made of the records at the end would hold. */
    @Test
    void the_entries_are_a_function_of_the_records_alone() throws SQLException {
        var random = new Random(20260801);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 60; i++) {
                step(random);
            }
            bringOn();
            List<String> incremental = all();
            execute("truncate search_entries, search_queue", "update search_fill set position = '', finished = false");
            bringOn();
            assertThat(all()).isEqualTo(incremental).isNotEmpty();
        }
    }

    private void step(Random random) throws SQLException {
        String id = Integer.toString(1 + random.nextInt(6));
        DataType type = List.of(DataType.values()).get(random.nextInt(4));
        switch (random.nextInt(5)) {
            case 0 -> remove(type, id);
            case 1 -> entries.step(1 + random.nextInt(4));
            default -> store(type, "20260701", id, record(random, type, id));
        }
    }

    private static String record(Random random, DataType type, String id) {
        String one = Integer.toString(1 + random.nextInt(6));
        String other = Integer.toString(1 + random.nextInt(6));
        String name = List.of("Rock", "Björk", "!!!", "a\nb", "").get(random.nextInt(5));
        return switch (type) {
            case ARTISTS ->
                "{'id':'%s','name':'%s','groups':[{'id':'%s','name':'x'}]}".formatted(id, name.replace("\n", " "), one);
            case LABELS ->
                "{'id':'%s','sublabels':[{'id':'%s','name':'x'},{'id':'%s','name':'x'}]}".formatted(id, one, other);
            default ->
                ("{'id':'%s','title':'t','artists':[{'id':'%s'},{'id':'%s'},{'name':'none'}],'master_id':'%s',"
                                + "'genres':['%s'],'styles':['S%s'],'released':'199%s'}")
                        .formatted(id, one, other, one, name.replace("\n", "\\n"), other, one);
        };
    }

    @Test
    void records_of_any_shape_are_taken_and_one_that_cannot_be_is_left_out_alone() throws Exception {
        bringOn();
        store(DataType.RELEASES, "20260701", "1", "{'id':'1','title':{'name':'odd'},'artists':'A','genres':{'x':1}}");
        store(
                DataType.RELEASES,
                "20260701",
                "2",
                "{'id':'2','title':'%s','styles':['%s']}".formatted("w ".repeat(9_000), "s".repeat(5_000)));
        store(DataType.ARTISTS, "20260701", "bad", "{'id':'bad','name':'refused'}");
        store(DataType.LABELS, "20260701", "deep", "{'id':'deep','name':'no memory for it'}");
        store(DataType.ARTISTS, "20260701", "3", "{'id':'3','name':'\\u001f fine'}");
        SearchEntries.Reading refusing = (type, id, hash, json) -> {
            if (id.equals("bad")) {
                throw new IllegalArgumentException("an entry that cannot be made");
            }
            if (id.equals("deep")) {
                throw new StackOverflowError("an entry that is too deep");
            }
            return reader.entry(type, id, hash, json);
        };
        try (var log = LogLines.of(SearchWorker.class);
                var worker = new SearchWorker(
                        new DiscoveryIndexes(pool),
                        new SearchEntries(pool, refusing, reader),
                        countings,
                        500,
                        () -> true,
                        NO_LOAD)) {
            worker.run();
            assertThat(log.lines())
                    .containsExactly(
                            "search does without artists/bad: an entry that cannot be made",
                            "search does without labels/deep: an entry that is too deep");
        }
        assertThat(found()).containsOnlyKeys("releases/1", "releases/2", "artists/3");
        assertThat(rows("select name from search_entries where type = 'releases' and data_id = '1'"))
                .containsExactly("odd");
    }

    @Test
    void long_records_are_taken_a_few_at_a_time_and_none_is_left_out() throws SQLException {
        bringOn();
        for (String id : List.of("1", "2", "3")) {
            store(DataType.ARTISTS, "20260701", id, "{'id':'" + id + "','profile':'" + "x".repeat(3_000_000) + "'}");
        }
        store(DataType.LABELS, "20260701", "4", "{'id':'4','profile':'" + "x".repeat(9_000_000) + "'}");
        entries.step(500);
        assertThat(found()).hasSize(2);
        entries.step(500);
        assertThat(found()).hasSize(3);
        bringOn();
        assertThat(found()).hasSize(4);
    }

    @Test
    void a_record_that_has_no_room_does_not_keep_shorter_ones_waiting() throws SQLException {
        bringOn();
        store(DataType.LABELS, "20260701", "1", "{'id':'1','name':'short'}");
        store(DataType.LABELS, "20260701", "2", "{'id':'2','profile':'" + "x".repeat(9_000_000) + "'}");
        store(DataType.LABELS, "20260701", "3", "{'id':'3','name':'short'}");
        entries.step(500);
        assertThat(found()).containsOnlyKeys("labels/1", "labels/3");
        entries.step(500);
        assertThat(found()).hasSize(3);
    }

    @Test
    void long_records_are_not_written_to_temporary_files() throws SQLException {
        bringOn();
        String profile = "x".repeat(300_000);
        for (int id = 1; id <= 50; id++) {
            store(
                    DataType.ARTISTS,
                    "20260701",
                    Integer.toString(id),
                    "{'id':'" + id + "','profile':'" + profile + "'}");
        }
        execute("alter role " + Postgres.USERNAME + " set temp_file_limit = '64kB'");
        try (var bounded = pool(Postgres.USERNAME)) {
            var ofBounded = new SearchEntries(bounded, reader, reader);
            assertThat(ofBounded.step(500)).isEqualTo(SearchEntries.Step.MORE);
            assertThat(found()).hasSize(26);
        } finally {
            execute("alter role " + Postgres.USERNAME + " reset temp_file_limit");
        }
        bringOn();
        assertThat(found()).hasSize(50);
    }

    @Test
    void while_messages_wait_it_pauses_after_each_step() throws Exception {
        bringOn();
        for (String id : List.of("1", "2", "3")) {
            store(DataType.ARTISTS, "20260701", id, "{'id':'" + id + "','name':'x'}");
        }
        var wait = new AtomicBoolean(true);
        var time = new AtomicLong();
        var loadsFirst = new LoadsFirst(List::of, () -> 0, wait::get, time::get);
        try (var worker = new SearchWorker(new DiscoveryIndexes(pool), entries, countings, 1, () -> true, loadsFirst)) {
            time.set(System.nanoTime());
            worker.run();
            assertThat(found()).hasSize(1);
            worker.run();
            assertThat(found()).as("in the pause").hasSize(1);
            wait.set(false);
            worker.run();
            assertThat(found()).hasSize(3);
        }
    }

    @Test
    void while_a_load_is_under_way_it_pauses_also_between_the_messages_and_says_so() throws Exception {
        bringOn();
        var stored = new AtomicLong();
        var time = new AtomicLong();
        var loads = new TableLoads(pool);
        var loadsFirst = new LoadsFirst(() -> loads(loads), stored::get, () -> false, time::get);
        for (String id : List.of("1", "2", "3")) {
            store(DataType.ARTISTS, "20260701", id, "{'id':'" + id + "','name':'x'}");
            stored.incrementAndGet();
        }
        try (var log = LogLines.of(LoadsFirst.class);
                var worker =
                        new SearchWorker(new DiscoveryIndexes(pool), entries, countings, 1, () -> true, loadsFirst)) {
            var health = new SearchHealth(worker, loadsFirst, Instant::now);
            time.set(System.nanoTime());
            worker.run();
            assertThat(found()).hasSize(1);
            worker.run();
            assertThat(found()).as("in the pause").hasSize(1);
            assertThat(health.content()).asString().contains("givesWayToLoadOf=20260701");
            execute("update loads set state = 'complete'");
            worker.run();
            assertThat(found()).hasSize(3);
            assertThat(health.content()).asString().contains("givesWayToLoadOf=null");
            time.addAndGet(Duration.ofMinutes(1).toNanos()); // in which no other type has begun
            worker.run();
            assertThat(log.lines())
                    .containsExactly(
                            "search gives way to the load of 20260701, and takes a twentieth of the time until it has ended",
                            "search no longer gives way to the load of 20260701");
        }
    }

    private static List<Load> loads(TableLoads tables) {
        try {
            return tables.loads();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void what_is_left_out_is_the_record_that_was_tried_not_one_that_came_meanwhile() throws SQLException {
        bringOn();
        store(DataType.ARTISTS, "20260701", "1", "{'id':'1','name':'x'}");
        store(DataType.ARTISTS, "20260701", "2", "{'id':'2','name':'x'}");
        execute("truncate search_queue", "insert into search_queue values (2000, 'artists', '2')");
        var refusing = new SearchEntries(
                pool,
                (type, id, hash, json) -> {
                    throw new IllegalArgumentException("an entry that cannot be made");
                },
                reader);
        assertThatThrownBy(() -> refusing.step(1)).isInstanceOf(IllegalArgumentException.class);
        execute("insert into search_queue values (1000, 'artists', '1')");
        assertThat(refusing.skip()).isEqualTo("artists/2");
        assertThat(rows("select data_id from search_queue")).containsExactly("1");
    }

    @Test
    void a_record_that_a_newer_dump_has_not_changed_is_not_read_again() throws SQLException {
        store(DataType.RELEASES, "20260701", "1", RELEASE);
        bringOn();
        List<String> before = all();
        store(DataType.RELEASES, "20260801", "1", RELEASE);
        var refusing = new SearchEntries(
                pool,
                (type, id, hash, json) -> {
                    throw new IllegalArgumentException("it is read");
                },
                reader);
        assertThat(refusing.step(10)).isEqualTo(SearchEntries.Step.MORE);
        assertThat(rows("select data_id from search_queue")).isEmpty();
        assertThat(all()).isEqualTo(before);
    }

    @Test
    void entries_are_found_by_their_key_also_if_the_statistics_know_none_of_the_type() throws Exception {
        bringOn();
        String many =
                "insert into search_entries (type, data_id, hash) select '%s', i, 'x' from generate_series(1, 5000) as i";
        execute(many.formatted("artists"), "analyze search_entries", many.formatted("releases"));
        for (int id = 1; id <= 100; id++) {
            store(DataType.RELEASES, "20260701", Integer.toString(id), "{'id':'" + id + "','title':'x'}");
        }
        execute("select pg_stat_reset()");
        assertThat(entries.step(200)).isEqualTo(SearchEntries.Step.MORE);
        String read = "select idx_scan || ' ' || seq_tup_read + coalesce(idx_tup_fetch, 0) from pg_stat_user_tables"
                + " where relname = 'search_entries'";
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> !rows(read).get(0).startsWith("0 "));
        assertThat(rows(read).get(0).split(" ")[1])
                .as("rows of the table that were read")
                .satisfies(number -> assertThat(Integer.parseInt(number)).isLessThan(1_000));
        execute("truncate search_entries");
    }

    @Test
    void an_index_whose_build_was_killed_is_made_anew() throws SQLException {
        var indexes = new DiscoveryIndexes(pool);
        assertThat(indexes.make()).isTrue();
        String invalid =
                "select count(*) from pg_index where not indisvalid and indexrelid::regclass::text like 'search%'";
        execute("update pg_index set indisvalid = false where indexrelid = 'search_entries_words_1'::regclass");
        assertThat(rows(invalid)).containsExactly("1");
        assertThat(indexes.make()).isTrue();
        assertThat(rows(invalid)).containsExactly("0");
        assertThat(rows(WORD_INDEXES)).containsExactly(ALL_WORD_INDEXES);
        try (var other = postgres.connect()) {
            other.createStatement().execute("select pg_advisory_lock(20260801, 6)");
            assertThat(indexes.make()).as("while another instance is at work").isFalse();
        }
    }

    @Test
    void the_few_records_that_were_removed_are_found_without_reading_the_many_that_were_changed() throws Exception {
        new DiscoveryIndexes(pool).make();
        String question;
        try (var file = SearchTest.class.getResourceAsStream("/sql/discovery/changes.sql")) {
            question = new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .replace(":#change", "'removed'")
                    .replace(":#fetch", "101")
                    .replaceAll(":#\\w+", "null");
        }
        List<String> plan = new ArrayList<>();
        try (var connection = postgres.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("insert into changes (version, type, data_id, change, hash, at)"
                    + " select '2026-08-01', 'labels', 'kind' || i, case i % 5000 when 0 then 'removed' else 'changed' end, '', now()"
                    + " from generate_series(1, 10000) as i");
            statement.execute("set local enable_seqscan = off"); // as discovery's connections have it
            var rows = statement.executeQuery("explain (analyze, timing off) " + question);
            while (rows.next()) {
                plan.add(rows.getString(1));
            }
            connection.rollback();
        }
        assertThat(plan)
                .anyMatch(line -> line.contains("changes_of_a_kind"))
                .noneMatch(line -> line.contains("Rows Removed by Filter"));
    }

    @Test
    void the_index_of_all_the_obscure_goes_once_two_others_are_in_its_place() throws SQLException {
        new DiscoveryIndexes(pool).make();
        String old = "search_entries_words_0";
        execute(
                "drop index search_entries_words_releases",
                "create index " + old + " on search_entries using gin (lexemes) where tier = 0",
                // Its build was killed.
                "update pg_index set indisvalid = false where indexrelid = 'search_entries_words_others'::regclass");
        new DiscoveryIndexes(pool).make();
        assertThat(rows(WORD_INDEXES)).containsExactly(ALL_WORD_INDEXES);

        execute("create index " + old + " on search_entries using gin (lexemes) where tier = 0");
        new DiscoveryIndexes(pool).make();
        assertThat(rows(WORD_INDEXES)).as("an older tableinator has made it").containsExactly(ALL_WORD_INDEXES);
    }

    @Test
    void without_the_extension_search_is_less_forgiving_and_says_so_once() throws SQLException {
        // Those of tables that are not the poor user's.
        new DiscoveryIndexes(pool).make();
        execute(
                "drop extension if exists pg_trgm cascade",
                "drop role if exists poor",
                "create role poor login password 'postgres'",
                "grant pg_read_all_data, pg_write_all_data to poor",
                "insert into search_words values ('beatles')");
        try (var poor = pool("poor");
                var log = LogLines.of(DiscoveryIndexes.class)) {
            execute("drop index if exists search_words_similar");
            var indexes = new DiscoveryIndexes(poor);
            indexes.make();
            indexes.make();
            assertThat(log.lines())
                    .containsExactly(
                            "search works without PostgreSQL's extension pg_trgm, and forgives one mistake a word"
                                    + " instead of two: ERROR: permission denied to create extension \"pg_trgm\"");
            assertThat(rows("select word from similar_words(array['beatels'])")).isEmpty();
            execute("alter role poor superuser");
            indexes.make();
            assertThat(rows("select word from similar_words(array['beatels'])")).containsExactly("beatles");
            assertThat(log.lines())
                    .as("at a later look")
                    .hasSize(2)
                    .last()
                    .asString()
                    .contains("search_words_similar");
        } finally {
            new DiscoveryIndexes(pool).make();
            execute("reassign owned by poor to " + Postgres.USERNAME, "drop role poor");
        }
        execute("drop index search_words_similar");
        assertThat(rows("select word from similar_words(array['beatels'])"))
                .as("not by reading all words")
                .isEmpty();
        new DiscoveryIndexes(pool).make();
    }

    @Test
    void after_a_time_out_fewer_records_are_taken_and_a_standstill_is_reported_once() throws Exception {
        bringOn();
        for (int id = 1; id <= 8; id++) {
            store(DataType.ARTISTS, "20260701", Integer.toString(id), "{'id':'" + id + "','name':'x'}");
        }
        execute(
                """
                create function too_many() returns trigger language plpgsql as $$
                begin
                    if (select count(*) from stored) > 2 then
                        raise exception 'too slow' using errcode = '57014';
                    end if;
                    return null;
                end
                $$
                """,
                "create trigger too_many after insert on search_entries referencing new table as stored"
                        + " for each statement execute function too_many()");
        try (var log = LogLines.of(SearchWorker.class);
                var worker = new SearchWorker(new DiscoveryIndexes(pool), entries, countings, 8, () -> true, NO_LOAD)) {
            var health = new SearchHealth(worker, NO_LOAD, () -> Instant.now().plus(Duration.ofMinutes(6)));
            worker.run();
            worker.run();
            assertThat(worker.waiting()).isEqualTo(8);
            assertThat(health.content()).asString().contains("waiting=8", "because=ERROR: too slow");
            assertThat(health.findings())
                    .singleElement()
                    .extracting(Finding::reason)
                    .asString()
                    .startsWith("Search has not been brought up to date since ")
                    .endsWith(", loads go on: ERROR: too slow");
            assertThat(new SearchHealth(worker, NO_LOAD, Instant::now).findings())
                    .as("it may pass")
                    .isEmpty();
            for (int i = 0; i < 20 && worker.waiting() > 0; i++) {
                worker.run();
            }
            assertThat(found()).hasSize(8);
            assertThat(health.findings()).isEmpty();
            assertThat(log.lines())
                    .containsExactly(
                            "search cannot be brought up to date, retrying: ERROR: too slow",
                            "search is brought up to date again");
        } finally {
            execute("drop trigger too_many on search_entries", "drop function too_many");
        }
    }

    @Test
    void health_says_that_an_index_waits_for_an_open_transaction() throws Exception {
        new DiscoveryIndexes(pool).make();
        execute("drop index search_entries_words_1");
        try (var other = postgres.connect();
                var worker = new SearchWorker(new DiscoveryIndexes(pool), entries, countings, 8, () -> true, NO_LOAD)) {
            other.setAutoCommit(false);
            other.createStatement().execute("insert into search_entries (type, data_id) values ('artists', '1')");
            worker.start();
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(new SearchHealth(worker, NO_LOAD, Instant::now).content())
                            .asString()
                            .contains("waits for each transaction that is open"));
            other.rollback();
            await().atMost(Duration.ofSeconds(60)).until(() -> worker.standstill() == null);
        }
        assertThat(rows("select indisvalid from pg_index where indexrelid = 'search_entries_words_1'::regclass"))
                .containsExactly("t");
    }

    @Test
    void a_number_that_was_committed_late_is_found() throws SQLException {
        bringOn();
        store(DataType.ARTISTS, "20260701", "1", "{'id':'1','name':'x'}");
        bringOn();
        store(DataType.ARTISTS, "20260701", "2", "{'id':'2','name':'x'}");
        execute("update search_queue set seq = 1");
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            bringOn();
            return found().size() == 2;
        });
    }

    @Test
    void a_table_of_somebody_else_with_such_a_name_is_not_taken_for_one_of_these() throws SQLException {
        execute(
                "create role strange login password 'postgres'",
                "create schema strange authorization strange",
                "alter role strange set search_path = strange",
                "create table strange.search_words (id int)");
        try (var strange = pool("strange")) {
            assertThatThrownBy(() -> new TableSchema(strange).apply())
                    .hasMessageContaining("There is a table search_words with other columns than Discogsography's");
        } finally {
            execute("drop schema strange cascade", "drop role strange");
        }
    }

    private void count() throws SQLException {
        while (countings.step()) {
            // The next releases.
        }
    }

    private static void settled(String version) throws SQLException {
        execute(
                "update loads set state = 'complete' where version = '" + version + "'",
                "insert into removals (version, type, finished_at) values ('" + version + "', 'releases', now())");
    }

    private static List<String> counts() throws SQLException {
        return rows("select concat_ws(' ', version, type, data_id, dimension, value, releases) from release_counts"
                + " join release_countings using (counting) where finished_at is not null"
                + " and dimension in ('releases', 'year') order by type, data_id, dimension, value");
    }

    @Test
    void releases_are_counted_once_a_load_for_its_version() throws SQLException {
        store(DataType.RELEASES, "20260701", "1", RELEASE);
        store(
                DataType.RELEASES,
                "20260701",
                "2",
                "{'id':'2','title':'x','genres':['Electronic'],'artists':[{'id':'194'}]}");
        bringOn();
        execute("update search_entries set tier = 2 where data_id = '194'");
        count();
        assertThat(counts()).as("not before the load is complete").isEmpty();
        settled("20260701");
        assertThat(countings.step()).isTrue();
        assertThat(counts()).as("not before all are counted").isEmpty();
        new ReleaseCountings(pool).step();
        count();
        List<String> july = List.of(
                "20260701 artists 194 releases  1",
                "20260701 genres Electronic releases  2",
                "20260701 genres Electronic year 1999 1",
                "20260701 styles Deep House releases  1",
                "20260701 styles Deep House year 1999 1");
        assertThat(counts()).isEqualTo(july);
        assertThat(rows("select distinct dimension || ' ' || value from release_counts where type = 'genres'"))
                .contains("country Sweden", "formats Vinyl", "genres Electronic", "styles Deep House");

        store(DataType.RELEASES, "20260801", "3", RELEASE.replace("1999", "2001"));
        bringOn();
        count();
        assertThat(counts()).as("while the next load is under way").isEqualTo(july);
        remove(DataType.RELEASES, "1");
        remove(DataType.RELEASES, "2");
        bringOn();
        settled("20260801");
        countings.step();
        countings.step();
        store(DataType.RELEASES, "20260801", "4", RELEASE.replace("Electronic", "Rock"));
        assertThat(countings.step()).as("with a record in the queue").isFalse();
        bringOn();
        count();
        assertThat(counts())
                .containsExactly(
                        "20260801 genres Electronic releases  1",
                        "20260801 genres Electronic year 2001 1",
                        "20260801 genres Rock releases  1",
                        "20260801 genres Rock year 1999 1",
                        "20260801 styles Deep House releases  2",
                        "20260801 styles Deep House year 1999 1",
                        "20260801 styles Deep House year 2001 1");
        assertThat(rows("select count(*) from release_countings")).containsExactly("1");
        try (var other = postgres.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("lock table search_queue");
            assertThat(countings.step()).as("without reading the queue").isFalse();
        }
    }

    @Test
    void two_instances_do_not_work_at_the_same_time() throws SQLException {
        store(DataType.RELEASES, "20260701", "1", RELEASE);
        try (var other = postgres.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("select pg_advisory_xact_lock(20260801, 5)");
            assertThat(entries.step(10)).isEqualTo(SearchEntries.Step.LATER);
            assertThat(countings.step()).isFalse();
            other.rollback();
        }
        List<SearchEntries.Step> steps = new ArrayList<>(Collections.nCopies(1, entries.step(10)));
        assertThat(steps).containsExactly(SearchEntries.Step.MORE);
    }
}
