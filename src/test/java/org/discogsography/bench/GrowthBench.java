package org.discogsography.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.discogsography.dump.DataType;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.Neo4jServer;
import org.discogsography.servers.ProcessCosts;

/**
 * How a load changes with the size of a dump: each size goes into servers and services that have just been started, as new records and then
 * once more, unchanged, as the next version; and what that says of a full dump.
 *
 * <p>System properties: {@code bench.sizes}, the releases of each dump ({@code 100000,300000,1000000,3000000}; the other types come in the
 * proportion of a full dump); {@code bench.heap} (2g) and {@code bench.page-cache} (2g) of Neo4j, {@code bench.shared-buffers} (512MB) of
 * PostgreSQL, as in docker-compose.yml; {@code bench.tableinators} (1) and {@code bench.graphinators} (1), how many share the queues;
 * {@code bench.services-jvm} and {@code bench.neo4j-jvm}, further options of the JVMs; {@code bench.backlog-limit}, the extractor's.
 */
final class GrowthBench {

    private static final String SIZES = "100000,300000,1000000,3000000";

    /** As the generator has them. */
    private static final double RELEASES_SHARE = 0.57 * 0.96;

    private static final String FIRST = "20260801";
    private static final String SECOND = "20260901";
    private static final Duration PATIENCE = Duration.ofHours(12);

    private final PrintStream out;
    private final Installation.Options options;
    private final Map<String, List<Projection.Load>> loads = new LinkedHashMap<>();

    private GrowthBench(PrintStream out, Installation.Options options) {
        this.out = out;
        this.options = options;
    }

    static void run(PrintStream out) throws Exception {
        var memory = new Neo4jServer.Memory(property("bench.heap", "2g"), property("bench.page-cache", "2g"));
        var options = new Installation.Options(
                memory,
                property("bench.shared-buffers", Installation.Options.SHARED_BUFFERS),
                Integer.parseInt(property("bench.tableinators", "1")),
                Integer.parseInt(property("bench.graphinators", "1")),
                Installation.Options.Jvm.ofProperties());
        out.printf(
                "Growth: %d processors, Java %s; Neo4j with %s of heap and a page cache of %s, PostgreSQL with shared_buffers of %s;"
                        + " tableinators: %d, graphinators: %d%n",
                Runtime.getRuntime().availableProcessors(),
                Runtime.version().feature(),
                memory.heap(),
                memory.pageCache(),
                options.sharedBuffers(),
                options.tableinators(),
                options.graphinators());
        var bench = new GrowthBench(out, options);
        long[] sizes = Arrays.stream(property("bench.sizes", SIZES).split(","))
                .mapToLong(size -> Long.parseLong(size.strip()))
                .sorted()
                .toArray();
        for (long releases : sizes) {
            bench.load(releases);
        }
        bench.project();
    }

    /** Maven gives an empty one where none is set. */
    static String property(String name, String otherwise) {
        String value = System.getProperty(name, "");
        return value.isEmpty() ? otherwise : value;
    }

    private void load(long releases) throws Exception {
        Path folder = Files.createTempDirectory("discogs-growth");
        try {
            long began = System.nanoTime();
            SampleDump.Written dump =
                    SampleDump.of(Math.round(releases / RELEASES_SHARE)).writeTo(folder.resolve("written"));
            out.printf(
                    Locale.ROOT,
                    "%n%,d records, of which %,d releases; the generator wrote %,.0f records/s%n",
                    dump.total(),
                    dump.counts().get(DataType.RELEASES),
                    dump.total() * 1e9 / (System.nanoTime() - began));
            try (var installation = Installation.start(options, folder)) {
                LoadRun first = load("new", installation, dump, FIRST);
                LoadRun second = load("unchanged", installation, dump, SECOND);
                long graphBytes = installation.endedGraphBytes();
                out.printf(
                        Locale.ROOT,
                        "  Neo4j on disk, MB: %,.0f (%,d bytes a record)%n",
                        graphBytes / 1e6,
                        graphBytes / dump.total());
                note("new", first, graphBytes);
                note("unchanged", second, graphBytes);
            }
        } finally {
            delete(folder);
        }
    }

