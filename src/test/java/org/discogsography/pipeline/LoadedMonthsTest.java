package org.discogsography.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpFolder;
import org.discogsography.expected.ExpectedRecords;
import org.discogsography.loads.LoadState;
import org.discogsography.loads.LoadWorker;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.Postgres;
import org.discogsography.servers.Program;
import org.discogsography.servers.TestServers;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** What becomes of the loads of one dump after the other if the extractor is killed, forced, or ahead of the stores. */
class LoadedMonthsTest {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final List<String> CONSUMERS = List.of("graphinator", "tableinator");
    private static final List<String> ALL = List.of("extractor", "graphinator", "tableinator");
    private static final long RECORDS = 400;
    private static final String FIRST = "20260801";
    private static final String SECOND = "20260901";

    private final TestServers servers = TestServers.start();
    private final SampleDump sample = SampleDump.of(RECORDS);

    @TempDir
    private Path folder;

    private Path first;
    private Path second;

    @BeforeEach
    void clear() throws Exception {
        try (var exchange = Exchange.connect(servers.broker().port())) {
            exchange.purgeAll();
        }
        servers.clear();
        first = folder.resolve("first");
        second = folder.resolve("second");
        sample.writeTo(first);
        sample.inMonth(2).writeTo(second);
    }

    private Program start(List<String> services, Path dump, String... more) {
        Map<String, String> settings = new HashMap<>(servers.settings());
        settings.put("discogs.root", dump.toString());
        settings.put("extractor.state-folder", folder.resolve("state").toString());
        settings.put("extractor.batch-size", "10");
        settings.put("graphinator.settle-interval", "1");
        settings.put("neo4j.answer-timeout", "5"); // the second pass of a removal waits for that
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return Program.start(services, settings);
    }

