package org.discogsography.graphinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.awaitility.core.ThrowingRunnable;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.consuming.RequeueBatch;
import org.discogsography.broker.deadletters.DeadLetterQueues;
import org.discogsography.broker.messages.Message;
import org.discogsography.dump.DataType;
import org.discogsography.health.HealthReport;
import org.discogsography.loads.LoadWorker;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.LogLines;
import org.discogsography.servers.Program;
import org.discogsography.servers.TestServers;
import org.discogsography.settings.RunningServices;
import org.discogsography.settings.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The route from a queue into the graph. */
@ParameterizedClass
@MethodSource("org.discogsography.servers.Brokers#any")
class GraphinatorTest {

    private static final Duration SOON = Duration.ofMinutes(5);
    private static final String QUEUE = "discogsography-graphinator-artists";

    private static final ConsumerQueue SOURCE = new ConsumerQueue("graphinator", DataType.ARTISTS);

    private final TestServers servers = TestServers.start();

    @Parameter
    Brokers brokers;

    private Exchange exchange;

    @BeforeEach
    void connect() {
        exchange = Exchange.connect(brokers.shared().port());
        exchange.purgeAll();
        // Declares the queues.
        try (var ignored = start()) {
            await().atMost(SOON).ignoreExceptions().until(() -> exchange.isThere(QUEUE));
        }
        exchange.purgeAll();
        servers.clear();
    }

    @AfterEach
    void disconnect() {
        exchange.close();
    }

    private Program start(String... more) {
        Map<String, String> settings = new HashMap<>(servers.settings());
        settings.put("amqp.connection", brokers.shared().address());
        settings.put("graphinator.batch-interval", "100");
        settings.put("retry.delay", "50");
        settings.put("retry.maximum-delay", "100");
        settings.put("camel.main.shutdown-timeout", "3");
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return Program.start(List.of("graphinator"), settings);
    }

    private void publish(int artists) {
        IntStream.rangeClosed(1, artists)
                .forEach(id -> exchange.publish(
                        "artists", "20260801", "{\"type\":\"data\",\"id\":\"%d\",\"name\":\"A\"}".formatted(id)));
    }

    private long artists() {
        return servers.neo4j()
                .driver()
                .executableQuery("MATCH (a:Artist) WHERE a.sha256 IS NOT NULL RETURN count(*) AS artists")
                .execute()
                .records()
                .get(0)
                .get("artists")
                .asLong();
    }

    private static void soon(ThrowingRunnable assertion) {
        await().atMost(SOON).untilAsserted(assertion);
    }

    @Test
    void messages_stay_unacknowledged_until_their_nodes_are_committed() {
        try (var session = servers.neo4j().driver().session()) {
            session.run("CREATE (:Artist {id: '7'})").consume();
            try (var transaction = session.beginTransaction()) {
                // Another writer holds one of the nodes.
                transaction.run("MATCH (a:Artist {id: '7'}) SET a.held = true").consume();
                // All in one batch: they wait when the program comes, and it waits for the last of them.
                publish(10);
                try (var ignored = start("graphinator.batch-size", "10", "graphinator.batch-interval", "30000")) {
                    soon(() -> assertThat(writersThatWait()).isPositive());
                    assertThat(artists()).isZero();
                }
                soon(() -> assertThat(exchange.ready(QUEUE)).isEqualTo(10));
                transaction.rollback();
            }
        }
        try (var program = start()) {
            soon(() -> assertThat(artists()).isEqualTo(10));
            soon(() -> assertThat(program.records().settled(SOURCE)).isEqualTo(10));
        }
        soon(() -> assertThat(exchange.ready(QUEUE)).isZero());
    }

    private long writersThatWait() {
        return servers.neo4j()
                .driver()
                .executableQuery(
                        "SHOW TRANSACTIONS YIELD status, currentQuery WHERE status STARTS WITH 'Blocked' RETURN count(*) AS n")
                .execute()
                .records()
                .get(0)
                .get("n")
                .asLong();
    }

    @Test
    void a_batch_that_cannot_be_written_goes_back_to_its_queue_after_five_attempts_and_is_written_when_it_can() {
        try (var session = servers.neo4j().driver().session();
                var log = LogLines.of(RequeueBatch.class);
                var program = start("breaker.failures", "1000", "neo4j.answer-timeout", "3", "breaker.open-for", "1")) {
            try (var transaction = session.beginTransaction()) {
                // The batch waits for this node's lock until its time is over.
                transaction.run("MERGE (a:Artist {id: '1'}) SET a.held = true").consume();
                publish(10);
                soon(() ->
                        assertThat(log.lines()).anyMatch(line -> line.startsWith("graphinator artists: a batch of ")));
                var breaker = program.main()
                        .getCamelContext()
                        .getRegistry()
                        .lookupByNameAndType("neo4j-breaker", CircuitBreaker.class);
                soon(() -> assertThat(breaker.getState()).isNotEqualTo(CircuitBreaker.State.CLOSED));
                assertThat(artists()).isZero();
                transaction.rollback();
            }
            soon(() -> assertThat(artists()).isEqualTo(10));
        }
    }