    private void note(String what, LoadRun run, long graphBytes) {
        loads.computeIfAbsent(what, key -> new ArrayList<>())
                .add(new Projection.Load(
                        run.total(),
                        run.seconds(),
                        run.seconds(Installation.TABLEINATOR),
                        run.cpuSeconds(),
                        Map.of(Installation.POSTGRES, run.after().tables(), Installation.NEO4J, graphBytes)));
    }

    private LoadRun load(String what, Installation installation, SampleDump.Written dump, String version)
            throws Exception {
        LoadRun run = LoadRun.of(installation, options.consumers(), dump, version);
        print(what, run);
        Map<String, ProcessCosts> before = installation.costs();
        long began = System.nanoTime();
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> installation.isAtRest(version));
        Map<String, Double> rest = new LinkedHashMap<>();
        installation
                .costs()
                .forEach((name, costs) ->
                        rest.put(name, costs.cpuSeconds() - before.get(name).cpuSeconds()));
        out.printf(
                Locale.ROOT,
                "    afterwards, until older records are removed, and all are searchable and counted: %.0f s; CPU, µs a record: %s%n",
                (System.nanoTime() - began) / 1e9,
                Projection.micros(rest, dump.total()));
        return run;
    }

    private void print(String what, LoadRun run) {
        out.printf(
                Locale.ROOT,
                "  %s: %,.0f records/s end to end, in %.1f s (tables %,.0f/s, graph %,.0f/s)%n",
                what,
                run.total() / run.seconds(),
                run.seconds(),
                run.total() / run.seconds(Installation.TABLEINATOR),
                run.total() / run.seconds(Installation.GRAPHINATOR));
        out.printf(
                Locale.ROOT,
                "    CPU, µs a record: %.0f (%s); %.0f %% of the processors%n",
                1e6 * run.allCpuSeconds() / run.total(),
                Projection.micros(run.cpuSeconds(), run.total()),
                100 * run.allCpuSeconds() / run.seconds() / Runtime.getRuntime().availableProcessors());
        out.printf(
                Locale.ROOT,
                "    of that, after the tables were complete, for search and counting: tableinator %.0f, PostgreSQL %.0f%n",
                1e6 * run.cpuSecondsAfterTables().get(Installation.TABLEINATOR) / run.total(),
                1e6 * run.cpuSecondsAfterTables().get(Installation.POSTGRES) / run.total());
        out.println("    records/s of each tenth");
        out.println("      tables, all types " + run.tenths(Installation.TABLEINATOR));
        out.println("      graph, all types  " + run.tenths(Installation.GRAPHINATOR));
        out.println("      tables, releases  " + run.releases(Installation.TABLEINATOR));
        out.println("      graph, releases   " + run.releases(Installation.GRAPHINATOR));
        out.println("    most memory so far, MB: "
                + run.peakBytes().entrySet().stream()
                        .map(process ->
                                String.format(Locale.ROOT, "%s %,.0f", process.getKey(), process.getValue() / 1e6))
                        .collect(Collectors.joining(", ")));
        out.printf(
                Locale.ROOT,
                "    PostgreSQL on disk, MB: %,.0f (%,d bytes a record); written to the logs: %,.0f (%,d), Neo4j's %,.0f (%,d)%n",
                run.after().tables() / 1e6,
                run.after().tables() / run.total(),
                (run.after().tablesLog() - run.before().tablesLog()) / 1e6,
                (run.after().tablesLog() - run.before().tablesLog()) / run.total(),
                (run.after().graphLog() - run.before().graphLog()) / 1e6,
                (run.after().graphLog() - run.before().graphLog()) / run.total());
    }

    private void project() {
        loads.forEach((what, sizes) -> {
            out.printf(Locale.ROOT, "%n%,d records, %s: a projection%n", Projection.FULL, what);
            new Projection(sizes, Runtime.getRuntime().availableProcessors())
                    .lines()
                    .forEach(line -> out.println("  " + line));
        });
    }

    static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        }
    }
}
