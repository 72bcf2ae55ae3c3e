package org.discogsography.tableinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.discogsography.dump.DataType.ARTISTS;

import java.sql.SQLException;
import java.time.Duration;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.EmbeddedPostgres;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.Program;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Between the question what a table holds and the answer's use, another program may write: the statements look again. */
class RacingWritersTest {

    private static final Duration SOON = Duration.ofSeconds(90);

    private static EmbeddedPostgres postgres;
    private static Exchange exchange;
    private static Program program;
    private static Tableinators tableinators;

    @BeforeAll
    static void start() {
        var broker = Brokers.EMBEDDED.shared();
        postgres = EmbeddedPostgres.start();
        tableinators = new Tableinators(broker, postgres);
        program = tableinators.start();
        exchange = Exchange.connect(broker.port());
    }

    @AfterAll
    static void stop() {
        exchange.close();
        program.close();
        postgres.close();
    }

    @BeforeEach
    void clear() {
        tableinators.clear(exchange);
    }

    private final TestRecord a = new TestRecord("1", "A");
    private final TestRecord b = new TestRecord("1", "B");
    private final TestRecord c = new TestRecord("1", "C");

    private static void publish(TestRecord record, String version) {
        exchange.publish("artists", version, record.message());
    }

    private static void soonStored(TestRecord record, String version) {
        await().atMost(SOON).untilAsserted(() -> assertThat(StoredRow.all(postgres, ARTISTS))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.hash()).isEqualTo(record.sha256());
                    assertThat(row.version()).isEqualTo(version);
                    assertThat(row.data().get("name").asText()).isEqualTo(record.name());
                }));
    }

    /** Another program stores a record, and commits only when the message has come as far as its statement. */
    private static void racing(TestRecord record, String version, Runnable message) throws SQLException {
        try (var connection = postgres.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("""
                    insert into artists values ('%1$s', '%2$s', '%3$s', '%4$s', now())
                    on conflict (data_id) do update set hash = '%2$s', data = '%3$s', version = '%4$s'""".formatted(record.id(), record.sha256(), record.json(), version));
            message.run();
            await().atMost(SOON).until(RacingWritersTest::someoneWaitsForTheRow);
            connection.commit();
        }
    }

    private static boolean someoneWaitsForTheRow() throws SQLException {
        try (var connection = postgres.connect();
                var statement = connection.createStatement();
                var count = statement.executeQuery(
                        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query ilike '%artists%'")) {
            count.next();
            return count.getInt(1) > 0;
        }
    }

    @Test
    void a_record_that_seemed_unchanged_is_stored_in_full_where_another_program_changed_it_meanwhile()
            throws Exception {
        publish(a, "20260601");
        soonStored(a, "20260601");

        racing(b, "20260701", () -> publish(a, "20260801"));

        soonStored(a, "20260801");
    }

    @Test
    void a_record_that_seemed_newer_gives_way_to_one_that_another_program_stored_meanwhile() throws Exception {
        publish(a, "20260601");
        soonStored(a, "20260601");

        racing(c, "20260801", () -> publish(b, "20260701"));

        assertOnlyTheNewestIsStored();
    }

    @Test
    void a_record_that_seemed_new_gives_way_to_a_newer_one_that_another_program_stored_meanwhile() throws Exception {
        racing(c, "20260801", () -> publish(b, "20260701"));

        assertOnlyTheNewestIsStored();
    }

    /** Looks when the message has been dealt with, which one behind it tells. */
    private void assertOnlyTheNewestIsStored() {
        exchange.publish("artists", "20260801", new TestRecord("2", "behind").message());
        await().atMost(SOON).until(() -> StoredRow.all(postgres, ARTISTS).size() == 2);
        var row = StoredRow.all(postgres, ARTISTS).get(0);
        assertThat(row.data().get("name").asText()).isEqualTo(c.name());
        assertThat(row.version()).isEqualTo("20260801");
    }
}
