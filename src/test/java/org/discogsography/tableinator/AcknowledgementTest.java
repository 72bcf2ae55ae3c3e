package org.discogsography.tableinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.discogsography.dump.DataType.ARTISTS;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.core.ThrowingRunnable;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.RecordOutcomes.Outcome;
import org.discogsography.broker.consuming.ReadMessage;
import org.discogsography.broker.consuming.RequeueBatch;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.EmbeddedPostgres;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.Program;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** Nothing is lost and nothing is doubled between a queue and its table; each test runs programs of its own. */
@ParameterizedClass
@EnumSource(Brokers.class)
class AcknowledgementTest {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final ConsumerQueue SOURCE = new ConsumerQueue("tableinator", ARTISTS);
    private static final String QUEUE = Tableinators.queue(ARTISTS);

    private static EmbeddedPostgres postgres;
    private static Exchange exchange;
    private static Tableinators tableinators;

    @Parameter
    Brokers brokers;

    @BeforeParameterizedClassInvocation
    static void start(Brokers brokers) {
        var broker = brokers.shared();
        postgres = EmbeddedPostgres.start();
        tableinators = new Tableinators(broker, postgres);
        exchange = Exchange.connect(broker.port());
        exchange.purgeAll();
        // Declares the queues and makes the tables.
        try (var program = tableinators.start()) {
            var published = new AtomicInteger();
            await().atMost(SOON).until(() -> {
                exchange.publish("artists", null, new TestRecord("1", "A").message());
                published.incrementAndGet();
                return !rows().isEmpty();
            });
            soon(() -> assertThat(program.records().settled(SOURCE)).isGreaterThanOrEqualTo(published.get()));
        }
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        if (postgres != null) {
            exchange.close();
            postgres.close();
            postgres = null;
        }
    }

    @BeforeEach
    void clear() {
        tableinators.clear(exchange);
    }

    private static List<StoredRow> rows() {
        return StoredRow.all(postgres, ARTISTS);
    }

    private static void soon(ThrowingRunnable assertion) {
        await().atMost(SOON).untilAsserted(assertion);
    }

    private static void publish(int records) {
        IntStream.range(0, records)
                .forEach(i -> exchange.send("artists", "20260801", new TestRecord(Integer.toString(i), "A").message()));
        exchange.confirm();
    }

    @Test
    void messages_stay_unacknowledged_until_their_rows_are_committed() throws Exception {
        try (var connection = postgres.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            try (var ignored = tableinators.start()) {
                statement.execute("lock table artists in access exclusive mode");
                publish(50);
                soon(() -> assertThat(sessionsThatWaitForALock()).isPositive());
            }
            soon(() -> assertThat(exchange.ready(QUEUE)).isEqualTo(50));
            connection.rollback();
        }
        try (var program = tableinators.start()) {
            soon(() -> assertThat(rows()).hasSize(50));
            soon(() -> assertThat(program.records().settled(SOURCE)).isEqualTo(50));
        }
        soon(() -> assertThat(exchange.ready(QUEUE)).isZero());
    }

    private static int sessionsThatWaitForALock() throws SQLException {
        try (var connection = postgres.connect();
                var statement = connection.createStatement();
                var count = statement.executeQuery(
                        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query ilike '%artists%'")) {
            count.next();
            return count.getInt(1);
        }
    }

    @Test
    void a_batch_that_fails_goes_back_to_its_queue_and_is_stored_when_the_failure_ends() throws Exception {
        var log = new ListAppender<ILoggingEvent>();
        log.list = Collections.synchronizedList(new ArrayList<>());
        log.start();
        var logger = (Logger) LoggerFactory.getLogger(RequeueBatch.class);
        logger.addAppender(log);
        try (var program = tableinators.start("breaker.failures", "1000")) {
            execute("alter table artists rename to artists_away");
            publish(20);
            soon(() -> assertThat(log.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line).contains("tableinator artists", "goes back to its queue")));
            execute("alter table artists_away rename to artists");
            soon(() -> assertThat(rows()).hasSize(20));
            soon(() ->
                    assertThat(program.records().total(SOURCE, Outcome.ADDED)).isEqualTo(20));
        } finally {
            logger.detachAppender(log);
        }
        soon(() -> assertThat(exchange.ready(QUEUE)).isZero());
        assertThat(exchange.ready(Tableinators.deadLetterQueue(ARTISTS))).isZero();
    }

