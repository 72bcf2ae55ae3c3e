package org.discogsography.tableinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.discogsography.dump.DataType.ARTISTS;
import static org.discogsography.dump.DataType.LABELS;

import com.rabbitmq.client.ConnectionFactory;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ThrowingRunnable;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.deadletters.DeadLetterQueues;
import org.discogsography.health.HealthSource;
import org.discogsography.loads.LoadState;
import org.discogsography.loads.LoadWorker;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.EmbeddedPostgres;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.LogLines;
import org.discogsography.servers.Program;
import org.discogsography.settings.Settings;
import org.discogsography.table.TableLoads;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Loads from the queue to their end, by the program alone. */
class LoadCompletionTest {

    private static final Duration SOON = Duration.ofMinutes(5);
    private static final String JULY = "20260701";
    private static final String AUGUST = "20260801";

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

    private static void publish(String type, String version, String... names) {
        for (int id = 0; id < names.length; id++) {
            exchange.publish(type, version, new TestRecord(Integer.toString(id), names[id]).message());
        }
    }

    private static void complete(String type, String version, int records) {
        exchange.publish(
                type,
                version,
                "{\"type\":\"extraction_complete\",\"version\":\"%s\",\"started_at\":\"2026-08-05T00:00:00Z\",\"timestamp\":\"2026-08-05T01:00:00Z\",\"record_counts\":{\"%s\":%d},\"files\":{\"%s\":{\"file\":\"f\",\"sha256\":\"h\"}}}"
                        .formatted(version, type, records, type));
    }

    private static void soon(ThrowingRunnable assertion) {
        await().atMost(SOON).untilAsserted(assertion);
    }

    private static List<String> rows(org.discogsography.dump.DataType type) {
        return StoredRow.all(postgres, type).stream()
                .map(row -> row.id() + " " + row.version() + " "
                        + row.data().get("name").asText())
                .toList();
    }

    private static LoadState state(String version) throws SQLException {
        return new TableLoads(
                        program.main().getCamelContext().getRegistry().findSingleByType(javax.sql.DataSource.class))
                .loads().stream()
                        .filter(load -> load.type() == ARTISTS && load.version().equals(version))
                        .map(load -> load.state())
                        .findFirst()
                        .orElse(null);
    }

