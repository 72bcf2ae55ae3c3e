package org.discogsography.tableinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.discogsography.dump.DataType.ARTISTS;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.discogsography.metrics.Metric;
import org.discogsography.outage.ServerWatch;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.Meters;
import org.discogsography.servers.PostgresServer;
import org.discogsography.servers.RabbitMqServer;
import org.discogsography.servers.RabbitMqVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * RabbitMQ closes the channel of a consumer that keeps a message for longer than half an hour. Here it has less patience, and
 * PostgreSQL is away for longer than that, as by night for maintenance.
 */
@ParameterizedClass
@EnumSource(RabbitMqVersion.class)
class ConsumerTimeoutTest {

    @Parameter
    RabbitMqVersion version;

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** More than it has in hand, and so few that they are all sent long before the broker loses its patience. */
    private static final int RECORDS = 500;

    private static final int PREFETCH = 100;

    private static RabbitMqServer broker;
    private static PostgresServer postgres;

    @BeforeParameterizedClassInvocation
    static void start(RabbitMqVersion version) {
        broker = RabbitMqServer.withConsumerTimeout(version, TIMEOUT);
        postgres = PostgresServer.start();
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        if (broker != null) {
            broker.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    @Test
    void an_outage_that_is_longer_costs_what_was_in_hand_once_and_no_channel() throws Exception {
        var tableinators = new Tableinators(broker, postgres);
        var factory = new ConnectionFactory();
        factory.setPort(broker.port());
        try (var other = factory.newConnection();
                var program = tableinators.start(
                        "tableinator.prefetch",
                        Integer.toString(PREFETCH),
                        "tableinator.batch-size",
                        "20",
                        // All tries of a batch are over long before the broker has lost its patience, as with half an
                        // hour.
                        "postgres.connect-timeout",
                        "1",
                        "retry.maximum-redeliveries",
                        "1",
                        "breaker.failures",
                        "2");
                var exchange = Exchange.connect(broker.port())) {
            exchange.publish("artists", "20260801", new TestRecord("first", "A").message());
            await().atMost(PATIENCE)
                    .until(() -> !StoredRow.all(postgres, ARTISTS).isEmpty());
            Channel kept;
            try (var connection = postgres.connect();
                    var statement = connection.createStatement()) {
                kept = keepOne(other);
                connection.setAutoCommit(false);
                // Nothing more is stored before the outage.
                statement.execute("lock table artists in access exclusive mode");
                for (int i = 0; i < RECORDS; i++) {
                    exchange.send("artists", "20260801", new TestRecord(Integer.toString(i), "A").message());
                }
                exchange.confirm();
                postgres.kill();
            }
            var away = Instant.now();
            String queue = Tableinators.queue(ARTISTS);
            await().atMost(PATIENCE).until(() -> away.plus(TIMEOUT).isBefore(Instant.now()));
            broker.awaitUnacknowledged("discogsography-", 0, PATIENCE);
            long waiting = exchange.ready(queue);
            assertThat(waiting).isEqualTo(RECORDS);
            await().atMost(PATIENCE)
                    .until(() -> away.plus(TIMEOUT.multipliedBy(2)).isBefore(Instant.now()));
            assertThat(exchange.ready(queue)).isEqualTo(waiting);
            var pauses = program.main()
                    .getCamelContext()
                    .getRegistry()
                    .lookupByNameAndType("postgresql-watch", ServerWatch.class)
                    .pauses();
            assertThat(pauses.count()).as("pauses in the outage").isEqualTo(1);
            postgres.restart();
            await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(
                            StoredRow.all(postgres, ARTISTS))
                    .hasSize(RECORDS + 1));
            broker.awaitUnacknowledged("discogsography-", 0, PATIENCE);

            assertThat(exchange.ready(queue)).isZero();
            await().atMost(PATIENCE).until(() -> !kept.isOpen());
            await().atMost(PATIENCE).until(() -> broker.timedOutConsumers() > 0);
            assertThat(broker.timedOutConsumers()).as("the one that kept it").isEqualTo(1);
            assertThat(Meters.of(program).value(Metric.REDELIVERIES, "service", "tableinator"))
                    .as("a server that has just started may cost another pause")
                    .isLessThanOrEqualTo(PREFETCH * pauses.count());
            assertThat(exchange.ready(Tableinators.deadLetterQueue(ARTISTS))).isZero();
        }
    }

    /** A consumer that keeps a message for longer than the broker allows: what the test rests on. */
    private static Channel keepOne(Connection connection) throws Exception {
        var channel = connection.createChannel();
        String queue = channel.queueDeclare("kept", true, false, false, Map.of("x-queue-type", "quorum"))
                .getQueue();
        channel.basicPublish("", queue, null, new byte[1]);
        channel.basicConsume(queue, false, (tag, message) -> {}, tag -> {});
        return channel;
    }
}
