package org.discogsography.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.Topology;
import org.discogsography.broker.deadletters.DeadLetterQueues;
import org.discogsography.dump.DataType;
import org.discogsography.expected.ExpectedGraph;
import org.discogsography.expected.ExpectedGraph.Newest;
import org.discogsography.expected.GraphSnapshot;
import org.discogsography.expected.TableSnapshot;
import org.discogsography.graph.CypherRunner;
import org.discogsography.graph.GraphLoads;
import org.discogsography.loads.Load;
import org.discogsography.loads.LoadState;
import org.discogsography.loads.LoadStore;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.Program;
import org.discogsography.servers.TestServers;
import org.discogsography.settings.Settings;
import org.discogsography.table.TableLoads;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dumps in any order, messages that come again, dead letters, records that are rejected or lost, ends that come early or never, restarts:
 * both stores end as the newest whole dump says, record for record and edge for edge, or nothing is removed and the load says so.
 */
class RandomMonthsTest {

    private static final Logger LOG = LoggerFactory.getLogger(RandomMonthsTest.class);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final TestServers servers = TestServers.start();

    @TempDir
    private Path folder;

    private Map<String, RandomMonths> months;
    private Program program;

    @BeforeEach
    void clear() {
        try (var exchange = Exchange.connect(servers.broker().port())) {
            exchange.purgeAll();
        }
        servers.clear();
    }

    @Test
    void whatever_comes_both_stores_end_as_the_newest_whole_dump_says() throws Exception {
        end(Long.getLong("seed", System.nanoTime()));
    }

    @RepeatedTest(12)
    @Tag("drill")
    void and_do_so_again_and_again() throws Exception {
        end(System.nanoTime());
    }

    private void end(long seed) throws Exception {
        LOG.info("with -Dseed={}", seed);
        var random = new Random(seed);
        List<Path> dumps = new ArrayList<>();
        for (int month = 1; month <= 3; month++) {
            Path dump = folder.resolve("month-" + month);
            SampleDump.of(70).inMonth(month).writeTo(dump);
            dumps.add(dump);
        }
        months = new LinkedHashMap<>();
        for (String service : Topology.CONSUMERS) {
            months.put(service, new RandomMonths(dumps, random));
        }
        LOG.info("{}", months);
        try (var exchange = Exchange.connect(servers.broker().port())) {
            program = start();
            sendAll(exchange, random);
            awaitEnd(exchange, seed);

            for (String service : Topology.CONSUMERS) {
                for (Newest letter : months.get(service).deadLetters()) {
                    RandomMonths.Sent dead = RandomMonths.message(letter);
                    exchange.sendTo(queue(service, letter.type()) + "-dead", dead.version(), dead.body());
                }
                exchange.confirm();
                replay(service);
                months.get(service).replayed();
            }
            for (String service : Topology.CONSUMERS) {
                for (Load load : store(service).loads()) {
                    if (load.state() == LoadState.INCOMPLETE
                            && random.nextBoolean()
                            && store(service).accept(load.version(), load.type())) {
                        months.get(service).accepted(load);
                    }
                }
            }
            awaitEnd(exchange, seed);
        } finally {
            program.close();
        }
    }

    /** With a restart in between. */
    private void sendAll(Exchange exchange, Random random) {
        int restart = random.nextInt(400);
        int sent = 0;
        List<RandomMonths.Sent> tables = months.get("tableinator").messages();
        List<RandomMonths.Sent> graph = months.get("graphinator").messages();
        for (int i = 0; i < Math.max(tables.size(), graph.size()); i++) {
            send(exchange, "tableinator", tables, i);
            send(exchange, "graphinator", graph, i);
            if (++sent == restart) {
                exchange.confirm();
                program.close();
                program = start();
            }
        }
        exchange.confirm();
    }

    private static void send(Exchange exchange, String service, List<RandomMonths.Sent> messages, int index) {
        if (index < messages.size()) {
            RandomMonths.Sent message = messages.get(index);
            exchange.sendTo(queue(service, message.type()), message.version(), message.body());
        }
    }

    private Program start() {
        Map<String, String> settings = new HashMap<>(servers.settings());
        for (String service : Topology.CONSUMERS) {
            settings.put(service + ".batch-interval", "50");
            settings.put(service + ".batch-size", "20");
        }
        settings.put("graphinator.settle-interval", "1");
        // The second pass of a removal waits for the longest transaction.
        settings.put("neo4j.answer-timeout", "5");
        settings.put("retry.delay", "50");
        settings.put("retry.maximum-delay", "200");
        settings.put("camel.main.shutdown-timeout", "5");
        return Program.start(Topology.CONSUMERS, settings);
    }

    private static String queue(String service, DataType type) {
        return "discogsography-" + service + "-" + type;
    }

    private void replay(String service) throws Exception {
        try (var queues = new DeadLetterQueues(new Settings(program.main().getCamelContext()))) {
            for (DataType type : DataType.values()) {
                queues.of(new ConsumerQueue(service, type)).replayAll();
            }
        }
    }

    private LoadStore store(String service) {
        return service.equals("tableinator")
                ? new TableLoads(program.main().getCamelContext().getRegistry().findSingleByType(DataSource.class))
                : GraphLoads.of(
                        new CypherRunner(
                                servers.neo4j().driver(), servers.neo4j().database()),
                        new Settings(program.main().getCamelContext()),
                        Runnable::run);
    }

    private void awaitEnd(Exchange exchange, long seed) {
        await("-Dseed=" + seed).atMost(PATIENCE).until(() -> Topology.CONSUMERS.stream()
                .allMatch(service -> java.util.Arrays.stream(DataType.values())
                        .allMatch(type -> exchange.ready(queue(service, type)) == 0)));
        for (String service : Topology.CONSUMERS) {
            await("-Dseed=" + seed)
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() ->
                            months.get(service).assertStates(store(service).loads()));
        }
        await("-Dseed=" + seed)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    assertTables();
                    assertGraph();
                });
        try (var dead = Exchange.connect(servers.broker().port())) {
            for (String service : Topology.CONSUMERS) {
                for (DataType type : DataType.values()) {
                    assertThat(dead.ready(queue(service, type) + "-dead"))
                            .as("dead letters")
                            .isZero();
                }
            }
        }
    }

    private void assertTables() throws Exception {
        List<Newest> expected =
                months.get("tableinator").expected(store("tableinator").loads());
        for (DataType type : DataType.values()) {
            Map<String, TableSnapshot.Row> rows = new TreeMap<>();
            expected.stream()
                    .filter(record -> record.type() == type)
                    .forEach(record -> rows.put(
                            record.json().path("id").asText(),
                            new TableSnapshot.Row(record.sha256(), record.version(), record.sha256())));
            try (var connection = servers.postgres().connect()) {
                assertThat(TableSnapshot.differences(TableSnapshot.of(connection, type), rows))
                        .as("%s", type)
                        .isEmpty();
            }
        }
    }

    private void assertGraph() throws Exception {
        List<Newest> expected =
                months.get("graphinator").expected(store("graphinator").loads());
        var found = GraphSnapshot.of(servers.neo4j().driver(), servers.neo4j().database());
        assertThat(found.differenceFrom(ExpectedGraph.of(expected))).isEmpty();
    }
}