    private static void execute(String sql) throws SQLException {
        try (var connection = postgres.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void any_order_and_any_repetition_by_two_programs_at_once_ends_in_the_newest_version_of_each_record() {
        long seed = Long.getLong("test.seed", System.nanoTime());
        System.out.println("seed of the order of messages (-Dtest.seed=...): " + seed);
        var random = new Random(seed);
        record Sent(TestRecord record, String version) {}
        var versions = List.of("", "20260601", "20260701", "20260801");
        List<Sent> sent = new ArrayList<>();
        Map<String, Sent> newest = new HashMap<>();
        for (int id = 0; id < 300; id++) {
            for (String version : versions.subList(0, 1 + random.nextInt(versions.size()))) {
                // Few names, so that a record often comes back to what it was.
                var record = new TestRecord(Integer.toString(id), "name " + random.nextInt(2));
                var message = new Sent(record, version);
                newest.put(record.id(), message);
                IntStream.rangeClosed(0, random.nextInt(3)).forEach(time -> sent.add(message));
            }
        }
        Collections.shuffle(sent, random);

        try (var one = tableinators.start("tableinator.batch-size", "20", "tableinator.prefetch", "60");
                var two = tableinators.start("tableinator.batch-size", "30", "tableinator.prefetch", "60")) {
            sent.forEach(message -> exchange.send(
                    "artists",
                    message.version().isEmpty() ? null : message.version(),
                    message.record().message()));
            exchange.confirm();
            soon(() -> assertThat(List.of(one, two).stream()
                            .mapToLong(program ->
                                    List.of(Outcome.ADDED, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.SUPERSEDED)
                                            .stream()
                                            .mapToLong(
                                                    outcome -> program.records().total(SOURCE, outcome))
                                            .sum())
                            .sum())
                    .isGreaterThanOrEqualTo(sent.size()));
            // One that came again is counted twice, while another may still be in work.
            soon(() -> {
                assertThat(exchange.ready(QUEUE)).isZero();
                assertThat(inWork(one) + inWork(two)).isZero();
            });
        }
        assertThat(exchange.ready(QUEUE)).isZero();
        assertThat(rows()).as("seed %d", seed).hasSize(300).allSatisfy(row -> {
            var expected = newest.get(row.id());
            assertThat(row.version()).isEqualTo(expected.version());
            assertThat(row.hash()).isEqualTo(expected.record().sha256());
            assertThat(row.data().get("name").asText())
                    .isEqualTo(expected.record().name());
        });
    }

    private static long inWork(Program program) {
        return program.main()
                .lookup("tableinator-artists-read", ReadMessage.class)
                .inWork();
    }

    @Test
    void what_is_stored_is_known_after_a_restart_and_each_batch_is_asked_about_once() throws Exception {
        String[] oneBatch = {"tableinator.batch-size", "40", "tableinator.batch-interval", "600000"};
        publish(40);
        try (var program = tableinators.start(oneBatch)) {
            soon(() -> assertThat(rows()).hasSize(40));
            soon(() -> assertThat(Repositories.attribute(program, "artists", "Lookups"))
                    .isEqualTo(1));
            assertThat(Repositories.attribute(program, "artists", "Unseen")).isEqualTo(40);
        }
        publish(40);
        try (var program = tableinators.start(oneBatch)) {
            soon(() -> assertThat(program.records().total(SOURCE, Outcome.UNCHANGED))
                    .isEqualTo(40));
            assertThat(Repositories.attribute(program, "artists", "Lookups")).isEqualTo(1);
            assertThat(Repositories.attribute(program, "artists", "Seen")).isEqualTo(40);
            assertThat(Repositories.attribute(program, "artists", "Unseen")).isZero();
        }
    }
}
