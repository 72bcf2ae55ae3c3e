package org.discogsography.bench;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.awaitility.Awaitility;
import org.discogsography.broker.AmqpAddress;
import org.discogsography.broker.BrokerConnections;
import org.discogsography.broker.ConfirmedPublisher;
import org.discogsography.broker.OutboundMessage;
import org.discogsography.broker.Topology;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpFile;
import org.discogsography.graph.CypherRunner;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.Broker;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.Program;
import org.discogsography.servers.RabbitMqVersion;
import org.discogsography.servers.TestServers;
import org.discogsography.tls.TlsFiles;

/**
 * Measures each part of the program next to the simplest program that does the same, all in one run, and then the whole
 * pipeline: {@code mvn -Pbench [-Dbench=read,publish,tableinator,graphinator,pipeline,metrics,loads,cold,discovery,growth,tables,
 * broker] [-Dbench.records=60000]}. Uses RabbitMQ if it is installed, otherwise the embedded broker.
 */
public final class Bench {

    private static final int BATCH = 500;
    private static final int READ_FACTOR = 6;

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final List<String> parts;
    private final SampleDump.Written dump;
    private final TestServers servers = TestServers.start();
    private final Broker broker;
    private final Map<String, String> settings;
    private final BrokerConnections connections;
    private final Topology topology;

