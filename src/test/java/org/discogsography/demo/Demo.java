package org.discogsography.demo;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpException;
import org.discogsography.dump.DumpFile;
import org.discogsography.dump.DumpFolder;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.EmbeddedPostgres;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.Program;
import org.discogsography.servers.TestServers;
import org.slf4j.LoggerFactory;

/**
 * Starts the three servers in this JVM, loads a dump with the whole program, and checks that the numbers add up. The dump is
 * a generated sample, or that in the folder {@code discogs.root}. The exit code is 0 only if they add up.
 */
public final class Demo {

    /** Maximum number of messages in a queue: the broker keeps them in memory. */
    private static final int BACKLOG = 50_000;

    private final PrintStream out;

    Demo(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) {
        int exitCode = 2;
        try {
            exitCode = new Demo(new PrintStream(System.out, true, StandardCharsets.UTF_8)).run();
        } catch (Exception e) {
            LoggerFactory.getLogger(Demo.class).error("The demo failed", e);
        } finally {
            // The embedded servers leave threads running.
            System.exit(exitCode);
        }
    }

    /** Its exit code. */
    int run() throws Exception {
        String months = System.getProperty("demo.months", "1");
        if (!months.matches("[1-9]|1[0-2]")) {
            out.println("months must be a number from 1 to 12, it is '" + months + "'");
            return 2;
        }
        if (!months.equals("1")) {
            return months(Integer.parseInt(months));
        }
        DumpFolder dump;
        try {
            dump = DumpFolder.scan(folder());
        } catch (DumpException e) {
            out.println(e.getMessage());
            return 2;
        }
        var servers = servers();
        out.println("Loading the dump of " + dump.version() + " from " + dump.path());
        out.println();

        Map<DataType, Long> inFiles = new EnumMap<>(DataType.class);
        for (DumpFile file : dump.files()) {
            inFiles.put(file.type(), RecordCount.of(file));
        }
        Map<String, String> settings = new HashMap<>(servers.settings());
        settings.put("discogs.root", dump.path().toString());
        Outage outage = Outage.of(System.getProperty("demo.outage", ""), servers);
        if (outage != null) {
            settings.putAll(outage.settings());
        }
        // The servers end with the demo: the dump's own folder must not say that the dump has been published.
        settings.put(
                "extractor.state-folder",
                Files.createTempDirectory("discogs-demo").toString());
        long loading = System.nanoTime();
        try (outage;
                var changes = new OutageLines();
                var program = Program.start(List.of("extractor", "graphinator", "tableinator"), settings);
                var broker = Exchange.connect(servers.broker().port())) {
            var progress = new Progress(out, isTerminal(), program, inFiles);
            servers.broker().limit(BACKLOG);
            Awaitility.await()
                    .forever()
                    .pollInterval(java.time.Duration.ofMillis(200))
                    .until(() -> {
                        boolean loaded = hasEnded(program);
                        if (outage != null) {
                            progress.tell(outage.proceed(progress.part(outage.service())));
                            changes.take().forEach(progress::tell);
                        }
                        progress.show(loaded);
                        return loaded;
                    });
            double seconds = seconds(loading);
            var summary = new Summary(program, inFiles, outage != null);
            try (var tables = servers.postgres().connect()) {
                summary.count(tables, servers.neo4j().driver(), broker).print(out, seconds);
            }
            List<String> contradictions = summary.contradictions();
            if (contradictions.isEmpty()) {
                out.println("  All numbers add up.");
            } else {
                out.println("  The numbers do not add up:");
                contradictions.forEach(contradiction -> out.println("  - " + contradiction));
            }
            out.println();
            if (!System.getProperty("demo.keep", "false").equals("false")) {
                keep(servers);
            }
            return contradictions.isEmpty() ? 0 : 1;
        }
    }

    private int months(int months) throws Exception {
        return new MonthsDemo(out, servers(), months, Long.getLong("demo.records", 5_000)).run();
    }

    private TestServers servers() {
        out.print("Starting PostgreSQL, Neo4j and an AMQP broker ... ");
        long start = System.nanoTime();
        var servers = TestServers.start();
        out.printf("%.1f s%n", seconds(start));
        return servers;
    }

    /** Whether all that was extracted is stored. An incomplete dump has no {@code extraction_complete} to wait for. */
    private static boolean hasEnded(Program program) {
        boolean complete = program.extraction().succeeded();
        return program.extraction().ended()
                && List.of("graphinator", "tableinator").stream()
                        .allMatch(service -> complete ? program.hasLoaded(service) : program.hasSettled(service));
    }

    private Path folder() throws Exception {
        String root = System.getProperty("demo.root", "");
        if (!root.isBlank()) {
            return Path.of(root);
        }
        Path folder = Files.createTempDirectory("discogs-sample");
        long records = Long.getLong("demo.records", 5_000);
        out.println("Generating a sample dump of about " + TableFormatter.number(records) + " records in " + folder);
        SampleDump.of(records).writeTo(folder);
        return folder;
    }

    private void keep(TestServers servers) throws Exception {
        out.println("  Everything keeps running until you press Enter.");
        out.println("  PostgreSQL  postgresql://" + EmbeddedPostgres.USERNAME + ":" + EmbeddedPostgres.PASSWORD + "@"
                + servers.postgres().address() + "/" + EmbeddedPostgres.DATABASE);
        out.println("  Neo4j       " + servers.neo4j().address() + " (any user name and password)");
        out.println("  AMQP        " + servers.broker().address());
        out.println();
        if (System.in.read() < 0) {
            // No terminal: until the process is killed.
            new java.util.concurrent.CountDownLatch(1).await();
        }
    }

    /** Whether the output goes to a terminal. Since Java 22, {@code System.console()} does not show that any more. */
    private static boolean isTerminal() {
        try {
            return new ProcessBuilder("test", "-t", "1").inheritIO().start().waitFor() == 0;
        } catch (java.io.IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
