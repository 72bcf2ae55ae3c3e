package org.discogsography.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.discogsography.outage.Failure;
import org.discogsography.servers.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.postgresql.util.PSQLException;

/** How failures of a working PostgreSQL are classified: refused values, and conflicts between transactions. */
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD) // the driver ignores interrupts while it reads
class TableFailureTest {

    private static final String UPSERT = "sql:classpath:sql/upsert.sql?table=labels&parametersCount=4&noop=true";

    private static EmbeddedPostgres postgres;
    private static HikariDataSource pool;
    private static DefaultCamelContext context;
    private static ProducerTemplate product;

    @BeforeAll
    static void start() {
        postgres = EmbeddedPostgres.start();
        var second = Duration.ofSeconds(1);
        pool = TablePool.create(
                new TableServer(
                        PostgresAddress.parse(postgres.address()),
                        PostgresTls.PREFER,
                        EmbeddedPostgres.DATABASE,
                        EmbeddedPostgres.USERNAME,
                        EmbeddedPostgres.PASSWORD),
                new TablePool.Settings(1, 3, second.multipliedBy(30), second.multipliedBy(5), second.multipliedBy(30)));
        new TableSchema(pool).apply();
        context = new DefaultCamelContext();
        context.getRegistry().bind("sql", new TableSqlComponent(pool));
        context.start();
        product = context.createProducerTemplate();
    }

    @AfterAll
    static void stop() throws IOException {
        context.close();
        pool.close();
        postgres.close();
    }

    @BeforeEach
    void clear() {
        postgres.clear();
    }

    static final List<Arguments> POISON = List.of(
            Arguments.of("NUL in an id", "22021", "1\0", "{}"),
            Arguments.of("NUL in JSON", "22021", "1", "{\"name\":\"\0\"}"),
            Arguments.of("NUL escaped in JSON", "22P05", "1", "{\"name\":\"\\u0000\"}"),
            Arguments.of("a high surrogate alone, escaped", "22P02", "1", "{\"name\":\"\\ud800\"}"),
            Arguments.of("a low surrogate alone, escaped", "22P02", "1", "{\"name\":\"\\udc00\"}"),
            Arguments.of("not JSON", "22P02", "1", "name"),
            Arguments.of("empty JSON", "22P02", "1", ""),
            Arguments.of("an escape that JSON does not allow", "22P02", "1", "{\"name\":\"\\x\"}"),
            Arguments.of("a number beyond numeric's range", "22003", "1", "{\"qty\":1e200000}"),
            Arguments.of("JSON nested too deep", "54001", "1", "[".repeat(100_000) + "]".repeat(100_000)),
            Arguments.of("an id too long for the index", "54000", incompressible(3_000), "{}"),
            Arguments.of("an id too long for any index", "54000", incompressible(40_000), "{}"),
            Arguments.of("no id", "23502", null, "{}"),
            Arguments.of("no data", "23502", "1", null));

    @ParameterizedTest(name = "{0}: {1}")
    @FieldSource("POISON")
    void a_value_that_the_server_does_not_accept_is_refused(String name, String state, String id, String json) {
        Throwable thrown = catchThrowable(() -> store(id, json));

        assertThat(states(thrown)).isEqualTo(state);
        assertThat(TableFailure.of(thrown)).isEqualTo(Failure.REFUSED);
    }

    static final List<Arguments> HARMLESS = List.of(
            // Java replaces it by a question mark when it encodes it as UTF-8.
            Arguments.of("a surrogate alone", "1", "{\"name\":\"\ud800\"}"),
            Arguments.of("nested deep", "1", "[".repeat(5_000) + "]".repeat(5_000)),
            Arguments.of("a long number", "1", "{\"qty\":" + "9".repeat(64) + "}"),
            Arguments.of("a long id that can be compressed", "1".repeat(40_000), "{}"),
            Arguments.of("a long text", "1", "{\"notes\":\"" + incompressible(10_000_000) + "\"}"));

    @ParameterizedTest(name = "{0}")
    @FieldSource("HARMLESS")
    void an_unusual_but_valid_value_is_stored(String name, String id, String json) {
        store(id, json);
    }

    @Test
    void an_id_that_occurs_twice_in_a_batch_is_refused_and_each_alone_is_stored() {
        Throwable thrown = catchThrowable(
                () -> product.requestBody(UPSERT, rows(new String[] {"1", "1"}, new String[] {"{}", "{}"})));

        assertThat(states(thrown)).isEqualTo("21000");
        assertThat(TableFailure.of(thrown)).isEqualTo(Failure.REFUSED);
        store("1", "{}");
        store("1", "{}");
    }

    @Test
    void a_record_that_violates_a_users_constraint_is_refused() throws SQLException {
        try (var session = postgres.connect()) {
            run(session, "alter table labels add constraint named check (data ? 'name')");
            Throwable thrown = catchThrowable(() -> store("1", "{}"));
            run(session, "alter table labels drop constraint named");

            assertThat(states(thrown)).isEqualTo("23514");
            assertThat(TableFailure.of(thrown)).isEqualTo(Failure.REFUSED);
        }
    }

