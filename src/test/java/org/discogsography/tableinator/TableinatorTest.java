package org.discogsography.tableinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.discogsography.servers.EmbeddedBroker;
import org.discogsography.servers.EmbeddedPostgres;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.Program;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The route from a queue into its table. */
class TableinatorTest {

    private static EmbeddedPostgres postgres;
    private static EmbeddedBroker broker;
    private static Program program;
    private static Exchange exchange;

    @BeforeAll
    static void start() {
        postgres = EmbeddedPostgres.start();
        broker = EmbeddedBroker.start();
        program = Program.start(
                List.of("tableinator"),
                Map.of(
                        "postgres.address",
                        postgres.address(),
                        "postgres.database",
                        EmbeddedPostgres.DATABASE,
                        "postgres.password",
                        EmbeddedPostgres.PASSWORD,
                        "amqp.connection",
                        broker.address()));
        exchange = Exchange.connect(broker.port());
    }

    @AfterAll
    static void stop() {
        exchange.close();
        program.close();
        broker.close();
        postgres.close();
    }

    @BeforeEach
    void clear() {
        postgres.clear();
    }

    @Test
    void a_record_becomes_a_row_without_its_envelope() {
        exchange.publish("artists", "20260801", """
                {"type":"data","id":"1","sha256":"%s","name":"The Persuader","urls":["a","b"]}""".formatted("a".repeat(64)));
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(rows("artists"))
                .containsExactly("1 " + "a".repeat(64)
                        + " 20260801 {\"id\": \"1\", \"name\": \"The Persuader\", \"urls\": [\"a\", \"b\"]}"));
    }

    private static List<String> rows(String table) throws SQLException {
        try (var connection = postgres.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select to_regclass('" + table + "') is not null")) {
            rows.next();
            if (!rows.getBoolean(1)) {
                return List.of();
            }
            var found = new java.util.ArrayList<String>();
            var all = statement.executeQuery("select * from " + table + " order by data_id");
            while (all.next()) {
                found.add(all.getString("data_id") + " " + all.getString("hash") + " " + all.getString("version") + " "
                        + all.getString("data"));
            }
            return found;
        }
    }
}
