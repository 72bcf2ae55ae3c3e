package org.discogsography.tableinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.discogsography.dump.DataType.ARTISTS;
import static org.discogsography.dump.DataType.LABELS;

import com.rabbitmq.client.ConnectionFactory;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ThrowingRunnable;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.RecordOutcomes.Outcome;
import org.discogsography.dump.DataType;
import org.discogsography.health.HealthReport;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.EmbeddedPostgres;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.LogLines;
import org.discogsography.servers.Program;
import org.discogsography.servers.RabbitMqServer;
import org.discogsography.servers.RabbitMqVersion;
import org.discogsography.settings.RunningServices;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionListener;

/** The service while RabbitMQ is away, and after it has come back. */
class BrokerOutageTest {

    private static final Duration SOON = Duration.ofSeconds(90);

    private static RabbitMqServer server;
    private static EmbeddedPostgres postgres;
    private static Tableinators tableinators;

    @BeforeAll
    static void start() {
        Brokers.requireRabbitMq();
        server = RabbitMqServer.start();
        postgres = EmbeddedPostgres.start();
        tableinators = new Tableinators(server, postgres);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    @BeforeEach
    void clear() {
        postgres.clear();
    }

    private static void soon(ThrowingRunnable assertion) {
        await().atMost(SOON).untilAsserted(assertion);
    }

    @Test
    void the_program_starts_without_the_broker_and_consumes_within_seconds_of_its_arrival() {
        server.stop();
        var began = Instant.now();
        try (var ignored = tableinators.start()) {
            var took = Duration.between(began, Instant.now());
            server.restart();
            await().atMost(Duration.ofMinutes(1)).ignoreExceptions().until(() -> {
                try (var exchange = Exchange.connect(server.port())) {
                    exchange.publish("labels", "20260801", new TestRecord("1", "A").message());
                }
                return !StoredRow.all(postgres, LABELS).isEmpty();
            });
            assertThat(took).isLessThan(Duration.ofMinutes(1));
        }
    }

    @Test
    void a_connection_that_is_lost_and_made_again_is_reported_once_each_time() {
        try (var ignored = tableinators.start("amqp.retry-interval", "1");
                var log = LogLines.of("org.discogsography.broker.ConnectionState")) {
            for (int time = 1; time <= 2; time++) {
                int before = log.lines().size();
                server.kill();
                soon(() -> assertThat(log.lines()).hasSize(before + 1));
                server.restart();
                soon(() -> assertThat(log.lines()).hasSize(before + 2));
                assertThat(log.lines().subList(before, before + 2))
                        .satisfiesExactly(
                                line -> assertThat(line)
                                        .startsWith("RabbitMQ: no connection to amqp://127.0.0.1:" + server.port()),
                                line -> assertThat(line)
                                        .startsWith("RabbitMQ: connected to amqp://127.0.0.1:" + server.port()));
            }
        }
    }

    @Test
    void health_names_a_queue_from_an_older_release_whose_delivery_limit_outages_can_reach() throws Exception {
        RabbitMqVersion.FOUR.require();
        String older = Tableinators.queue(LABELS);
        var factory = new ConnectionFactory();
        factory.setPort(server.port());
        try (var connection = factory.newConnection();
                var channel = connection.createChannel();
                var exchange = Exchange.connect(server.port())) {
            exchange.deleteAll();
            channel.queueDeclare(older, true, false, false, Map.of("x-queue-type", "quorum"));
            try (var program = tableinators.start()) {
                var context = program.main().getCamelContext();
                var report = new HealthReport(context, context.getRegistry().findSingleByType(RunningServices.class));
                soon(() -> assertThat(report.now())
                        .returns("degraded", HealthReport.Health::status)
                        .returns(Map.of(older, 20), health -> health.sections().get("delivery-limits")));
            }
            exchange.deleteAll();
        }
    }

    /** So that records never wait behind dead letters that a broker which hangs does not confirm. */
    @Test
    void dead_letters_go_over_a_connection_of_their_own() {
        try (var ignored = tableinators.start();
                var exchange = Exchange.connect(server.port())) {
            exchange.publish("labels", "20260801", "no JSON");

            soon(() -> assertThat(exchange.ready("discogsography-tableinator-labels-dead"))
                    .isEqualTo(1));
            assertThat(server.answer("list_connections", "--quiet", "client_properties"))
                    .contains(", dead letters\"")
                    .doesNotContain(", records\"");
            exchange.purgeAll();
        }
    }

    @Test
    void every_queue_is_consumed_again_after_the_broker_hung() {
        try (var program = tableinators.start("amqp.heartbeat", "1", "amqp.timeout", "1", "amqp.retry-interval", "1")) {
            assertEveryQueueIsConsumed("before");

            var failures = new AtomicInteger();
            program.main()
                    .lookup("rabbitmq", CachingConnectionFactory.class)
                    .addConnectionListener(new ConnectionListener() {
                        @Override
                        public void onCreate(Connection connection) {}

                        @Override
                        public void onFailed(Exception e) {
                            failures.incrementAndGet();
                        }
                    });
            server.pause();
            try {
                await().atMost(SOON).until(() -> failures.get() > 5);
            } finally {
                server.unpause();
            }
            assertEveryQueueIsConsumed("after");
        }
    }

    private static void assertEveryQueueIsConsumed(String name) {
        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> {
            try (var exchange = Exchange.connect(server.port())) {
                for (DataType type : DataType.values()) {
                    exchange.publish(type.plural(), "20260101", new TestRecord("0", name).message());
                }
            }
        });
        for (DataType type : DataType.values()) {
            soon(() -> assertThat(StoredRow.all(postgres, type))
                    .as(type.plural())
                    .anySatisfy(
                            row -> assertThat(row.data().get("name").asText()).isEqualTo(name)));
        }
    }

    @Test
    void nothing_is_lost_or_doubled_when_the_broker_is_killed_amid_the_work() throws Exception {
        int records = 5_000;
        try (var program = tableinators.start();
                var connection = postgres.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            try (var exchange = Exchange.connect(server.port())) {
                publish(exchange, 0, 500);
                soon(() -> assertThat(StoredRow.all(postgres, ARTISTS)).hasSize(500));
                // Batches are under way, and committed only when the broker is gone.
                statement.execute("lock table artists in access exclusive mode");
                publish(exchange, 500, records);
                server.kill();
            } catch (UncheckedIOException e) {
                // Closing what the kill has closed.
            }
            connection.rollback();
            server.restart();

            soon(() -> assertThat(StoredRow.all(postgres, ARTISTS)).hasSize(records));
            soon(() -> assertThat(count(program, Outcome.ADDED) + count(program, Outcome.UNCHANGED))
                    .isGreaterThanOrEqualTo(records));
            soon(() -> assertThat(count(program, Outcome.ADDED)).isEqualTo(records));
        }
        try (var exchange = Exchange.connect(server.port())) {
            soon(() -> assertThat(exchange.ready(Tableinators.queue(ARTISTS))).isZero());
        }
    }

    private static long count(Program program, Outcome outcome) {
        return program.records().total(new ConsumerQueue("tableinator", ARTISTS), outcome);
    }

    private static void publish(Exchange exchange, int from, int to) {
        for (int i = from; i < to; i++) {
            exchange.send("artists", "20260801", new TestRecord(Integer.toString(i), "A").message());
        }
        exchange.confirm();
    }
}
