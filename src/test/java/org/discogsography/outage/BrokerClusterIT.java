package org.discogsography.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.discogsography.broker.Topology;
import org.discogsography.dump.DataType;
import org.discogsography.metrics.Metric;
import org.discogsography.pipeline.StoreAssertions;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.Meters;
import org.discogsography.servers.Program;
import org.discogsography.servers.RabbitMqServer;
import org.discogsography.servers.RabbitMqVersion;
import org.discogsography.servers.TestServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Nodes of a RabbitMQ cluster fail in the middle of a load, for which two of each sink are at work. */
@Tag("drill")
class BrokerClusterIT {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerClusterIT.class);
    private static final Duration PATIENCE = Duration.ofMinutes(8);
    private static final long RECORDS = 10_000;
    private static final int WINDOW = 250;
    private static final int PREFETCH = 300;
    private static final int SINKS = 2;
    private static final Duration ABSENCE = Duration.ofSeconds(20);

    /** Longer than an election, than a node takes to start, and than RabbitMQ takes to give up a node that hangs. */
    private static final Duration RECOVERY = Duration.ofSeconds(60);

    @TempDir
    private static Path folder;

    private static TestServers stores;
    private static final List<Path> dumps = new ArrayList<>();
    private static final List<Program> sinks = new ArrayList<>();
    private static final List<RabbitMqServer> nodes = new ArrayList<>();

    /** What happens to nodes while a load is under way, and is over when it returns: a node that hangs does so until the load has ended. */
    enum Failing {
        LEADER_KILLED(1) {
            @Override
            void run(CountDownLatch loaded) throws InterruptedException {
                killForAWhile(leader());
            }
        },
        NODE_IN_USE_KILLED(1) {
            @Override
            void run(CountDownLatch loaded) throws InterruptedException {
                killForAWhile(inUse());
            }
        },
        NODE_IN_USE_HANGS(1) {
            @Override
            void run(CountDownLatch loaded) throws InterruptedException {
                RabbitMqServer node = inUse();
                node.pause();
                loaded.await();
                node.unpause();
            }
        },
        ROLLING_RESTART(3) {
            @Override
            void run(CountDownLatch loaded) {
                for (RabbitMqServer node : nodes) {
                    node.stop();
                    node.restart();
                }
            }
        };

        /** How often an instance may lose its connection, at most. */
        private final int losses;

        Failing(int losses) {
            this.losses = losses;
        }

        /** @param loaded opens when the stores have everything */
        abstract void run(CountDownLatch loaded) throws InterruptedException;

        private static void killForAWhile(RabbitMqServer node) throws InterruptedException {
            node.kill();
            Thread.sleep(ABSENCE.toMillis());
            node.restart();
        }
    }

    @BeforeAll
    static void start() {
        if (failing().findAny().isEmpty()) {
            return; // None of its cases is chosen: no servers need to start.
        }
        RabbitMqVersion.FOUR.require();
        stores = TestServers.start().clear();
        nodes.add(RabbitMqServer.start(RabbitMqVersion.FOUR));
        nodes.add(nodes.get(0).another());
        nodes.add(nodes.get(0).another());
        // The node to which the one who declares them is connected leads the queues.
        Program.start(List.of("graphinator"), settings(0, 1, 2)).close();
        assertEachQueueIsOnThreeNodes();
        for (int i = 0; i < SINKS; i++) {
            sinks.add(Program.start(List.of("graphinator", "tableinator"), settings(1, 2, 0)));
        }
    }

    @AfterAll
    static void stop() {
        sinks.forEach(Program::close);
        for (int i = nodes.size() - 1; i >= 0; i--) {
            nodes.get(i).close();
        }
    }

    static Stream<Failing> failing() {
        return Drill.cases("a node of a cluster", Stream.of(Failing.values()), List.of());
    }

    private static RabbitMqServer leader() {
        String leader = nodes.get(0)
                .answer("list_queues", "--quiet", "--no-table-headers", "leader")
                .lines()
                .findFirst()
                .orElseThrow();
        return nodes.stream()
                .filter(node -> leader.contains("-" + node.port() + "@"))
                .findFirst()
                .orElseThrow();
    }

    private static RabbitMqServer inUse() {
        String address = sinks.get(0)
                .main()
                .lookup("rabbitmq-watch", ServerWatch.class)
                .address()
                .orElseThrow();
        return nodes.stream()
                .filter(node -> address.endsWith(":" + node.port()))
                .findFirst()
                .orElseThrow();
    }

    private static void assertEachQueueIsOnThreeNodes() {
        List<String> members = nodes.get(0)
                .answer("list_queues", "--quiet", "--no-table-headers", "name", "members")
                .lines()
                .filter(line -> line.startsWith("discogsography-"))
                .toList();
        assertThat(members)
                .hasSize(2 * Topology.CONSUMERS.size() * DataType.values().length)
                .allMatch(line -> line.split("@localhost", -1).length == nodes.size() + 1);
    }

    private static Map<String, String> settings(int... order) {
        Map<String, String> settings = new HashMap<>(stores.settings());
        settings.put(
                "amqp.connection",
                IntStream.of(order)
                        .mapToObj(node -> "127.0.0.1:" + nodes.get(node).port())
                        .collect(Collectors.joining(",", "amqp://guest:guest@", "/")));
        for (String service : Topology.CONSUMERS) {
            settings.put(service + ".prefetch", Integer.toString(PREFETCH));
            settings.put(service + ".batch-size", Integer.toString(PREFETCH / 3));
        }
        return settings;
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource
    void failing(Failing failing) throws Exception {
        int month = dumps.size() + 1;
        Path dump = Files.createDirectory(folder.resolve("month-" + month));
        var written = SampleDump.of(RECORDS).inMonth(month).writeTo(dump);
        dumps.add(dump);
        Map<String, String> settings = settings(1, 2, 0);
        settings.putAll(SlowExtractor.settings(folder.resolve("routes-" + month), Duration.ofMillis(500)));
        settings.put("discogs.root", dump.toString());
        settings.put("extractor.state-folder", folder.resolve("state").toString());
        settings.put("extractor.batch-size", Integer.toString(WINDOW));
        long redelivered = redelivered();
        try (var extractor = Program.start(List.of("extractor"), settings)) {
            await().atMost(PATIENCE).until(() -> published(extractor) > written.total() / 5);
            var gaps = new Gaps(extractor, written.version());
            try (var fault = FailingMeanwhile.begin(failing)) {
                await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> {
                    gaps.look();
                    return stored(written.version()) == 2 * written.total()
                            && extractor.extraction().ended();
                });
            }
            assertThat(extractor.extraction().succeeded()).isTrue();
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(2))
                    .untilAsserted(() -> StoreAssertions.assertStoresHold(
                            stores.postgres(), stores.neo4j(), dumps.get(dumps.size() - 1)));
            long again = redelivered() - redelivered;
            LOG.info(
                    "{}: {} records, nothing published for at most {}, nothing stored for at most {}, delivered again {}",
                    failing,
                    written.total(),
                    gaps.published.longest,
                    gaps.stored.longest,
                    again);
            long most = (long) failing.losses * SINKS * Topology.CONSUMERS.size() * DataType.values().length * PREFETCH;
            assertThat(gaps.stored.longest).isLessThan(RECOVERY);
            assertThat(gaps.published.longest).isLessThan(RECOVERY);
            assertThat(again).as("%s", failing).isLessThanOrEqualTo(most);
        }
    }

    private static long published(Program extractor) {
        return extractor.extraction().files().stream()
                .mapToLong(file -> file.published())
                .sum();
    }

    private static long redelivered() {
        return sinks.stream()
                .flatMap(sink -> Topology.CONSUMERS.stream()
                        .map(service -> (long) Meters.of(sink).value(Metric.REDELIVERIES, "service", service)))
                .mapToLong(Long::longValue)
                .sum();
    }

    private static long stored(String version) throws SQLException {
        long rows = 0;
        try (var connection = stores.postgres().connect();
                var statement = connection.createStatement()) {
            for (DataType type : DataType.values()) {
                try (var count =
                        statement.executeQuery("select count(*) from " + type + " where version = '" + version + "'")) {
                    count.next();
                    rows += count.getLong(1);
                }
            }
        }
        try (var session = stores.neo4j().driver().session()) {
            return rows
                    + session.run(
                                    "MATCH (n) WHERE n.version = $version AND n.sha256 IS NOT NULL RETURN count(n)",
                                    Map.of("version", version))
                            .single()
                            .get(0)
                            .asLong();
        }
    }

    /** What fails beside a load. If the load fails too, that is the failure, and this one's is told with it. */
    private record FailingMeanwhile(CountDownLatch loaded, CompletableFuture<Void> fault) implements AutoCloseable {

        static FailingMeanwhile begin(Failing failing) {
            var loaded = new CountDownLatch(1);
            return new FailingMeanwhile(loaded, CompletableFuture.runAsync(() -> {
                try {
                    failing.run(loaded);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }

        /** The load has ended; waits until all nodes work again. */
        @Override
        public void close() {
            loaded.countDown();
            fault.join();
        }
    }

    /** The longest times without progress. */
    private static final class Gaps {

        private final Program extractor;
        private final String version;
        private final Gap published = new Gap();
        private final Gap stored = new Gap();

        Gaps(Program extractor, String version) {
            this.extractor = extractor;
            this.version = version;
        }

        void look() throws SQLException {
            if (!extractor.extraction().ended()) {
                published.look(published(extractor));
            }
            stored.look(stored(version));
        }
    }

    private static final class Gap {

        private long last;
        private Instant since = Instant.now();
        private Duration longest = Duration.ZERO;

        void look(long now) {
            var gap = Duration.between(since, Instant.now());
            if (gap.compareTo(longest) > 0) {
                longest = gap;
            }
            if (now != last) {
                last = now;
                since = Instant.now();
            }
        }
    }
}
