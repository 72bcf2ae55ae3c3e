package org.discogsography.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.discogsography.outage.Failure;
import org.discogsography.servers.EmbeddedPostgres;
import org.discogsography.servers.FaultyLink;
import org.discogsography.servers.PostgresServer;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.postgresql.util.PSQLException;

/** How failures of an unavailable or unusable PostgreSQL are classified: a record is never to blame. */
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD) // the driver ignores interrupts while it reads
class TableOutageFailureTest {

    private static final String STORE = "insert into labels values ('1', 'a', '{}', '', now())";
    private static final String NO_STATE = "";
    /** For connecting, and for an answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void start() throws SQLException, IOException {
        postgres = EmbeddedPostgres.start();
        try (var pool = pool(postgres.port(), EmbeddedPostgres.USERNAME, EmbeddedPostgres.DATABASE)) {
            new TableSchema(pool).apply();
        }
        try (var session = postgres.connect()) {
            run(
                    session,
                    "create role reader login",
                    "create role crowd login connection limit 0",
                    "create role member login password 'secret'",
                    "create schema older",
                    "create table older.labels (id text)");
            demandPassword(session, "member");
        }
    }

    /** Makes the server ask this role for its password; it asks no other role. */
    private static void demandPassword(Connection session, String role) throws SQLException, IOException {
        try (var statement = session.createStatement();
                var answer = statement.executeQuery("show hba_file")) {
            answer.next();
            Path rules = Path.of(answer.getString(1));
            Files.writeString(rules, "host all %s all scram-sha-256%n%s".formatted(role, Files.readString(rules)));
        }
        run(session, "select pg_reload_conf()");
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    static final List<Arguments> UNUSABLE = List.of(
            Arguments.of(
                    "a statement takes too long", "57014", List.of("set statement_timeout = 50", "select pg_sleep(9)")),
            Arguments.of("read only", "25006", List.of("set default_transaction_read_only = on", STORE)),
            Arguments.of("the tables do not exist", "42P01", List.of("set search_path = nowhere", STORE)),
            Arguments.of(
                    "the tables have other columns",
                    "42703",
                    List.of("set search_path = older", "insert into labels (data_id) values ('1')")),
            Arguments.of("a permission is missing", "42501", List.of("set role reader", STORE)),
            Arguments.of(
                    "no room for temporary files",
                    "53400",
                    List.of(
                            "set temp_file_limit = '1MB'",
                            "set work_mem = '64kB'",
                            "select count(*) from (select n from generate_series(1, 1000000) as n order by random()) as s")),
            Arguments.of("the session is ended", "57P01", List.of("select pg_terminate_backend(pg_backend_pid())")),
            Arguments.of("an unsupported feature", "0A000", List.of("select count(*) from labels for update")));

    @ParameterizedTest(name = "{0}: {1}")
    @FieldSource("UNUSABLE")
    void a_server_in_an_unusable_state_is_an_outage(String name, String state, List<String> statements)
            throws SQLException {
        try (var session = postgres.connect()) {
            expectOutage(state, () -> run(session, statements.toArray(String[]::new)));
        }
    }

    static final List<Arguments> NO_SESSION = List.of(
            Arguments.of("wrong password", "28P01", "member", EmbeddedPostgres.DATABASE, ""),
            Arguments.of("no such user", "28000", "nobody", EmbeddedPostgres.DATABASE, ""),
            Arguments.of("no such database", "3D000", EmbeddedPostgres.USERNAME, "nowhere", ""),
            Arguments.of("too many connections", "53300", "crowd", EmbeddedPostgres.DATABASE, ""),
            Arguments.of("a setting's value", "22023", "reader", EmbeddedPostgres.DATABASE, "-c%20work_mem=much"));

    @ParameterizedTest(name = "{0}: {1}")
    @FieldSource("NO_SESSION")
    void a_server_that_refuses_connections_is_an_outage(
            String name, String state, String username, String database, String options) {
        String url = "jdbc:postgresql://localhost:%d/%s?options=%s".formatted(postgres.port(), database, options);
        expectOutage(
                state, () -> DriverManager.getConnection(url, username, "wrong").close());
        if (options.isEmpty()) {
            try (var pool = pool(postgres.port(), username, database)) {
                // The server may be late with its first answer.
                await().untilAsserted(() ->
                        expectOutage(state, () -> pool.getConnection().close()));
            }
        }
    }

    @Test
    void an_unreachable_server_is_an_outage_also_for_the_schema() {
        try (var pool = pool(1, EmbeddedPostgres.USERNAME, EmbeddedPostgres.DATABASE)) {
            // The pool's thread that connects may be late with the cause.
            await().untilAsserted(() ->
                    expectOutage("08001", () -> pool.getConnection().close()));
            Throwable thrown = catchThrowable(() -> new TableSchema(pool).apply());
            assertThat(thrown).isInstanceOf(FlywayException.class);
            assertThat(TableFailure.of(thrown)).isEqualTo(Failure.OUTAGE);
        }
    }

    @Test
    void an_exhausted_closed_or_interrupted_pool_is_an_outage() throws SQLException {
        var pool = pool(postgres.port(), EmbeddedPostgres.USERNAME, EmbeddedPostgres.DATABASE);
        try (pool;
                var one = connection(pool);
                var two = connection(pool);
                var three = connection(pool)) {
            assertThat(List.of(one, two, three)).doesNotHaveDuplicates();
            expectOutage(NO_STATE, () -> pool.getConnection().close());
            Thread.currentThread().interrupt();
            expectOutage(NO_STATE, () -> pool.getConnection().close());
            Thread.interrupted();
        }
        expectOutage(NO_STATE, () -> pool.getConnection().close());
    }

    @Test
    void a_hung_server_is_an_outage_after_the_answer_timeout() throws Exception {
        try (var link = FaultyLink.to("localhost", postgres.port());
                var pool = pool(link.port(), EmbeddedPostgres.USERNAME, EmbeddedPostgres.DATABASE);
                var session = connection(pool)) {
            assertThat(session.getNetworkTimeout()).isEqualTo((int) PATIENCE.toMillis());
            link.drop();
            long began = System.nanoTime();

            expectOutage("08006", () -> run(session, STORE));

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(PATIENCE, PATIENCE.multipliedBy(3));
            expectOutage(NO_STATE, () -> run(session, STORE));
            // No handshake: the pool or its driver, whichever is first, stops waiting for a new session.
            expectOutageSaying(
                    List.of(NO_STATE, "08001"), () -> pool.getConnection().close());
        }
    }

    /** A session that waits for a lock does not notice by itself that its client has hung up. */
    @Test
    void sessions_do_not_pile_up_at_a_locked_table() throws Exception {
        try (var locking = postgres.connect();
                var watching = postgres.connect();
                var pool = pool(postgres.port(), EmbeddedPostgres.USERNAME, EmbeddedPostgres.DATABASE)) {
            locking.setAutoCommit(false);
            run(locking, "lock table labels in access exclusive mode");
            var probe = new TableProbe(pool);

            for (int attempt = 0; attempt < 3; attempt++) {
                assertThat(TableFailure.of(catchThrowable(probe::run))).isEqualTo(Failure.OUTAGE);
            }
            await().untilAsserted(() -> assertThat(
                            number(watching, "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"))
                    .isZero());
        }
    }

    @Test
    void a_full_disk_is_an_outage() throws Exception {
        try (var disk = SmallDisk.mount();
                var session = postgres.connect()) {
            run(session, "create tablespace small location '%s'".formatted(disk.folder()));
            run(session, "create table filling (text text) tablespace small");
            expectOutage(
                    "53100",
                    () -> run(
                            session,
                            "insert into filling select repeat(md5(n::text), 60) from generate_series(1, 9999) n"));
            run(session, "drop table filling", "drop tablespace small");
        }
    }

    @Test
    void a_server_that_is_shutting_down_is_an_outage() throws Exception {
        try (var ending = PostgresServer.start();
                var last = ending.connect()) {
            // The server waits for the open sessions to end, and allows no new one.
            signal("TERM", postmaster(last));

            await().untilAsserted(
                            () -> expectOutage("57P03", () -> ending.connect().close()));
        }
    }

    @Test
    void a_server_that_crashes_and_recovers_is_an_outage() throws Exception {
        try (var crashing = PostgresServer.start();
                var killed = crashing.connect();
                var other = crashing.connect()) {
            signal("KILL", number(killed, "select pg_backend_pid()"));

            expectOutage("08006", () -> run(killed, "select 1"));
            // Until the server notices that one of its processes is gone, the others answer.
            var thrown = new AtomicReference<Throwable>();
            await().pollInterval(Duration.ofMillis(1)).until(() -> {
                thrown.set(catchThrowable(() -> run(other, "select 1")));
                return thrown.get() != null;
            });
            // The server sends its reason before it closes the connection, but it does not always arrive.
            assertOutageSaying(List.of("57P02", "08006"), thrown.get());
            await().pollInterval(Duration.ofMillis(1)).until(() -> {
                Throwable refused = catchThrowable(() -> crashing.connect().close());
                assertThat(refused == null || TableFailure.of(refused) == Failure.OUTAGE)
                        .as(String.valueOf(refused))
                        .isTrue();
                return refused == null;
            });
        }
    }

    private static void expectOutage(String state, ThrowingCallable call) {
        expectOutageSaying(List.of(state), call);
    }

    private static void expectOutageSaying(List<String> anyOf, ThrowingCallable call) {
        assertOutageSaying(anyOf, catchThrowable(call));
    }

    private static void assertOutageSaying(List<String> anyOf, Throwable thrown) {
        assertThat(states(thrown)).as(String.valueOf(thrown)).isIn(anyOf);
        assertThat(TableFailure.of(thrown)).isEqualTo(Failure.OUTAGE);
    }

    /** The product's pool, as small as Flyway allows. */
    private static HikariDataSource pool(int port, String username, String database) {
        return TablePool.create(
                new TableServer(
                        PostgresAddress.parse("localhost:" + port), PostgresTls.PREFER, database, username, "wrong"),
                new TablePool.Settings(0, 3, Duration.ofSeconds(30), PATIENCE, PATIENCE));
    }

    /** Of a server that works, but may be late. */
    private static Connection connection(HikariDataSource pool) {
        return await().ignoreExceptions().until(pool::getConnection, Objects::nonNull);
    }

    private static void run(Connection session, String... statements) throws SQLException {
        try (var statement = session.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static long postmaster(Connection session) throws SQLException {
        return number(session, "select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int");
    }

    private static long number(Connection session, String query) throws SQLException {
        try (var statement = session.createStatement();
                var answer = statement.executeQuery(query)) {
            answer.next();
            return answer.getLong(1);
        }
    }

    private static void signal(String name, long process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process)).start().waitFor();
    }

    /** The error codes of the server or its driver. */
    private static String states(Throwable thrown) {
        return Failure.causes(thrown)
                .filter(PSQLException.class::isInstance)
                .map(cause -> ((PSQLException) cause).getSQLState())
                .collect(Collectors.joining(","));
    }
}