    private void awaitStores(Path... dumps) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> StoreAssertions.assertStoresHold(servers, dumps));
    }

    private static void awaitComplete(Program program, String version, DataType... types) {
        for (String service : CONSUMERS) {
            for (DataType type : types.length == 0 ? DataType.values() : types) {
                await().atMost(PATIENCE).until(() -> state(program, service, version, type) == LoadState.COMPLETE);
            }
        }
    }

    private static LoadState state(Program program, String service, String version, DataType type) {
        return program.main().lookup(service + "-loads", LoadWorker.class).loads().stream()
                .filter(load -> load.version().equals(version) && load.type() == type)
                .map(load -> load.state())
                .findFirst()
                .orElse(null);
    }

    private void load(Path dump, String version) {
        try (var program = start(ALL, dump)) {
            awaitComplete(program, version);
            awaitStores(dump); // what is older is removed after that
        }
    }

    private long number(String query) throws SQLException {
        try (var connection = servers.postgres().connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    @Tag("drill")
    void an_extraction_that_was_killed_and_resumed_completes_and_removes_exactly() throws Exception {
        load(first, FIRST);
        Path state = folder.resolve("state").resolve(".discogsography-" + SECOND + ".json");
        // The extractor stops where the queue is full: in the middle of the first file.
        String[] full = {"extractor.backlog-limit", "20", "extractor.backlog-limit-outage", "20"};
        try (var program = start(List.of("extractor"), second, full)) {
            await().atMost(PATIENCE).until(() -> Files.exists(state) && published(program) > 20);
            assertThat(program.extraction().ended()).isFalse();
        }
        Path killed = Files.copy(state, folder.resolve("state-before-a-kill.json"));
        String[] fuller = {"extractor.backlog-limit", "60", "extractor.backlog-limit-outage", "60"};
        try (var program = start(List.of("extractor"), second, fuller)) {
            await().atMost(PATIENCE).until(() -> published(program) > 60);
            assertThat(program.extraction().ended()).isFalse();
        }
        // As a kill leaves it: behind what was published.
        Files.copy(killed, state, StandardCopyOption.REPLACE_EXISTING);
        try (var program = start(ALL, second)) {
            awaitComplete(program, SECOND);
            awaitStores(second);
            long removed = number("select sum(removed) from loads where version = '" + SECOND + "'");
            assertThat(removed).isEqualTo(gone(first, second));
            assertThat(number("select count(*) from changes where change = 'removed'"))
                    .isEqualTo(removed);
        }
    }

    private static long published(Program program) {
        return program.extraction().files().stream()
                .mapToLong(file -> file.published())
                .sum();
    }

    /** Records of a dump that another has not. */
    private static long gone(Path from, Path to) throws Exception {
        long gone = 0;
        for (DataType type : DataType.values()) {
            List<String> before = ids(from, type);
            before.removeAll(ids(to, type));
            gone += before.stream().distinct().count();
        }
        return gone;
    }

    private static List<String> ids(Path dump, DataType type) throws Exception {
        List<String> ids = new ArrayList<>();
        for (var file : DumpFolder.scan(dump).files()) {
            if (file.type() == type) {
                ExpectedRecords.read(file.path()).forEach(record -> ids.add(record.id()));
            }
        }
        return ids;
    }

    @Test
    @Tag("drill")
    void a_load_whose_messages_were_lost_stays_incomplete_until_force_publishes_the_dump_again() throws Exception {
        load(first, FIRST);
        try (var declared = start(List.of("extractor"), second)) {
            await().atMost(PATIENCE).until(() -> declared.extraction().ended());
        }
        try (var exchange = Exchange.connect(servers.broker().port())) {
            for (String service : CONSUMERS) {
                assertThat(exchange.take("discogsography-" + service + "-artists"))
                        .as("lost")
                        .isNotNull();
            }
        }
        try (var program = start(CONSUMERS, second)) {
            awaitComplete(program, SECOND, DataType.LABELS, DataType.MASTERS, DataType.RELEASES);
            for (String service : CONSUMERS) {
                await().atMost(PATIENCE)
                        .until(() -> state(program, service, SECOND, DataType.ARTISTS) == LoadState.INCOMPLETE);
            }
            assertThat(number("select count(*) from artists where version = '" + FIRST + "'"))
                    .as("nothing is removed")
                    .isPositive();
        }
        try (var program = start(ALL, second, "extractor.force", "true")) {
            awaitComplete(program, SECOND);
            awaitStores(second);
        }
        long changes = number("select count(*) from changes");
        try (var program = start(ALL, second, "extractor.force", "true")) {
            await().atMost(PATIENCE).until(() -> CONSUMERS.stream().allMatch(program::hasLoaded));
            awaitStores(second);
            assertThat(number("select count(*) from changes"))
                    .as("nothing has changed")
                    .isEqualTo(changes);
            assertThat(number("select sum(removed) from loads where version = '" + SECOND + "'"))
                    .isEqualTo(gone(first, second));
        }
    }

    @Test
    @Tag("drill")
    void two_dumps_that_are_published_before_the_first_is_stored_end_as_the_second() throws Exception {
        for (Path dump : List.of(first, second)) {
            try (var program = start(List.of("extractor"), dump)) {
                await().atMost(PATIENCE).until(() -> program.extraction().ended());
            }
        }
        try (var program = start(CONSUMERS, second)) {
            awaitComplete(program, SECOND);
            awaitStores(second);
        }
    }

    @Test
    @Tag("drill")
    void a_type_that_a_dump_lacks_keeps_its_records_until_one_has_it_again() throws Exception {
        load(first, FIRST);
        Path without = Files.createDirectory(folder.resolve("without"));
        try (Stream<Path> files = Files.list(second)) {
            for (Path file :
                    (Iterable<Path>) files.filter(file -> !file.toString().contains("labels"))::iterator) {
                Files.copy(file, without.resolve(file.getFileName()));
            }
        }
        try (var program = start(ALL, without, "extractor.types", "artists,masters,releases")) {
            awaitComplete(program, SECOND, DataType.ARTISTS, DataType.MASTERS, DataType.RELEASES);
            await().atMost(PATIENCE).until(() -> CONSUMERS.stream().allMatch(program::hasRemoved));
            assertThat(state(program, "tableinator", SECOND, DataType.LABELS)).isNull();
            assertThat(state(program, "graphinator", SECOND, DataType.LABELS)).isNull();
        }
        assertThat(number("select count(*) from labels where version = '" + FIRST + "'"))
                .isEqualTo(ids(first, DataType.LABELS).stream().distinct().count());
        assertThat(number("select count(*) from artists where version <> '" + SECOND + "'"))
                .isZero();

        Path third = folder.resolve("third");
        sample.inMonth(3).writeTo(third);
        load(third, "20261001");
    }

    /** Tables as an earlier release has left them, which knew no loads. */
    @Test
    @Tag("drill")
    void tables_that_were_filled_before_there_were_loads_are_taken_over() throws Exception {
        load(first, FIRST);
        dropTables();
        Flyway.configure(LoadedMonthsTest.class.getClassLoader())
                .dataSource(dataSource())
                .locations("classpath:sql/schema")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .target("1")
                .load()
                .migrate();
        try (var connection = servers.postgres().connect()) {
            for (var file : DumpFolder.scan(first).files()) {
                try (var insert = connection.prepareStatement(
                        "insert into " + file.type() + " values (?, ?, ?::jsonb, ?, now()) on conflict do nothing")) {
                    for (var record : ExpectedRecords.read(file.path())) {
                        insert.setString(1, record.id());
                        insert.setString(2, record.sha256());
                        insert.setString(3, record.canonicalJson());
                        insert.setString(4, FIRST);
                        insert.executeUpdate();
                    }
                }
            }
        }
        load(second, SECOND);
        assertThat(number("select count(*) from changes where change = 'removed'"))
                .isEqualTo(gone(first, second));
        assertThat(number("select sum(added) from loads where version = '" + SECOND + "'"))
                .isEqualTo(gone(second, first));
    }

    private void dropTables() throws SQLException {
        try (var connection = servers.postgres().connect();
                var statement = connection.createStatement()) {
            statement.execute("drop schema public cascade");
            statement.execute("create schema public");
        }
    }

    private PGSimpleDataSource dataSource() {
        var source = new PGSimpleDataSource();
        source.setURL("jdbc:postgresql://" + servers.postgres().address() + "/" + Postgres.DATABASE);
        source.setUser(Postgres.USERNAME);
        source.setPassword(Postgres.PASSWORD);
        return source;
    }
}
