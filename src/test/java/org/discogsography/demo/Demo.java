package org.discogsography.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.discogsography.demo.DemoOptions.InvalidOptionException;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpFile;
import org.discogsography.dump.DumpFolder;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.EmbeddedPostgres;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.Program;
import org.discogsography.servers.TestServers;
import org.discogsography.web.WebServer;
import org.slf4j.LoggerFactory;

/**
 * Starts the three servers in this JVM, loads a dump with the whole program, and checks that the numbers add up. The dump is
 * a generated sample, or that in the folder {@code discogs.root}. The exit code is 0 only if they add up.
 */
public final class Demo {

    /** Maximum number of messages in a queue: the broker keeps them in memory. */
    private static final int BACKLOG = 50_000;

    private static final int DASHBOARD_PORT = 8003;

    /** Two or three seconds for the sample. */
    private static final Duration LEARNING = Duration.ofMinutes(1);

    private final Screen screen;
    private final DemoOptions options;
    private final Path folder;
    private final int port;

    /**
     * @param folder for the files of the demo
     * @param port of the dashboard; 0: a free one
     */
    Demo(Screen screen, DemoOptions options, Path folder, int port) {
        this.screen = screen;
        this.options = options;
        this.folder = folder;
        this.port = port;
    }

    public static void main(String[] arguments) {
        int exitCode = 2;
        try {
            var options = DemoOptions.of(System::getProperty);
            Path folder = DemoFolder.create();
            var screen = new Screen(new PrintStream(System.out, true, StandardCharsets.UTF_8), Screen.isOnTerminal());
            exitCode = new Demo(screen, options, folder, isFree(DASHBOARD_PORT) ? DASHBOARD_PORT : 0).run();
        } catch (InvalidOptionException e) {
            System.out.println(e.getMessage());
        } catch (Exception e) {
            LoggerFactory.getLogger(Demo.class).error("The demo failed", e);
        } finally {
            // The embedded servers leave threads running.
            System.exit(exitCode);
        }
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    /** Its exit code. */
    int run() throws Exception {
        DumpFolder dump = options.months() == 1 ? DumpFolder.scan(dumpFolder()) : null;
        screen.begin("Starting PostgreSQL, Neo4j and an AMQP broker ... ");
        long start = System.nanoTime();
        var servers = TestServers.start();
        screen.print(TableFormatter.time(since(start)));
        return dump == null ? new MonthsDemo(this, screen, servers, options, folder).run() : load(dump, servers);
    }

    private Path dumpFolder() throws IOException {
        if (options.root() != null) {
            return options.root();
        }
        screen.print("Generating a sample dump of about " + TableFormatter.number(options.records()) + " records");
        Path sample = Files.createDirectories(folder.resolve("sample"));
        SampleDump.of(options.records()).writeTo(sample);
        return sample;
    }

    private int load(DumpFolder dump, TestServers servers) throws Exception {
        Map<DataType, Long> inFiles = new EnumMap<>(DataType.class);
        for (DumpFile file : dump.files()) {
            inFiles.put(file.type(), RecordCount.of(file));
        }
        Map<String, String> settings = new HashMap<>(servers.settings());
        settings.put("discogs.root", dump.path().toString());
        Outage outage = Outage.of(options.outage(), servers);
        if (outage != null) {
            settings.putAll(outage.settings());
        }
        // The servers end with the demo: the dump's own folder must not say that the dump has been published.
        settings.put(
                "extractor.state-folder",
                Files.createDirectories(folder.resolve("state")).toString());
        long loading = System.nanoTime();
        try (outage;
                var log = new OutageLines();
                var program = start(settings);
                var broker = Exchange.connect(servers.broker().port())) {
            screen.print("Loading the dump of " + dump.version() + " from " + dump.path());
            screen.print("");
            var progress = new Progress(screen, program, inFiles);
            servers.broker().limit(BACKLOG);
            log.take();
            Awaitility.await().forever().pollInterval(Duration.ofMillis(200)).until(() -> {
                boolean loaded = hasEnded(program);
                String change = outage == null ? null : outage.proceed(progress.part(outage.service()));
                if (change != null) {
                    screen.print(change);
                }
                log.take().forEach(screen::print);
                progress.show(loaded);
                return loaded;
            });
            screen.settle();
            var summary = new Summary(program, inFiles, log.doubt());
            try (var tables = servers.postgres().connect()) {
                summary.count(tables, servers.neo4j().driver(), broker).print(screen, since(loading));
            }
            return end(summary.contradictions(), "All numbers add up.", program, servers);
        }
    }

    /** Starts all services, and says where the pages are. */
    Program start(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("dashboard.port", Integer.toString(port));
        List<String> services = new ArrayList<>(List.of("extractor", "graphinator", "tableinator", "dashboard"));
        if (options.keep()) {
            services.add("discovery");
        }
        var program = Program.start(services, all);
        screen.print("Dashboard " + address(program));
        if (options.keep()) {
            screen.print("Explorer  " + address(program) + "explore");
        }
        return program;
    }

    private static String address(Program program) {
        String address = program.main()
                .getCamelContext()
                .getRegistry()
                .findSingleByType(WebServer.class)
                .address();
        return "http://localhost:" + URI.create(address).getPort() + "/";
    }

    /** Says whether the numbers add up, and waits if everything is to run on. Returns the exit code. */
    int end(List<String> contradictions, String success, Program program, TestServers servers) throws Exception {
        if (contradictions.isEmpty()) {
            screen.print(success);
        } else {
            screen.print("The numbers do not add up:");
            contradictions.forEach(contradiction -> screen.print("- " + contradiction));
        }
        screen.print("");
        if (options.keep()) {
            keep(servers, address(program));
        }
        return contradictions.isEmpty() ? 0 : 1;
    }

    /** Whether all that was extracted is stored. An incomplete dump has no {@code extraction_complete} to wait for. */
    private static boolean hasEnded(Program program) {
        boolean complete = program.extraction().succeeded();
        return program.extraction().ended()
                && List.of("graphinator", "tableinator").stream()
                        .allMatch(service -> complete ? program.hasLoaded(service) : program.hasSettled(service));
    }

    private void keep(TestServers servers, String dashboard) throws Exception {
        screen.print("Everything keeps running until you press Enter.");
        screen.print("  Dashboard   " + dashboard);
        screen.print("  Explorer    " + dashboard + "explore");
        screen.print("  PostgreSQL  postgresql://" + EmbeddedPostgres.USERNAME + ":" + EmbeddedPostgres.PASSWORD + "@"
                + servers.postgres().address() + "/" + EmbeddedPostgres.DATABASE);
        screen.print("  Neo4j       " + servers.neo4j().address() + " (any user name and password)");
        screen.print("  AMQP        " + servers.broker().address());
        screen.begin("Search learns what was loaded ... ");
        screen.print(hasLearnt(servers) ? "done" : "it goes on");
        screen.print("Three questions: a name with a mistake, the path between two, a label by years");
        try (var tables = servers.postgres().connect()) {
            for (String question : Questions.in(tables)) {
                screen.print("  curl '" + dashboard + question + "'");
            }
        }
        screen.print("");
        if (System.in.read() < 0) {
            // No terminal: until the process is killed.
            new CountDownLatch(1).await();
        }
    }

    /** Whether all can be found. A long dump of one's own is not waited for. */
    private static boolean hasLearnt(TestServers servers) throws SQLException {
        try (var tables = servers.postgres().connect();
                var statement = tables.createStatement()) {
            Awaitility.await()
                    .atMost(LEARNING)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        try (var row = statement.executeQuery("select not exists (select from search_queue)"
                                + " and not exists (select from search_fill where not finished)")) {
                            row.next();
                            return row.getBoolean(1);
                        }
                    });
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
