package org.discogsography.tableinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.discogsography.dump.DataType.ARTISTS;

import com.rabbitmq.client.GetResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.RecordOutcomes.Outcome;
import org.discogsography.metrics.Metric;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.EmbeddedPostgres;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.LogLines;
import org.discogsography.servers.Meters;
import org.discogsography.servers.Program;
import org.discogsography.servers.RabbitMqServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** While the broker takes no dead letters, good messages are stored and acknowledged, and nothing is delivered again for that. */
class UnconfirmedDeadLettersTest {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int GOOD = 2_000;
    private static final int BAD = 8;
    private static final String DEAD = Tableinators.deadLetterQueue(ARTISTS);
    private static final ConsumerQueue SOURCE = new ConsumerQueue("tableinator", ARTISTS);

    private static RabbitMqServer server;
    private static EmbeddedPostgres postgres;
    private static Tableinators tableinators;
    private static Exchange exchange;

    private LogLines log;
    private long redelivered;

    @BeforeAll
    static void start() {
        server = (RabbitMqServer) Brokers.RABBITMQ.shared();
        postgres = EmbeddedPostgres.start();
        tableinators = new Tableinators(server, postgres);
        tableinators.start().close();
        exchange = Exchange.connect(server.port());
    }

    @AfterAll
    static void stop() {
        if (exchange != null) {
            exchange.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    @BeforeEach
    void fill() {
        tableinators.clear(exchange);
        for (int i = 0; i < GOOD; i++) {
            if (i % (GOOD / BAD) == 0) {
                exchange.send("artists", "20260801", "no JSON");
            }
            exchange.send("artists", "20260801", new TestRecord(Integer.toString(i), "A").message());
        }
        exchange.confirm();
        redelivered = server.redelivered();
        log = LogLines.of("org.discogsography.broker.deadletters.DeadLetterOutbox");
    }

    @AfterEach
    void closeLog() {
        if (log != null) {
            log.close();
        }
    }

    private static Program program() {
        return tableinators.start("tableinator.batch-size", "100", "amqp.dead-letter-timeout", "3");
    }

    private static void soon(ThrowingRunnable assertion) {
        await().atMost(SOON).untilAsserted(assertion);
    }

    private static double unacknowledged(Program program) {
        return Meters.of(program).value(Metric.DEAD_LETTERS_HELD, "type", ARTISTS.plural());
    }

    /** All of them, while so many of the others are set aside. */
    private static void expectGoodOnesStored(Program program, int setAside) {
        soon(() -> assertThat(StoredRow.all(postgres, ARTISTS)).hasSize(GOOD));
        server.awaitUnacknowledged(Tableinators.queue(ARTISTS), BAD - setAside, SOON);
        soon(() -> assertThat(unacknowledged(program)).isEqualTo(BAD - setAside));
        assertThat(exchange.ready(Tableinators.queue(ARTISTS))).isZero();
        assertThat(exchange.ready(DEAD)).isEqualTo(setAside);
    }

    private void expectEverythingSettled(Program program) {
        soon(() -> assertThat(exchange.ready(DEAD)).isEqualTo(BAD));
        server.awaitUnacknowledged(Tableinators.queue(ARTISTS), 0, SOON);
        soon(() -> assertThat(unacknowledged(program)).isZero());
        // They are counted after they are acknowledged.
        soon(() -> assertThat(program.records().total(SOURCE, Outcome.ADDED)).isEqualTo(GOOD));
        soon(() -> assertThat(program.records().total(SOURCE, Outcome.DEAD_LETTERED))
                .isEqualTo(BAD));
        assertThat(server.redelivered()).isEqualTo(redelivered);
        assertThat(log.lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo(
                                        "tableinator artists: the broker does not accept dead letters; their messages stay"
                                                + " unacknowledged, everything else continues"),
                        line -> assertThat(line).isEqualTo("tableinator artists: all dead letters are confirmed"));
    }

    @Test
    void in_a_brokers_alarm() {
        server.raiseAlarm();
        try (var program = program()) {
            expectGoodOnesStored(program, 0);
            assertThat(Meters.of(program).value(Metric.BROKER_ALARM)).isEqualTo(1);

            server.endAlarm();
            expectEverythingSettled(program);
            assertThat(Meters.of(program).value(Metric.BROKER_ALARM)).isZero();
            assertThat(Meters.of(program).value(Metric.PUBLISH_FAILURES)).isZero();
        } finally {
            server.endAlarm();
        }
    }

    @Test
    void with_a_dead_letter_queue_that_is_full() {
        server.setPolicy("full", DEAD, "{\"max-length\":0,\"overflow\":\"reject-publish\"}");
        try (var program = program()) {
            // RabbitMQ takes messages until the queue is longer than it may be.
            expectGoodOnesStored(program, 1);
            // More than open a breaker.
            soon(() -> assertThat(Meters.of(program).value(Metric.PUBLISH_FAILURES))
                    .isGreaterThan(10));
            assertThat(Meters.of(program).value(Metric.SERVER_UP, "server", "rabbitmq"))
                    .isEqualTo(1);

            server.clearPolicy("full");
            expectEverythingSettled(program);
        } finally {
            server.clearPolicy("full");
        }
    }

    @Test
    void for_good_where_there_is_no_room_for_the_headers_that_it_came_with_so_it_goes_without_them() {
        // With those of a dead letter it is more than RabbitMQ takes in a frame, 128 kB.
        Map<String, Object> headers =
                Map.of("id", "p1", "version", "20260801", "x-exchange", large(256), "foreign", large(130_650));
        exchange.send("artists", headers, "no JSON either".getBytes(StandardCharsets.UTF_8));
        exchange.confirm();
        try (var program = program()) {
            soon(() -> assertThat(exchange.ready(DEAD)).isGreaterThanOrEqualTo(BAD + 1L));
            server.awaitUnacknowledged(Tableinators.queue(ARTISTS), 0, SOON);
            assertThat(StoredRow.all(postgres, ARTISTS)).hasSize(GOOD);
            soon(() -> assertThat(program.records().total(SOURCE, Outcome.DEAD_LETTERED))
                    .isEqualTo(BAD + 1L));
            assertThat(Meters.of(program).value(Metric.SERVER_UP, "server", "rabbitmq"))
                    .isEqualTo(1);
        }
        List<GetResponse> bare = Stream.generate(() -> exchange.take(DEAD))
                .takeWhile(Objects::nonNull)
                .filter(message -> new String(message.getBody(), StandardCharsets.UTF_8).equals("no JSON either"))
                .toList();
        assertThat(bare).singleElement().satisfies(message -> assertThat(
                        message.getProps().getHeaders())
                .doesNotContainKey("foreign")
                .hasEntrySatisfying(
                        "x-headers-left-out", left -> assertThat(left).isEqualTo(1L))
                .hasEntrySatisfying("x-exchange", name -> assertThat(name).hasToString(Exchange.NAME))
                .hasEntrySatisfying("version", version -> assertThat(version).hasToString("20260801"))
                .hasEntrySatisfying(
                        "x-reason", reason -> assertThat(reason).asString().startsWith("not JSON")));
    }

    private static String large(int characters) {
        return "h".repeat(characters);
    }

    @Test
    void whose_originals_come_again_where_the_program_ends_before() {
        server.raiseAlarm();
        try (var program = program()) {
            expectGoodOnesStored(program, 0);
        } finally {
            server.endAlarm();
        }
        soon(() -> assertThat(exchange.ready(Tableinators.queue(ARTISTS))).isEqualTo(BAD));
        try (var program = program()) {
            soon(() -> assertThat(program.records().total(SOURCE, Outcome.DEAD_LETTERED))
                    .isEqualTo(BAD));
            // One was on its way when the program ended.
            assertThat(exchange.ready(DEAD)).isBetween((long) BAD, BAD + 1L);
        }
    }
}
