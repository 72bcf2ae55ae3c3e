package org.discogsography.bench;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.discogsography.broker.AmqpAddress;
import org.discogsography.broker.BrokerConnections;
import org.discogsography.broker.ConfirmedPublisher;
import org.discogsography.broker.OutboundMessage;
import org.discogsography.broker.Topology;
import org.discogsography.dump.DataType;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.ProcessCosts;
import org.discogsography.servers.RabbitMqServer;
import org.discogsography.servers.RabbitMqVersion;
import org.discogsography.tls.TlsFiles;

/**
 * Prints what the newest installed RabbitMQ needs for a queue that fills up: memory, disk, and CPU time a message; one server after the
 * other, with what the docs recommend and without.
 *
 * <p>System property: {@code messages} (1000000). Run, after {@code mvn test-compile}, with
 *
 * <pre>{@code
 * mvn -q org.codehaus.mojo:exec-maven-plugin:3.6.2:exec -Dexec.executable=java -Dexec.classpathScope=test \
 *     -Dexec.args="-classpath %classpath org.discogsography.bench.BacklogBench"
 * }</pre>
 */
public final class BacklogBench {

    private static final int WINDOW = 1_000;
    private static final int STEPS = 10;

    private BacklogBench() {}

    public static void main(String[] arguments) throws Exception {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        int messages = Integer.getInteger("messages", 1_000_000);
        Path folder = Files.createTempDirectory("discogs-backlog");
        var dump = SampleDump.of(20_000).writeTo(folder);
        var topology = new Topology("bench", "bench-dead", "bench-", "quorum");
        String queue = topology.queue("graphinator", DataType.RELEASES);
        List<OutboundMessage> records = toQueue(
                queue, BenchRecords.read(dump.file(DataType.RELEASES), WINDOW).messages(dump.version()));
        long bytes = records.stream().mapToLong(record -> record.body().length).sum() / records.size();
        out.printf(Locale.ROOT, "%,d releases of %,d bytes in one quorum queue%n", messages, bytes);
        var version = RabbitMqVersion.newest().orElseThrow();
        Map<String, Supplier<RabbitMqServer>> servers = new LinkedHashMap<>();
        servers.put("as it comes", RabbitMqServer::start);
        servers.put("larger heaps", () -> RabbitMqServer.withOptions(version, RabbitMqServer.AS_SHIPPED));
        servers.put("larger heaps and smaller socket buffers", RabbitMqServer::asShipped);
        for (var each : servers.entrySet()) {
            out.println(each.getKey());
            try (var server = each.getValue().get()) {
                fill(server, topology, records, messages, out);
            }
        }
        System.exit(0);
    }

    private static void fill(
            RabbitMqServer server, Topology topology, List<OutboundMessage> window, int messages, PrintStream out)
            throws Exception {
        try (var connections = new BrokerConnections(
                        AmqpAddress.parse(server.address()),
                        TlsFiles.NONE,
                        topology,
                        "bench",
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10));
                var publisher = new ConfirmedPublisher(connections, "bench", Duration.ofSeconds(60))) {
            double before = ProcessCosts.of(server.process()).cpuSeconds();
            for (int step = 0; step <= STEPS; step++) {
                if (step > 0) {
                    for (int sent = 0; sent < messages / STEPS; sent += WINDOW) {
                        publisher.publish(window);
                    }
                }
                double after = ProcessCosts.of(server.process()).cpuSeconds();
                out.printf(
                        Locale.ROOT,
                        "%,10d messages: %,6d MB of memory (Erlang %,6d MB), %,6d MB of disk; %3.0f µs of CPU time a message%n",
                        (long) step * messages / STEPS,
                        server.residentBytes() / 1_000_000,
                        server.erlangBytes() / 1_000_000,
                        server.diskBytes() / 1_000_000,
                        (after - before) * 1e6 / (messages / STEPS));
                before = after;
            }
        }
    }

    /** Exactly one window of them, straight to the queue. */
    private static List<OutboundMessage> toQueue(String queue, List<OutboundMessage> records) {
        return new ArrayList<>(IntStream.range(0, WINDOW)
                .mapToObj(index -> records.get(index % records.size()))
                .map(record -> new OutboundMessage("", queue, record.headers(), record.body()))
                .toList());
    }
}
