package org.discogsography.bench;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.awaitility.Awaitility;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpFile;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.ProcessCosts;

/**
 * Our tables alone, from the files to the rows (extractor, RabbitMQ, tableinator, PostgreSQL), beside a bare program that copies the same files
 * into the same tables of the same PostgreSQL. They take turns; the first round finds both of them cold, and does not count.
 */
final class TablesBench {

    private static final int ROUNDS = 3;
    private static final double WANTED = 0.5;
    private static final Duration PATIENCE = Duration.ofHours(2);

    private final PrintStream out;
    private final SampleDump.Written dump;
    private final Installation installation;
    private double ours;
    private double bare;

    private TablesBench(PrintStream out, SampleDump.Written dump, Installation installation) {
        this.out = out;
        this.dump = dump;
        this.installation = installation;
    }

    static void run(PrintStream out, long records) throws Exception {
        Path folder = Files.createTempDirectory("discogs-tables");
        try {
            SampleDump.Written dump = SampleDump.of(records).writeTo(folder.resolve("written"));
            out.printf(
                    Locale.ROOT,
                    "Tables: %,d records, %d processors, Java %s%n",
                    dump.total(),
                    Runtime.getRuntime().availableProcessors(),
                    Runtime.version().feature());
            var options = new Installation.Options(
                    null,
                    GrowthBench.property("bench.shared-buffers", Installation.Options.SHARED_BUFFERS),
                    Integer.parseInt(GrowthBench.property("bench.tableinators", "1")),
                    0,
                    Installation.Options.Jvm.ofProperties());
            try (var installation = Installation.start(options, folder)) {
                // The extractor needs a dump to start with, and knows its queues then.
                SampleDump.Written small = SampleDump.of(1).writeTo(folder.resolve("small"));
                LoadRun.of(installation, List.of(Installation.TABLEINATOR), small, version(0));
                installation.unbindGraph();
                new TablesBench(out, dump, installation).run();
            }
        } finally {
            GrowthBench.delete(folder);
        }
    }

    private void run() throws Exception {
        for (DataType type : DataType.values()) {
            sql("create schema if not exists bare");
            sql("create table bare." + type + " (like public." + type + " including all)");
        }
        for (int round = 1; round <= 1 + ROUNDS; round++) {
            empty();
            Rate bareRate = bare(round);
            Rate ourRate = ours(round);
            check();
            if (round > 1) {
                ours = Math.max(ours, ourRate.perSecond());
                bare = Math.max(bare, bareRate.perSecond());
            }
        }
        out.printf(
                Locale.ROOT,
                "  the best of each: ours %,.0f records/s, bare %,.0f, ratio %.2f (wanted: %.1f)%n",
                ours,
                bare,
                ours / bare,
                WANTED);
    }

    private Rate ours(int round) throws Exception {
        LoadRun run = LoadRun.of(installation, List.of(Installation.TABLEINATOR), dump, version(round));
        Rate rate = new Rate(run.total(), run.seconds());
        print(round, "ours", rate, run.cpuSeconds());
        // What is older is removed, and the search learns all records: the next round has the machine for itself.
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> installation.isAtRest(version(round)));
        return rate;
    }

    private Rate bare(int round) throws Exception {
        Map<String, ProcessCosts> before = installation.costs();
        double ownBefore = ownSeconds();
        Rate rate = Rate.of(dump.total(), () -> {
            var program = new BareCopy(version(round));
            try (var connection = installation.postgres().connect()) {
                for (DumpFile file : dump.files()) {
                    program.load(file, connection, "bare");
                }
            }
        });
        Map<String, Double> cpuSeconds = new LinkedHashMap<>();
        cpuSeconds.put("program", ownSeconds() - ownBefore);
        cpuSeconds.put(
                Installation.POSTGRES,
                installation.costs().get(Installation.POSTGRES).cpuSeconds()
                        - before.get(Installation.POSTGRES).cpuSeconds());
        print(round, "bare", rate, cpuSeconds);
        return rate;
    }

    private void print(int round, String whose, Rate rate, Map<String, Double> cpuSeconds) {
        out.printf(
                Locale.ROOT,
                "  %-8s %s %s  CPU, µs a record: %.0f (%s)%n",
                round == 1 ? "cold" : "warm",
                whose,
                rate,
                1e6
                        * cpuSeconds.values().stream()
                                .mapToDouble(Double::doubleValue)
                                .sum()
                        / dump.total(),
                Projection.micros(cpuSeconds, dump.total()));
    }

    private static String version(int round) {
        return "2026090" + (1 + round);
    }

    private static double ownSeconds() {
        return ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .toMillis()
                / 1e3;
    }

    /** Both have written the same rows. */
    private void check() throws SQLException {
        for (DataType type : DataType.values()) {
            try (var connection = installation.postgres().connect();
                    var statement = connection.createStatement();
                    var differing = statement.executeQuery("select count(*) from public." + type
                            + " as ours full join bare." + type
                            + " as bare using (data_id, hash, data, version) where ours is null or bare is null")) {
                differing.next();
                if (differing.getLong(1) > 0) {
                    throw new IllegalStateException(differing.getLong(1) + " rows differ in " + type);
                }
            }
        }
    }

    /** Nothing has been loaded yet, as docs/loads.md says it is done. */
    private void empty() throws SQLException {
        for (DataType type : DataType.values()) {
            sql("truncate public." + type);
            sql("truncate bare." + type);
        }
        sql("truncate loads, removals, first_loads, changes");
        sql("checkpoint");
    }

    private void sql(String sql) throws SQLException {
        try (var connection = installation.postgres().connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