    @Test
    void only_a_changed_record_needs_the_large_statement() throws Exception {
        var statements = new Statements();
        try (var program = start()) {
            CamelContext context = program.main().getCamelContext();
            context.getManagementStrategy().addEventNotifier(statements);
            publish("20260701", "1", "A");
            soon(() -> assertThat(program.records().settled(SOURCE)).isEqualTo(1));
            assertThat(artists()).isEqualTo(1);
            assertThat(statements.used).noneMatch(uri -> uri.contains("store-artists.cypher"));
            publish("20260801", "1", "B");
            soon(() -> assertThat(program.records().settled(SOURCE)).isEqualTo(2));
            assertThat(statements.used).anyMatch(uri -> uri.contains("store-artists.cypher"));
        }
    }

    /** The endpoints that exchanges were sent to. */
    private static final class Statements extends EventNotifierSupport {

        private final Queue<String> used = new ConcurrentLinkedQueue<>();

        @Override
        public void notify(CamelEvent event) {
            if (event instanceof CamelEvent.ExchangeSendingEvent sending) {
                used.add(sending.getEndpoint().getEndpointUri());
            }
        }
    }

    @Test
    void a_message_that_is_no_record_becomes_a_dead_letter_and_its_neighbours_are_written() {
        try (var ignored = start()) {
            exchange.publish("artists", "20260801", "this is not JSON");
            publish(3);
            soon(() -> assertThat(artists()).isEqualTo(3));
            soon(() -> assertThat(exchange.ready(QUEUE + "-dead")).isEqualTo(1));
        }
    }

    @Test
    void a_message_is_read_as_JSON_in_UTF_8_whatever_it_calls_itself() {
        try (var program = start()) {
            exchange.publishAsText(
                    "artists", "no-such-charset", "{\"type\":\"data\",\"id\":\"called-text\",\"name\":\"Ä\"}");
            soon(() -> assertThat(artists()).isEqualTo(1));
            soon(() -> assertThat(program.records().settled(SOURCE)).isEqualTo(1));
        }
        soon(() -> assertThat(exchange.ready(QUEUE)).isZero());
    }

    @Test
    void a_style_leaves_a_genre_that_no_record_puts_it_in_any_more_also_where_no_extraction_ends() {
        try (var ignored = start("graphinator.settle-interval", "1")) {
            exchange.publish("releases", "20260801", release("\"Rock\""));
            soon(() -> assertThat(genresOfPunk()).containsExactly("Rock"));
            exchange.publish("releases", "20260801-2", release("\"Rock\",\"Pop\""));
            soon(() -> assertThat(genresOfPunk()).isEmpty());
            exchange.publish("releases", "20260801", release("\"Rock\""));
            exchange.publish("releases", "20260901", release("\"Pop\""));
            soon(() -> assertThat(genresOfPunk()).containsExactly("Pop"));
        }
    }

    @Test
    void an_edge_that_cannot_be_checked_holds_no_message_up_and_is_in_health_until_it_is_settled() {
        query("CREATE (:Style {name: 'Punk'})<-[:IS]-(:Release {id: '1'})-[:IS]->(:Genre {name: 'Rock'})");
        String reason = "PART_OF from the style Punk to the genre Rock could not be checked: ";
        try (var session = servers.neo4j().driver().session();
                var transaction = session.beginTransaction();
                var log = LogLines.of(ReconcilePartOf.class);
                var program = start("graphinator.reconcile-timeout", "1", "graphinator.settle-interval", "1")) {
            assertThat(health(program).sections()).containsEntry("part_of", Map.of("settled", true));
            transaction.run("MATCH (r:Release {id: '1'}) SET r.id = r.id").consume();
            query("MATCH (s:Style), (g:Genre) CREATE (s)-[:PART_OF]->(g)");
            exchange.publish("masters", "20260801", """
                            {"type":"extraction_complete","version":"20260801","started_at":"2026-08-05T00:00:00Z",\
                            "timestamp":"2026-08-05T01:00:00Z","record_counts":{"masters":0}}""");
            var masters = new ConsumerQueue("graphinator", DataType.MASTERS);
            soon(() -> assertThat(program.controls().total(masters, Message.ExtractionComplete.class))
                    .isEqualTo(1));
            assertThat(log.lines())
                    .anySatisfy(line -> assertThat(line.toString()).contains(reason));
            soon(() -> assertThat(health(program).reasons()).anyMatch(each -> each.startsWith(reason)));
            // A check of a server that is busy may be worse for a moment.
            soon(() -> assertThat(health(program).status()).isEqualTo("degraded"));
            assertThat(health(program).sections().get("part_of"))
                    .asString()
                    .contains("settled=false", "since=", reason);
            transaction.rollback();
            soon(() -> assertThat(health(program).sections()).containsEntry("part_of", Map.of("settled", true)));
            assertThat(health(program).reasons()).noneMatch(each -> each.startsWith(reason));
            assertThat(genresOfPunk()).containsExactly("Rock");
        }
    }

