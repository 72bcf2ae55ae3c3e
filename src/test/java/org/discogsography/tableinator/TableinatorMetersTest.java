package org.discogsography.tableinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.discogsography.dump.DataType.ARTISTS;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.search.MeterNotFoundException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.awaitility.core.ThrowingRunnable;
import org.discogsography.broker.backlog.Backlog;
import org.discogsography.metrics.Metric;
import org.discogsography.servers.Broker;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.EmbeddedBroker;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.Meters;
import org.discogsography.servers.PostgresServer;
import org.discogsography.servers.Program;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator sees in the numbers, while all is well and while PostgreSQL or the broker is away. */
class TableinatorMetersTest {

    private static final String[] ARTISTS_QUEUE = {"service", "tableinator", "type", "artists"};
    private static final String[] POSTGRESQL = {"server", "postgresql"};

    private static PostgresServer postgres;
    private static Exchange exchange;
    private static Tableinators tableinators;

    @BeforeAll
    static void start() {
        Broker broker = Brokers.EMBEDDED.shared();
        postgres = PostgresServer.start();
        tableinators = new Tableinators(broker, postgres);
        exchange = Exchange.connect(broker.port());
        // Declares the queues and makes the tables.
        try (var ignored = tableinators.start()) {
            exchange.publish("artists", null, new TestRecord("1", "A").message());
            soon(() -> assertThat(StoredRow.all(postgres, ARTISTS)).hasSize(1));
        }
    }

    @AfterAll
    static void stop() {
        exchange.close();
        postgres.close();
    }

    @BeforeEach
    void clear() {
        tableinators.clear(exchange);
    }

