package org.discogsography.bench;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.awaitility.Awaitility;
import org.discogsography.broker.ConfirmedPublisher;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.OutboundMessage;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpFile;
import org.discogsography.metrics.Metric;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.Neo4jServer;
import org.discogsography.servers.Program;

/**
 * Measures how long the graphinator takes for full queues of all types on a Neo4j that has just been started, as after each
 * restart of it: planning the statements takes a large part of the time.
 */
final class ColdGraphBench {

    private static final int TENTHS = 10;

    private final Map<String, String> settings;
    private final ConfirmedPublisher publisher;
    private final SampleDump.Written dump;
    private final PrintStream out;

    ColdGraphBench(
            Map<String, String> settings, ConfirmedPublisher publisher, SampleDump.Written dump, PrintStream out) {
        this.settings = settings;
        this.publisher = publisher;
        this.dump = dump;
        this.out = out;
    }

    void run() throws Exception {
        for (DumpFile file : dump.files()) {
            List<OutboundMessage> messages =
                    BenchRecords.read(file, Integer.MAX_VALUE).messages(dump.version());
            for (List<OutboundMessage> window : BenchRecords.batches(messages, 1_000)) {
                publisher.publish(window);
            }
        }
        try (var server = Neo4jServer.withDefaults()) {
            Duration before = server.cpuTime();
            Map<String, String> all = new HashMap<>(settings);
            all.put("neo4j.address", server.address().toString());
            try (var program = Program.start(List.of("graphinator"), all)) {
                LongSupplier settled = () -> Arrays.stream(DataType.values())
                        .mapToLong(type -> program.records().settled(new ConsumerQueue("graphinator", type)))
                        .sum();
                double seconds = 0;
                for (int tenth = 1; tenth <= TENTHS; tenth++) {
                    long end = dump.total() * tenth / TENTHS;
                    Duration serverBefore = server.cpuTime();
                    long ownBefore = ownCpuNanos();
                    var rate = Rate.of(dump.total() / TENTHS, () -> waitUntil(settled, end));
                    seconds += rate.seconds();
                    double records = dump.total() / (double) TENTHS;
                    out.printf(
                            Locale.ROOT,
                            "  tenth %2d  %s  CPU, us a record: Neo4j %.0f, graphinator %.0f%n",
                            tenth,
                            rate,
                            server.cpuTime().minus(serverBefore).toNanos() / 1e3 / records,
                            (ownCpuNanos() - ownBefore) / 1e3 / records);
                }
                out.printf(
                        Locale.ROOT,
                        "  all %,d  %s  in %.1f s, of Neo4j's CPU time %.1f s%n",
                        dump.total(),
                        new Rate(dump.total(), seconds),
                        seconds,
                        server.cpuTime().minus(before).toMillis() / 1e3);
                var batches = Metric.BATCH_SIZE.summary(
                        program.main().getCamelContext().getRegistry().findSingleByType(MeterRegistry.class),
                        "service",
                        "graphinator",
                        "type",
                        "releases");
                out.printf(
                        Locale.ROOT, "  batches of releases: %,d of %.0f messages%n", batches.count(), batches.mean());
            }
        }
    }

    /** Of this process: nothing else but the graphinator is at work in it. */
    private static long ownCpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static void waitUntil(LongSupplier settled, long end) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(10))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> settled.getAsLong() >= end);
    }
}