    private static HealthReport.Health health(Program program) {
        CamelContext context = program.main().getCamelContext();
        return new HealthReport(context, context.getRegistry().findSingleByType(RunningServices.class)).now();
    }

    private static String release(String genres) {
        return "{\"type\":\"data\",\"id\":\"1\",\"genres\":[%s],\"styles\":[\"Punk\"]}".formatted(genres);
    }

    private List<String> genresOfPunk() {
        return servers
                .neo4j()
                .driver()
                .executableQuery("MATCH (:Style {name: 'Punk'})-[:PART_OF]->(g) RETURN g.name AS genre")
                .execute()
                .records()
                .stream()
                .map(row -> row.get("genre").asString())
                .toList();
    }

    @Test
    void a_load_with_a_dead_letter_removes_nothing_and_what_is_older_once_that_was_replayed() throws Exception {
        try (var program = start();
                var log = LogLines.of(LoadWorker.class)) {
            publish("20260701", "1", "A");
            publish("20260701", "2", "B");
            publish("20260701", "3", "C");
            exchange.publish("labels", "20260701", "{\"type\":\"data\",\"id\":\"1\",\"name\":\"L\"}");
            soon(() -> assertThat(versions()).hasSize(4));
            query("CREATE CONSTRAINT one_name FOR (n:Artist) REQUIRE n.name IS UNIQUE");
            try {
                publish("20260801", "1", "A");
                publish("20260801", "2", "A");
                complete("20260801", 2);
                soon(() -> assertThat(log.lines())
                        .contains("graphinator artists of 20260801: incomplete: the store holds 1 of 2 records, 1 dead"
                                + " letters of this type; nothing is removed"));
                assertThat(versions())
                        .containsExactly(
                                "Artist 1 20260801", "Artist 2 20260701", "Artist 3 20260701", "Label 1 20260701");
            } finally {
                query("DROP CONSTRAINT one_name");
            }
            try (var queues = new DeadLetterQueues(new Settings(program.main().getCamelContext()))) {
                queues.of(SOURCE).replayAll();
            }
            soon(() -> assertThat(versions())
                    .containsExactly("Artist 1 20260801", "Artist 2 20260801", "Label 1 20260701"));
        }
    }

    @Test
    void two_instances_complete_a_load_whose_end_comes_before_its_records_and_ignore_older_ones() {
        try (var one = start();
                var other = start()) {
            publish("20260701", "1", "A");
            publish("20260701", "2", "B");
            soon(() -> assertThat(versions()).hasSize(2));
            complete("20260801", 2);
            for (int delivery = 0; delivery < 2; delivery++) {
                publish("20260801", "1", "A");
                publish("20260801", "3", "C");
                publish("20260701", "2", "B");
            }
            soon(() -> assertThat(versions()).containsExactly("Artist 1 20260801", "Artist 3 20260801"));
            // One instance may still have the second delivery of A when the other one stores Z, and the later one wins.
            soon(() -> assertThat(settled(one, other)).isEqualTo(8));
            publish("20260701", "2", "B");
            publish("20260801", "1", "Z");
            soon(() -> assertThat(query("MATCH (n:Artist {name: 'Z'}) RETURN n.id AS found"))
                    .containsExactly("1"));
            soon(() -> assertThat(settled(one, other)).isEqualTo(10));
            assertThat(versions()).containsExactly("Artist 1 20260801", "Artist 3 20260801");
        }
    }

    private static long settled(Program... programs) {
        return Stream.of(programs)
                .mapToLong(program -> program.records().settled(SOURCE))
                .sum();
    }

    private void publish(String version, String id, String name) {
        exchange.publish("artists", version, "{\"type\":\"data\",\"id\":\"%s\",\"name\":\"%s\"}".formatted(id, name));
    }

    private void complete(String version, int artists) {
        exchange.publish("artists", version, """
                        {"type":"extraction_complete","version":"%s","started_at":"2026-08-05T00:00:00Z",\
                        "timestamp":"2026-08-05T01:00:00Z","record_counts":{"artists":%d}}""".formatted(version, artists));
    }

    private List<String> versions() {
        return query("MATCH (n) WHERE n.sha256 IS NOT NULL RETURN labels(n)[0] + ' ' + n.id + ' ' + n.version AS found "
                + "ORDER BY found");
    }

    private List<String> query(String statement) {
        return servers.neo4j().driver().executableQuery(statement).execute().records().stream()
                .map(row -> row.get("found").asString())
                .toList();
    }

    @Test
    void the_idempotent_repositories_of_all_types_show_in_JMX() throws Exception {
        try (var ignored = start()) {
            for (DataType type : DataType.values()) {
                assertThat(ManagementFactory.getPlatformMBeanServer()
                                .queryNames(
                                        new ObjectName("org.apache.camel:context=*,type=idempotent,name=\"graphinator-"
                                                + type + "-repository\""),
                                        null))
                        .hasSize(1);
            }
        }
    }
}
