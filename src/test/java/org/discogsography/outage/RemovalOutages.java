package org.discogsography.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.ConnectionFactory;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.LogLines;
import org.discogsography.servers.Program;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.neo4j.driver.exceptions.Neo4jException;

/**
 * A store that fails while a load removes what is older, and a broker that fails while the changes are published: each record is removed
 * once, nothing else is, and each change comes at least once, in order.
 */
@Tag("outage")
class RemovalOutages {

    private static final Duration PATIENCE = Duration.ofMinutes(Drill.isOn() ? 8 : 4);
    private static final Duration POLL = Duration.ofMillis(10);

    private static final int ROWS = Drill.isOn() ? 100_000 : 40_000;
    private static final int NODES = 10_000;
    private static final String OLD = "20260701";
    private static final String NEW = "20260801";
    private static final String FEED = "changes-of-a-test";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static OutageRig rig;

    @BeforeAll
    static void start() {
        Brokers.requireRabbitMq();
        rig = OutageRig.shared();
    }

    @BeforeEach
    void empty() throws Exception {
        rig.empty();
    }

    static Stream<Fault> faultsOfTables() {
        return Drill.cases("tables fail in a removal", Stream.of(Fault.KILL, Fault.PAUSE), List.of(Fault.KILL));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("faultsOfTables")
    void what_is_older_is_removed_once_and_each_change_is_published_in_order_whatever_fails_meanwhile(Fault fault)
            throws Exception {
        Map<String, String> settings = rig.settings();
        settings.put("tableinator.change-feed", "true");
        try (var program = Program.start(List.of("tableinator"), settings)) {
            bindFeed();
            sql("insert into first_loads values ('artists', '" + OLD + "')");
            sql("insert into artists select n::text, md5(n::text) || md5(n::text),"
                    + " jsonb_build_object('id', n::text, 'name', 'old'), '" + OLD + "', now()"
                    + " from generate_series(1, " + ROWS + ") as n");
            try {
                failDuringRemoval(program, fault);
                awaitCondition(() -> number("select position from change_feed") > 0);
                assertThat(number("select position from change_feed"))
                        .as("in the middle of the feed")
                        .isLessThan(ROWS);
                failDuringFeed(fault);
            } finally {
                rig.end(Server.RABBITMQ, Fault.SLOW);
            }

            awaitCondition(() -> number("select count(*) from removals where finished_at is not null") == 1);
            assertThat(rows("select data_id || ' ' || version from artists order by data_id"))
                    .containsExactly("1 " + NEW);
            assertThat(rows("select state || ' ' || removed || ' ' || changed from loads where version = '" + NEW
                            + "'"))
                    .containsExactly("complete " + (ROWS - 1) + " 1");
            assertThat(rows("select change || ' ' || count(*) from changes group by change order by change"))
                    .containsExactly("changed 1", "removed " + (ROWS - 1));
            assertFeedIsTheTable();
        }
    }

    private static void failDuringRemoval(Program program, Fault fault) throws SQLException {
        try (var connection = rig.postgres().connect();
                var holding = connection.createStatement()) {
            connection.setAutoCommit(false);
            // The removal leaves out what others have locked, and the feed waits for them: neither is over before
            // PostgreSQL fails.
            holding.execute("select from artists where data_id::int > " + ROWS / 2 + " for update");
            publishMonth();
            awaitCondition(() -> removedRows() > 0);
            assertThat(removedRows()).as("in the middle of the removal").isLessThan(ROWS - 1);
            // Nor is the feed before RabbitMQ does.
            rig.begin(Server.RABBITMQ, Fault.SLOW);
            fail(program, Server.POSTGRESQL, fault);
        }
    }

    static Stream<Fault> faultsOfGraph() {
        return Drill.cases("the graph fails in a removal", Stream.of(Fault.KILL, Fault.PAUSE), List.of());
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("faultsOfGraph")
    @Tag("drill")
    void nodes_that_are_older_are_removed_once_and_stubs_stay_whatever_happens_to_the_server(Fault fault) {
        try (var program = Program.start(List.of("graphinator"), rig.settings());
                var session = rig.neo4j().driver().session()) {
            session.run("UNWIND range(1, " + NODES + ") AS n CALL (n) {"
                            + " CREATE (:Artist {id: toString(n), name: 'old', sha256: 'x', version: '" + OLD + "'}) }"
                            + " IN TRANSACTIONS OF 1000 ROWS")
                    .consume();
            // So that the removal is not over before Neo4j fails.
            rig.begin(Server.NEO4J, Fault.SLOW);
            try {
                publishMonth();
                awaitCondition(() -> removedNodes() > 0);
                assertThat(removedNodes()).as("in the middle of the removal").isLessThan(NODES - 1);
                fail(program, Server.NEO4J, fault);
            } finally {
                rig.end(Server.NEO4J, Fault.SLOW);
            }
        }
        // The next start goes on.
        try (var program = Program.start(List.of("graphinator"), rig.settings())) {
            awaitCondition(() ->
                    program
                            .main()
                            .lookup("graphinator-loads", org.discogsography.loads.LoadWorker.class)
                            .loads()
                            .stream()
                            .anyMatch(load -> load.version().equals(NEW) && load.removalDone()));
            assertThat(removedNodes()).isEqualTo(NODES - 1);
            try (var session = rig.neo4j().driver().session()) {
                assertThat(session.run("MATCH (n:Artist) RETURN n.id + ' ' + coalesce(n.version, 'stub') AS found"
                                        + " ORDER BY found")
                                .list(row -> row.get("found").asString()))
                        .containsExactly("1 " + NEW, "2 stub", "3 stub");
                assertThat(session.run("MATCH (a)-[r]->(b) RETURN a.id + type(r) + b.id AS found ORDER BY found")
                                .list(row -> row.get("found").asString()))
                        .containsExactly("2ALIAS_OF1", "3ALIAS_OF1");
            }
        }
    }

    /** One artist is left, who refers to two that are gone. */
    private static void publishMonth() {
        try (var exchange = Exchange.connect(rig.rabbitmq().port())) {
            exchange.publish(
                    "artists",
                    NEW,
                    "{\"type\":\"data\",\"id\":\"1\",\"name\":\"new\",\"aliases\":[{\"id\":\"2\",\"name\":\"b\"},"
                            + "{\"id\":\"3\",\"name\":\"c\"}]}");
            exchange.publish(
                    "artists",
                    NEW,
                    "{\"type\":\"extraction_complete\",\"version\":\"" + NEW
                            + "\",\"started_at\":\"2026-08-05T00:00:00Z\",\"timestamp\":\"2026-08-05T01:00:00Z\","
                            + "\"record_counts\":{\"artists\":1}}");
        }
    }

    private static void fail(Program program, Server server, Fault fault) {
        var watch = program.main().lookup(server.watch(), ServerWatch.class);
        rig.begin(server, fault);
        try {
            await().atMost(PATIENCE)
                    .pollInterval(POLL)
                    .until(() -> watch.breaker().getMetrics().getNumberOfFailedCalls() > 0);
        } finally {
            rig.end(server, fault);
        }
    }

    private static void failDuringFeed(Fault fault) {
        try (var log = LogLines.of("org.discogsography.broker.ConfirmedPublisher")) {
            rig.begin(Server.RABBITMQ, fault);
            try {
                await().atMost(PATIENCE).until(() -> log.lines().stream()
                        .anyMatch(line -> line.startsWith("RabbitMQ: changes cannot be published")));
            } finally {
                rig.end(Server.RABBITMQ, fault);
            }
        }
    }

    private static void awaitCondition(Callable<Boolean> condition) {
        await().atMost(PATIENCE).pollInterval(POLL).ignoreExceptions().until(condition);
    }

    private static long removedRows() throws SQLException {
        return number("select coalesce(sum(removed), 0) from loads");
    }

    private static long removedNodes() {
        try (var session = rig.neo4j().driver().session()) {
            return session.run("MATCH (load:Load) RETURN coalesce(sum(load.removed), 0)")
                    .single()
                    .get(0)
                    .asLong();
        } catch (Neo4jException e) {
            return 0;
        }
    }

    private static void sql(String statement) throws SQLException {
        try (var connection = rig.postgres().connect();
                var prepared = connection.createStatement()) {
            prepared.execute(statement);
        }
    }

    private static long number(String query) throws SQLException {
        return Long.parseLong(rows(query).get(0));
    }

    private static List<String> rows(String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (var connection = rig.postgres().connect();
                var statement = connection.createStatement();
                var found = statement.executeQuery(query)) {
            while (found.next()) {
                rows.add(found.getString(1));
            }
        }
        return rows;
    }

    private static com.rabbitmq.client.Connection connect() throws Exception {
        var factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(rig.rabbitmq().port());
        return factory.newConnection();
    }

    private static void bindFeed() throws Exception {
        try (var connection = connect();
                var channel = connection.createChannel()) {
            channel.exchangeDeclare("discogsography-changes", "topic", true);
            channel.queueDeclare(FEED, true, false, false, Map.of());
            channel.queuePurge(FEED);
            channel.queueBind(FEED, "discogsography-changes", "#");
        }
    }

    /** All that has come: each row of the table at least once, the first time in the order of {@code seq}. */
    private static void assertFeedIsTheTable() throws Exception {
        Map<Long, JsonNode> table = new HashMap<>();
        for (String row :
                rows("select jsonb_strip_nulls(jsonb_build_object('type', type, 'id', data_id, 'change', change,"
                        + " 'version', version, 'sha256', hash, 'previous_sha256', previous_hash, 'seq', seq))::text"
                        + " from changes")) {
            JsonNode change = JSON.readTree(row);
            table.put(change.path("seq").asLong(), change);
        }
        long last = table.keySet().stream().mapToLong(Long::longValue).max().orElseThrow();
        awaitCondition(() -> number("select position from change_feed") >= last);
        var received = new ConcurrentLinkedQueue<byte[]>();
        try (var connection = connect();
                var channel = connection.createChannel()) {
            long waiting = channel.messageCount(FEED);
            channel.basicConsume(FEED, true, (tag, message) -> received.add(message.getBody()), tag -> {});
            await().atMost(PATIENCE).until(() -> received.size() >= waiting);
            channel.queueDelete(FEED);
        }
        Set<Long> seen = new TreeSet<>();
        long highest = 0;
        for (byte[] body : received) {
            JsonNode change = JSON.readTree(body);
            long seq = change.path("seq").asLong();
            assertThat(change).isEqualTo(table.get(seq));
            assertThat(seq > highest || seen.contains(seq))
                    .as("%d comes after %d, and never came before", seq, highest)
                    .isTrue();
            seen.add(seq);
            highest = Math.max(highest, seq);
        }
        assertThat(seen).isEqualTo(new TreeSet<>(table.keySet()));
    }
}