    private static void sql(String statement) {
        try (var connection = postgres.connect();
                var prepared = connection.createStatement()) {
            prepared.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_load_with_a_dead_letter_removes_nothing_and_all_that_is_older_when_that_was_replayed() {
        publish("artists", JULY, "a", "b", "c");
        publish("labels", JULY, "label");
        complete("artists", JULY, 3);
        soon(() -> assertThat(state(JULY)).isEqualTo(LoadState.COMPLETE));

        sql("alter table artists add constraint good check (data->>'name' <> 'bad')");
        try (var log = LogLines.of(LoadWorker.class)) {
            publish("artists", AUGUST, "a", "bad");
            complete("artists", AUGUST, 2);
            soon(() -> assertThat(state(AUGUST)).isEqualTo(LoadState.INCOMPLETE));
            soon(() -> assertThat(log.lines())
                    .contains("tableinator artists of 20260801: incomplete: the store holds 1 of 2 records, 1 dead"
                            + " letters of this type; nothing is removed"));
        }
        assertThat(rows(ARTISTS)).containsExactly("0 20260801 a", "1 20260701 b", "2 20260701 c");

        sql("alter table artists drop constraint good");
        replay();

        soon(() -> assertThat(rows(ARTISTS)).containsExactly("0 20260801 a", "1 20260801 bad"));
        assertThat(rows(LABELS)).containsExactly("0 20260701 label");
    }

    private static void replay() {
        try (var queues = new DeadLetterQueues(new Settings(program.main().getCamelContext()))) {
            queues.of(new ConsumerQueue("tableinator", ARTISTS)).replayAll();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void two_instances_complete_a_load_whose_end_comes_before_its_records() {
        publish("artists", JULY, "a", "b", "c");
        soon(() -> assertThat(rows(ARTISTS)).hasSize(3));
        try (var second = tableinators.start()) {
            assertThat(second).isNotNull();
            complete("artists", AUGUST, 2);
            publish("artists", AUGUST, "a", "other");
            publish("artists", AUGUST, "a", "other");
            publish("artists", JULY, "a", "b", "c");

            soon(() -> assertThat(rows(ARTISTS)).containsExactly("0 20260801 a", "1 20260801 other"));
        }
        publish("artists", JULY, "a", "b", "c");
        publish("artists", AUGUST, "behind");
        soon(() -> assertThat(rows(ARTISTS)).containsExactly("0 20260801 behind", "1 20260801 other"));
    }

    @Test
    void changes_are_published_in_order_to_whoever_has_bound_a_queue() throws Exception {
        var factory = new ConnectionFactory();
        factory.setUri(tableinators.broker().address());
        try (var connection = factory.newConnection();
                var channel = connection.createChannel();
                var feeding = tableinators.start("tableinator.change-feed", "true")) {
            channel.exchangeDeclare("discogsography-changes", "topic", true);
            String queue = channel.queueDeclare().getQueue();
            channel.queueBind(queue, "discogsography-changes", "artists.*");
            publish("artists", JULY, "a", "b", "c");
            complete("artists", JULY, 3);
            soon(() -> assertThat(state(JULY)).isEqualTo(LoadState.COMPLETE));
            publish("artists", AUGUST, "a", "other");
            complete("artists", AUGUST, 2);

            List<String> received = new ArrayList<>();
            soon(() -> {
                for (var message = channel.basicGet(queue, true);
                        message != null;
                        message = channel.basicGet(queue, true)) {
                    received.add(message.getEnvelope().getRoutingKey() + " "
                            + new String(message.getBody(), java.nio.charset.StandardCharsets.UTF_8));
                }
                assertThat(received).hasSize(2);
            });
            var b = new TestRecord("1", "b");
            var other = new TestRecord("1", "other");
            var c = new TestRecord("2", "c");
            assertThat(received.get(0))
                    .matches(
                            "artists.changed \\{\"type\":\"artists\",\"id\":\"1\",\"change\":\"changed\",\"version\":\"20260801\","
                                    + "\"sha256\":\"" + other.sha256() + "\",\"previous_sha256\":\"" + b.sha256()
                                    + "\",\"seq\":\\d+}");
            assertThat(received.get(1))
                    .matches(
                            "artists.removed \\{\"type\":\"artists\",\"id\":\"2\",\"change\":\"removed\",\"version\":\"20260801\","
                                    + "\"previous_sha256\":\"" + c.sha256() + "\",\"seq\":\\d+}");
            soon(() ->
                    assertThat(changeFeeds(feeding)).singleElement().asString().contains("waiting=0"));
            assertThat(changeFeeds(program)).as("of one that does not feed").isEmpty();
        }
    }

    private static List<Object> changeFeeds(Program of) {
        return of.main().getCamelContext().getRegistry().findByType(HealthSource.class).stream()
                .filter(source -> source.section().equals("change_feed"))
                .map(HealthSource::content)
                .toList();
    }

    @Test
    void a_lost_end_of_an_extraction_removes_nothing() {
        publish("artists", JULY, "a", "b", "c");
        publish("artists", AUGUST, "a");
        complete("labels", AUGUST, 0);

        soon(() -> assertThat(labels()).isEqualTo(Map.of(AUGUST, LoadState.COMPLETE)));
        soon(() -> assertThat(rows(ARTISTS)).containsExactly("0 20260801 a", "1 20260701 b", "2 20260701 c"));
    }

    private static Map<String, LoadState> labels() throws SQLException {
        return new TableLoads(
                        program.main().getCamelContext().getRegistry().findSingleByType(javax.sql.DataSource.class))
                .loads().stream()
                        .filter(load -> load.type() == LABELS)
                        .collect(java.util.stream.Collectors.toMap(load -> load.version(), load -> load.state()));
    }
}
