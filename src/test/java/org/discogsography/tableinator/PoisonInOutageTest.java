package org.discogsography.tableinator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.discogsography.dump.DataType.ARTISTS;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.core.ThrowingRunnable;
import org.discogsography.outage.ServerWatch;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.PostgresServer;
import org.discogsography.servers.Program;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** While PostgreSQL is in no state to work, not even a bad record becomes a dead letter: afterwards it does, and alone. */
class PoisonInOutageTest {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String BAD = "{\"type\":\"data\",\"id\":\"bad\",\"name\":\"\\u0000\"}";
    private static final int GOOD = 40;

    private static PostgresServer postgres;
    private static Exchange exchange;
    private static Tableinators tableinators;

    /** What keeps a server from its work, and what ends that. */
    enum Outage {
        KILLED {
            @Override
            void begin(Connection ignored) {
                postgres.kill();
            }

            @Override
            void end(Connection ignored) {
                postgres.restart();
            }
        },
        LOCKED_TABLE {
            @Override
            void begin(Connection connection) throws SQLException {
                connection.setAutoCommit(false);
                execute(connection, "lock table artists in access exclusive mode");
            }

            @Override
            void end(Connection connection) throws SQLException {
                connection.rollback();
            }
        },
        READ_ONLY_SERVER("alter system set default_transaction_read_only = on", "alter system reset all") {
            @Override
            void begin(Connection connection) throws SQLException {
                super.begin(connection);
                // The reload is only asked for: a batch could be stored before it. The server has it once it greets
                // with it.
                soon(() -> assertThat(isReadOnly()).isTrue());
            }
        },
        TABLE_GONE("alter table artists rename to artists_away", "alter table artists_away rename to artists"),
        COLUMN_GONE("alter table artists rename hash to old_hash", "alter table artists rename old_hash to hash"),
        NO_PERMISSION("revoke insert on artists from writer", "grant insert on artists to writer"),
        // The server says of each record that it violates the constraint.
        CONSTRAINT_THAT_NO_RECORD_FULFILS(
                "alter table artists add constraint none_at_all check (version = 'x') not valid",
                "alter table artists drop constraint none_at_all"),
        TRIGGER_THAT_RAISES_AT_EVERY_RECORD(
                "create function forbid() returns trigger language plpgsql as $$ begin raise exception 'no more'; end $$;"
                        + " create trigger forbid before insert on artists for each row execute function forbid()",
                "drop trigger forbid on artists; drop function forbid"),
        COLUMN_THAT_NO_RECORD_HAS(
                "alter table artists add column other text not null", "alter table artists drop column other");

        private final String begin;
        private final String end;

        Outage() {
            this(null, null);
        }

        Outage(String begin, String end) {
            this.begin = begin;
            this.end = end;
        }

        void begin(Connection connection) throws SQLException {
            execute(connection, begin);
            execute(connection, "select pg_reload_conf()");
        }

        void end(Connection connection) throws SQLException {
            execute(connection, "set default_transaction_read_only = off");
            execute(connection, end);
            execute(connection, "select pg_reload_conf()");
        }
    }

    @BeforeAll
    static void start() throws SQLException {
        var broker = Brokers.EMBEDDED.shared();
        postgres = PostgresServer.start();
        tableinators = new Tableinators(broker, postgres);
        exchange = Exchange.connect(broker.port());
        // Makes the tables.
        tableinators.start().close();
        try (var connection = postgres.connect()) {
            execute(connection, "create role writer login");
            execute(connection, "grant all on all tables in schema public to writer");
        }
    }

    @AfterAll
    static void stop() {
        if (postgres != null) {
            exchange.close();
            postgres.close();
        }
    }

    @BeforeEach
    void clear() {
        tableinators.clear(exchange);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void soon(ThrowingRunnable assertion) {
        await().atMost(SOON).untilAsserted(assertion);
    }

    private static boolean isReadOnly() throws SQLException {
        try (var connection = postgres.connect();
                var statement = connection.createStatement();
                var setting = statement.executeQuery("show default_transaction_read_only")) {
            setting.next();
            return setting.getString(1).equals("on");
        }
    }

    private static ServerWatch.State state(Program program) {
        return program.main()
                .getCamelContext()
                .getRegistry()
                .lookupByNameAndType("postgresql-watch", ServerWatch.class)
                .state();
    }

    @Test
    void a_record_that_a_users_own_trigger_raises_at_becomes_a_dead_letter_alone() throws Exception {
        String dead = Tableinators.deadLetterQueue(ARTISTS);
        String forbidden = "{\"type\":\"data\",\"id\":\"bad\",\"name\":\"forbidden\"}";
        try (var connection = postgres.connect();
                var program = tableinators.start()) {
            execute(
                    connection,
                    "create function forbid() returns trigger language plpgsql as $$ begin"
                            + " if new.data->>'name' = 'forbidden' then raise exception 'not this one'; end if;"
                            + " return new; end $$;"
                            + " create trigger forbid before insert on artists for each row execute function forbid()");
            for (int i = 0; i < GOOD; i++) {
                if (i == GOOD / 2) {
                    exchange.send("artists", "20260801", forbidden);
                }
                exchange.send("artists", "20260801", new TestRecord(Integer.toString(i), "A").message());
            }
            exchange.confirm();

            soon(() -> assertThat(StoredRow.all(postgres, ARTISTS)).hasSize(GOOD));
            soon(() -> assertThat(exchange.ready(dead)).isEqualTo(1));
            var letter = exchange.take(dead);
            assertThat(letter.getBody()).asString(UTF_8).isEqualTo(forbidden);
            assertThat(letter.getProps().getHeaders().get("x-reason"))
                    .asString()
                    .contains("not this one");
            assertThat(state(program)).isEqualTo(ServerWatch.State.UP);
            execute(connection, "drop trigger forbid on artists; drop function forbid");
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothing_becomes_a_dead_letter_before_the_store_is_back_and_then_only_the_bad_record_does(Outage outage)
            throws Exception {
        String dead = Tableinators.deadLetterQueue(ARTISTS);
        try (var program = tableinators.start(
                        "postgres.username",
                        "writer",
                        "postgres.answer-timeout",
                        "1",
                        "postgres.connect-timeout",
                        "1");
                var connection = postgres.connect()) {
            soon(() -> assertThat(state(program)).isEqualTo(ServerWatch.State.UP));
            outage.begin(connection);
            for (int i = 0; i < GOOD; i++) {
                if (i == GOOD / 2) {
                    exchange.send("artists", "20260801", BAD);
                }
                exchange.send("artists", "20260801", new TestRecord(Integer.toString(i), "A").message());
            }
            exchange.confirm();
            soon(() -> assertThat(state(program)).isEqualTo(ServerWatch.State.DOWN));
            assertThat(exchange.ready(dead)).isZero();

            outage.end(connection);
            soon(() -> assertThat(StoredRow.all(postgres, ARTISTS)).hasSize(GOOD));
            soon(() -> assertThat(exchange.ready(dead)).isEqualTo(1));
            assertThat(exchange.take(dead).getBody()).asString(UTF_8).isEqualTo(BAD);
            soon(() -> assertThat(state(program)).isEqualTo(ServerWatch.State.UP));
            // The embedded broker counts what is out for delivery as well: what the program has not acknowledged would
            // come back.
            soon(() -> assertThat(exchange.ready(Tableinators.queue(ARTISTS))).isZero());
        }
        assertThat(exchange.ready(Tableinators.queue(ARTISTS))).isZero();
        assertThat(exchange.ready(dead)).isZero();
    }
}