    static final List<Arguments> RAISED = List.of(
            Arguments.of("P0001", "raise exception 'no name'"),
            Arguments.of("P0004", "assert new.data ? 'name', 'no name'"),
            Arguments.of("23514", "raise exception 'no name' using errcode = 'check_violation'"));

    @ParameterizedTest(name = "{0}: {1}")
    @FieldSource("RAISED")
    void a_record_rejected_by_a_users_trigger_is_refused(String state, String raise) throws SQLException {
        try (var session = postgres.connect()) {
            run(
                    session,
                    "create function demand_name() returns trigger language plpgsql as $$ begin if not new.data ? 'name' then "
                            + raise + "; end if; return new; end $$",
                    "create trigger demand_name before insert on labels for each row execute function demand_name()");
            Throwable thrown = catchThrowable(() -> store("1", "{}"));
            Throwable named = catchThrowable(() -> store("2", "{\"name\":\"A\"}"));
            run(session, "drop trigger demand_name on labels", "drop function demand_name");

            assertThat(states(thrown)).isEqualTo(state);
            assertThat(TableFailure.of(thrown)).isEqualTo(Failure.REFUSED);
            assertThat(named).isNull();
        }
    }

    @Test
    void a_refusal_is_found_among_chained_exceptions() {
        var first = new SQLException("Batch entry 0 failed", "22000");
        first.setNextException(new SQLException("refused", "22P05"));
        assertThat(TableFailure.of(new IllegalArgumentException(first))).isEqualTo(Failure.REFUSED);

        first.setNextException(new SQLException("and then the connection broke", "08006"));
        assertThat(TableFailure.of(first)).isEqualTo(Failure.OUTAGE);
    }

    @Test
    void a_deadlock_is_contention() throws Exception {
        try (var one = postgres.connect();
                var other = postgres.connect()) {
            insertTwoRows(one);
            run(one, "begin", "update labels set hash = 'x' where data_id = '1'");
            run(other, "begin", "update labels set hash = 'x' where data_id = '2'");
            var waiting = inBackground(one, "update labels set hash = 'x' where data_id = '2'");
            Throwable ofOther = catchThrowable(() -> run(other, "update labels set hash = 'x' where data_id = '1'"));
            // Either may be the victim.
            Throwable thrown = ofOther == null ? failureOf(waiting) : ofOther;

            assertThat(states(thrown)).isEqualTo("40P01");
            assertThat(TableFailure.of(thrown)).isEqualTo(Failure.CONTENTION);
        }
    }

    @Test
    void a_serialization_failure_is_contention() throws Exception {
        try (var one = postgres.connect();
                var other = postgres.connect()) {
            insertTwoRows(one);
            run(one, "begin isolation level repeatable read", "select * from labels");
            run(other, "update labels set hash = 'x'");
            Throwable thrown = catchThrowable(() -> run(one, "update labels set hash = 'y'"));

            assertThat(states(thrown)).isEqualTo("40001");
            assertThat(TableFailure.of(thrown)).isEqualTo(Failure.CONTENTION);
        }
    }

    @Test
    void a_lock_timeout_is_contention() throws Exception {
        try (var one = postgres.connect();
                var other = postgres.connect()) {
            run(one, "begin", "lock table labels");
            Throwable thrown = catchThrowable(() -> run(other, "set lock_timeout = 50", "delete from labels"));

            assertThat(states(thrown)).isEqualTo("55P03");
            assertThat(TableFailure.of(thrown)).isEqualTo(Failure.CONTENTION);
        }
    }

    private static void store(String id, String json) {
        product.requestBody(UPSERT, rows(new String[] {id}, new String[] {json}));
    }

    private static Map<String, Object> rows(String[] ids, String[] data) {
        var hashes = new String[ids.length];
        Arrays.fill(hashes, "a");
        return Map.of("ids", ids, "hashes", hashes, "versions", hashes, "data", data);
    }

    private static void insertTwoRows(Connection session) throws SQLException {
        run(session, "insert into labels select n, 'a', '{}', '', now() from generate_series(1, 2) as n");
    }

    private static CompletableFuture<Void> inBackground(Connection session, String sql) {
        return CompletableFuture.runAsync(() -> {
            try {
                run(session, sql);
            } catch (SQLException e) {
                throw new CompletionException(e);
            }
        });
    }

    private static Throwable failureOf(CompletableFuture<Void> background) {
        return catchThrowable(() -> background.get(1, TimeUnit.MINUTES));
    }

    private static void run(Connection session, String... statements) throws SQLException {
        try (var statement = session.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The error codes of the server. */
    private static String states(Throwable thrown) {
        return Failure.causes(thrown)
                .filter(PSQLException.class::isInstance)
                .map(cause -> ((PSQLException) cause).getSQLState())
                .collect(Collectors.joining(","));
    }

    private static String incompressible(int length) {
        return new Random(1)
                .ints(length, '0', 'z')
                .mapToObj(c -> c == '\\' ? "/" : Character.toString(c))
                .collect(Collectors.joining());
    }
}