    private Bench(List<String> parts, SampleDump.Written dump) {
        this.parts = parts;
        this.dump = dump;
        boolean rabbitMq = RabbitMqVersion.newest().isPresent();
        broker = (rabbitMq ? Brokers.RABBITMQ : Brokers.EMBEDDED).shared();
        settings = new HashMap<>(servers.settings());
        settings.put("amqp.connection", broker.address());
        topology = new Topology("discogsography-exchange", "discogsography-dead-letters", "discogsography-", "quorum");
        connections = new BrokerConnections(
                AmqpAddress.parse(broker.address()),
                TlsFiles.NONE,
                topology,
                "bench",
                Duration.ofSeconds(60),
                Duration.ofSeconds(30));
        out.printf(
                "Broker: %s. %,d records, %,d processors, Java %s.%n%n",
                rabbitMq ? "RabbitMQ" : "embedded Qpid",
                dump.total(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version().feature());
    }

    public static void main(String[] arguments) {
        int exitCode = 1;
        try {
            String parts = System.getProperty("bench", "all");
            List<String> all = new ArrayList<>(
                    parts.equals("all")
                            ? List.of("read", "publish", "tableinator", "graphinator", "pipeline")
                            : List.of(parts.split(",")));
            // It has servers of its own, which have the machine for themselves.
            if (all.remove("discovery")) {
                DiscoveryBench.run(
                        new PrintStream(System.out, true, StandardCharsets.UTF_8),
                        Long.getLong("bench.records", 1_000_000));
            }
            if (all.remove("fulltext")) {
                FullTextBench.run(new PrintStream(System.out, true, StandardCharsets.UTF_8));
            }
            if (all.remove("tables")) {
                TablesBench.run(
                        new PrintStream(System.out, true, StandardCharsets.UTF_8),
                        Long.getLong("bench.records", 100_000));
            }
            if (all.remove("broker")) {
                BrokerBench.run(
                        new PrintStream(System.out, true, StandardCharsets.UTF_8),
                        Integer.getInteger("bench.records", 40_000));
            }
            if (all.remove("growth")) {
                GrowthBench.run(new PrintStream(System.out, true, StandardCharsets.UTF_8));
            }
            if (!all.isEmpty()) {
                Path folder = Files.createTempDirectory("discogs-bench");
                var written =
                        SampleDump.of(Long.getLong("bench.records", 60_000)).writeTo(folder);
                new Bench(all, written).run(folder);
            }
            exitCode = 0;
        } catch (Exception e) {
            org.slf4j.LoggerFactory.getLogger(Bench.class).error("The benchmark failed", e);
        } finally {
            // The embedded servers leave threads running.
            System.exit(exitCode);
        }
    }

    private void run(Path folder) throws Exception {
        for (String part : parts) {
            switch (part) {
                case "read" -> read();
                case "publish" -> publish();
                case "tableinator" -> tableinator();
                case "graphinator" -> graphinator();
                case "pipeline" -> pipeline(folder);
                case "metrics" -> metrics();
                case "loads" -> loads();
                case "cold" -> cold();
                default -> throw new IllegalArgumentException("There is no part '" + part + "'");
            }
        }
        purge();
    }

    private void read() throws Exception {
        out.println("Reading: dump file to records with canonical JSON and SHA-256, compared with a bare StAX parser");
        // Larger files than for the other parts: nothing is warm after a tenth of a second.
        Path folder = Files.createTempDirectory("discogs-bench-read");
        for (DumpFile file :
                SampleDump.of(READ_FACTOR * dump.total()).writeTo(folder).files()) {
            out.println("  " + ReadBench.run(file));
        }
        out.println();
    }

    private void publish() throws Exception {
        out.println("Publishing: every record confirmed by the broker");
        try (var publisher = new ConfirmedPublisher(connections, "bench", Duration.ofSeconds(30))) {
            for (DataType type : List.of(DataType.ARTISTS, DataType.RELEASES)) {
                List<OutboundMessage> once =
                        BenchRecords.read(dump.file(type), 20_000).messages(dump.version());
                List<OutboundMessage> messages = new ArrayList<>();
                while (messages.size() < 60_000) {
                    messages.addAll(once);
                }
                long bytes = messages.stream()
                        .mapToLong(message -> message.body().length)
                        .sum();
                Rate best = null;
                for (int run = 0; run < 3; run++) {
                    Rate rate = Rate.of(messages.size(), () -> {
                        for (List<OutboundMessage> window : BenchRecords.batches(messages, 1000)) {
                            publisher.publish(window);
                        }
                    });
                    best = best == null ? rate : best.better(rate);
                    purge();
                }
                out.printf(Locale.ROOT, "  %-9s of %,5d bytes  %s%n", type, bytes / messages.size(), best);
            }
        }
        out.println();
    }

    private void tableinator() throws Exception {
        out.println("Tableinator: a full queue of releases, compared with the bare writer");
        BenchRecords records = BenchRecords.read(dump.file(DataType.RELEASES), Integer.MAX_VALUE);
        try (var publisher = new ConfirmedPublisher(connections, "bench", Duration.ofSeconds(30));
                var connection = servers.postgres().connect()) {
            var consumer = new ConsumerBench("tableinator", settings, publisher);
            // The first run creates the tables and warms everything up.
            consumer.run(records.messages("20260101"));
            String upsert = statement("sql/upsert.sql");
            String touch = statement("sql/touch.sql");
            BareWriters.table(connection, records.received("20260102"), BATCH, upsert);
            Rate bareNew = null;
            Rate ours = null;
            for (int run = 0; run < 2; run++) {
                servers.postgres().clear();
                purge();
                bareNew = best(bareNew, BareWriters.table(connection, records.received("20260201"), BATCH, upsert));
                servers.postgres().clear();
                ours = best(ours, consumer.run(records.messages("20260201")));
                purge();
            }
            report("new", ours, bareNew);
            Rate bareSame = BareWriters.table(connection, records.received("20260301"), BATCH, touch);
            Rate oursSame = consumer.run(records.messages("20260401"));
            report("unchanged", oursSame, bareSame);
            purge();
            out.println("  no more than that can come out of the broker: a bare AMQP consumer takes "
                    + consumer.bare(
                            records.messages("20260501"),
                            connections.shared(),
                            topology.queue("tableinator", DataType.RELEASES)));
        }
        purge();
        out.println();
    }

    private void loads() throws Exception {
        int records = Integer.getInteger("bench.table", 1_000_000);
        out.printf("Loads: %,d releases in the table, a tenth of them older%n", records);
        new LoadsBench(servers.postgres(), out, records, statement("sql/upsert.sql"), statement("sql/touch.sql")).run();
        out.println();
    }

    private void graphinator() throws Exception {
        out.println("Graphinator: a full queue of releases, compared with the bare writer");
        BenchRecords records = BenchRecords.read(dump.file(DataType.RELEASES), Integer.MAX_VALUE);
        try (var publisher = new ConfirmedPublisher(connections, "bench", Duration.ofSeconds(30));
                var runner = new CypherRunner(
                        servers.neo4j().driver(), servers.neo4j().database())) {
            var consumer = new ConsumerBench("graphinator", settings, publisher);
            servers.neo4j().clear();
            consumer.run(records.messages("20260101"));
            BareWriters.graph(runner, records.received("20260102"), BATCH, "store");
            Rate bareNew = null;
            Rate ours = null;
            for (int run = 0; run < 2; run++) {
                servers.neo4j().clear();
                purge();
                bareNew = best(bareNew, BareWriters.graph(runner, records.received("20260201"), BATCH, "store"));
                servers.neo4j().clear();
                ours = best(ours, consumer.run(records.messages("20260201")));
                purge();
            }
            report("new", ours, bareNew);
            Rate bareSame = BareWriters.graph(runner, records.received("20260301"), BATCH, "touch");
            Rate oursSame = consumer.run(records.messages("20260401"));
            report("unchanged", oursSame, bareSame);
        }
        purge();
        out.println();
    }

    private void cold() throws Exception {
        out.println("Graphinator: full queues of all types, on a Neo4j that has just been started");
        purge();
        try (var publisher = new ConfirmedPublisher(connections, "bench", Duration.ofSeconds(30))) {
            new ColdGraphBench(settings, publisher, dump, out).run();
        }
        purge();
        out.println();
    }

    private void pipeline(Path folder) throws Exception {
        out.println("Whole pipeline: from files to both stores, all services in one process");
        servers.clear();
        purge();
        Map<String, String> all = new HashMap<>(settings);
        all.put("discogs.root", folder.toString());
        all.put("extractor.force", "true");
        for (String what : List.of("new", "unchanged")) {
            try (var program = Program.start(List.of("extractor", "graphinator", "tableinator"), all)) {
                Rate tables = Rate.of(dump.total(), () -> waitFor(() -> program.hasLoaded("tableinator")));
                Rate rest = Rate.of(dump.total(), () -> waitFor(() -> program.hasLoaded("graphinator")));
                out.printf(
                        Locale.ROOT,
                        "  %-10s tables %s  graph and tables %s%n",
                        what,
                        tables,
                        new Rate(dump.total(), tables.seconds() + rest.seconds()));
            }
        }
        out.println();
    }

    private void metrics() throws Exception {
        out.println("Camel's metrics: CPU time of one Camel exchange through a route of two steps");
        MetricsBench.run().forEach((what, nanos) -> out.printf(Locale.ROOT, "  %-42s %,6d ns%n", what, nanos));
        out.printf(
                Locale.ROOT, "  %-42s %,6d ns%n", "RabbitMQ client's collector, a delivery", MetricsBench.collector());
        out.println();
    }

    private static void waitFor(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(10))
                .pollInterval(Duration.ofMillis(20))
                .until(condition);
    }

    private void report(String what, Rate ours, Rate bare) {
        out.printf(
                Locale.ROOT,
                "  %-10s ours %s  bare %s  ratio %.2f%n",
                what,
                ours,
                bare,
                ours.perSecond() / bare.perSecond());
    }

    private static Rate best(Rate before, Rate now) {
        return before == null ? now : before.better(now);
    }

    private void purge() throws Exception {
        try (var channel = connections.shared().createConnection().createChannel(false)) {
            for (String service : Topology.CONSUMERS) {
                for (DataType type : DataType.values()) {
                    channel.queuePurge(topology.queue(service, type));
                }
            }
        }
    }

    private static String statement(String resource) throws Exception {
        try (var in = Bench.class.getClassLoader().getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("{table}", "releases");
        }
    }
}