    private static void soon(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(90))
                .ignoreException(MeterNotFoundException.class) // nothing to be counted so far
                .untilAsserted(assertion);
    }

    private static Program program() {
        return tableinators.start("metrics.backlog-interval", "1", "postgres.connect-timeout", "1");
    }

    private static String[] tags(String[] tags, String... more) {
        var all = new ArrayList<>(List.of(tags));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void batches_are_counted_and_timed_and_their_queues_are_shown() {
        try (var program = program()) {
            var meters = Meters.of(program);
            exchange.publish("artists", null, new TestRecord("2", "A").message());
            soon(() -> assertThat(meters.value(Metric.BATCHES, tags(ARTISTS_QUEUE, "outcome", "stored")))
                    .isEqualTo(1));
            soon(() ->
                    assertThat(meters.value(Metric.BATCH_SIZE, ARTISTS_QUEUE)).isEqualTo(1));
            soon(() ->
                    assertThat(meters.value(Metric.BATCH_TIME, ARTISTS_QUEUE)).isEqualTo(1));
            soon(() -> assertThat(meters.value(Metric.READY, ARTISTS_QUEUE)).isZero());
            soon(() ->
                    assertThat(meters.value(Metric.DEAD_LETTERS, ARTISTS_QUEUE)).isZero());
            assertThat(meters.value(Metric.SERVER_UP, POSTGRESQL)).isEqualTo(1);
            assertThat(meters.value(Metric.SERVER_UP, "server", "rabbitmq")).isEqualTo(1);
            assertThat(meters.value(Metric.SERVER_STATE_AGE, POSTGRESQL)).isPositive();
            assertThat(meters.value(Metric.BREAKER_STATE, tags(POSTGRESQL, "state", "closed")))
                    .isEqualTo(1);
            assertThat(meters.value(Metric.PAUSES, POSTGRESQL)).isZero();
            assertThat(meters.value(Metric.BROKER_ALARM)).isZero();
            assertThat(meters.value("hikaricp.connections", "pool", "postgresql"))
                    .isPositive();
            assertThat(meters.value("rabbitmq.connections")).isPositive();
            assertThat(meters.registry()
                            .find(Metric.READY.id())
                            .tag("service", "graphinator")
                            .gauges())
                    .isEmpty();
        }
    }

    @Test
    void poison_shows_in_the_dead_letter_queue_and_among_the_records_whether_malformed_or_refused() {
        try (var program = program()) {
            var meters = Meters.of(program);
            exchange.publish("artists", null, "no JSON");
            exchange.publish("artists", null, new TestRecord("3", "\\u0000").message());
            soon(() ->
                    assertThat(meters.value(Metric.DEAD_LETTERS, ARTISTS_QUEUE)).isEqualTo(2));
            soon(() -> assertThat(meters.value(Metric.RECORDS, tags(ARTISTS_QUEUE, "outcome", "dead_lettered")))
                    .isEqualTo(2));
            assertThat(meters.value(Metric.CONFIRM_TIME)).isPositive();
            assertThat(meters.value(Metric.PUBLISH_FAILURES)).isZero();
        }
    }

    @Test
    void an_outage_of_postgresql_shows_and_leaves_no_broken_connection_in_the_pool() throws SQLException {
        // Five tries of one batch fail, which are the failures in a row that open the breaker.
        try (var program = program()) {
            var meters = Meters.of(program);
            soon(() -> assertThat(pool(program).getHikariPoolMXBean().getIdleConnections())
                    .isGreaterThanOrEqualTo(2));
            // Until the queue has been looked at once nobody can tell how far behind the consumer is.
            soon(() -> assertThat(meters.value(Metric.LAG, ARTISTS_QUEUE)).isZero());
            postgres.kill();
            try {
                exchange.publish("artists", null, new TestRecord("4", "A").message());
                soon(() -> assertThat(meters.value(Metric.PAUSES, POSTGRESQL)).isEqualTo(1));
                assertThat(meters.value(Metric.SERVER_UP, POSTGRESQL)).isZero();
                assertThat(meters.value(Metric.BREAKER_STATE, tags(POSTGRESQL, "state", "closed")))
                        .isZero();
                soon(() -> assertThat(meters.value(Metric.BREAKER_STATE, tags(POSTGRESQL, "state", "open")))
                        .isEqualTo(1));
                assertThat(meters.value(Metric.RETRIES, ARTISTS_QUEUE)).isPositive();
                soon(() -> assertThat(meters.value(Metric.BATCHES, tags(ARTISTS_QUEUE, "outcome", "given_back")))
                        .isPositive());
                soon(() -> assertThat(meters.value(Metric.READY, ARTISTS_QUEUE)).isEqualTo(1));
                double behind = meters.value(Metric.LAG, ARTISTS_QUEUE);
                soon(() -> assertThat(meters.value(Metric.LAG, ARTISTS_QUEUE)).isGreaterThan(behind + 0.5));
                double paused = meters.value(Metric.PAUSED, POSTGRESQL);
                soon(() -> assertThat(meters.value(Metric.PAUSED, POSTGRESQL)).isGreaterThan(paused));
            } finally {
                postgres.restart();
            }
            soon(() -> assertThat(StoredRow.all(postgres, ARTISTS)).hasSize(1));
            soon(() -> assertThat(meters.value(Metric.READY, ARTISTS_QUEUE)).isZero());
            assertThat(meters.value(Metric.LAG, ARTISTS_QUEUE)).isZero();
            assertThat(meters.value(Metric.SERVER_UP, POSTGRESQL)).isEqualTo(1);
            soon(() -> {
                double paused = meters.value(Metric.PAUSED, POSTGRESQL);
                assertThat(meters.value(Metric.PAUSED, POSTGRESQL))
                        .as("it is over")
                        .isEqualTo(paused);
            });
            soon(() -> assertThat(pool(program).getHikariPoolMXBean().getIdleConnections())
                    .isGreaterThanOrEqualTo(2));
            assertEachPooledConnectionWorks(pool(program));
        }
    }

    private static HikariDataSource pool(Program program) {
        return (HikariDataSource)
                program.main().getCamelContext().getRegistry().lookupByNameAndType("postgresql", DataSource.class);
    }

    /** Takes them all at once, and asks each: the pool itself does so only with what was idle for half a second. */
    private static void assertEachPooledConnectionWorks(HikariDataSource pool) throws SQLException {
        int pooled = pool.getHikariPoolMXBean().getTotalConnections();
        List<Connection> taken = new ArrayList<>();
        try {
            for (int i = 0; i < pooled; i++) {
                taken.add(pool.getConnection());
            }
            for (Connection connection : taken) {
                assertThat(connection.isValid(5)).isTrue();
            }
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }
    }

    @Test
    void while_the_broker_is_away_the_backlog_is_unknown_and_the_program_still_ends() {
        var broker = EmbeddedBroker.start();
        var program = new Tableinators(broker, postgres).start("metrics.backlog-interval", "1");
        try {
            var meters = Meters.of(program);
            soon(() -> assertThat(meters.value(Metric.READY, ARTISTS_QUEUE)).isZero());
            broker.close();
            soon(() -> assertThat(meters.value(Metric.READY, ARTISTS_QUEUE)).isNaN());
            assertThat(program.main()
                            .getCamelContext()
                            .getRegistry()
                            .findSingleByType(Backlog.class)
                            .of("tableinator"))
                    .isEqualTo(Backlog.UNKNOWN);
        } finally {
            program.close();
        }
        soon(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("queue-meters"));
    }
}
