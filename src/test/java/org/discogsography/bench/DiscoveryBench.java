package org.discogsography.bench;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.dump.DataType;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.Broker;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.Neo4jServer;
import org.discogsography.servers.Postgres;
import org.discogsography.servers.PostgresServer;
import org.discogsography.servers.Program;
import org.discogsography.servers.RabbitMqVersion;
import org.discogsography.web.WebServer;

/**
 * What discovery costs and takes: each question at 1 and at 20 clients, right after a start and warm, without and with a load beside it, and
 * the speed of a load without and with 20 clients. All servers are processes of their own; the clients, discovery and the load share a JVM.
 *
 * <p>System properties: {@code bench.seconds} (4), how long each question is asked; {@code bench.keep}, a folder in which the data of both
 * stores stay, so that the next run needs no first load; {@code bench.steps} ({@code cold,warm,ratio,beside}), what is measured; {@code
 * bench.shared-buffers} (512MB), PostgreSQL's cache.
 */
final class DiscoveryBench {

    private static final int MANY = 20;
    private static final List<String> LOADING = List.of("extractor", "graphinator", "tableinator");
    private static final Duration WARMING = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofHours(3);

    /** Beside a load, until one client may ask for as long as if nobody had asked before: what the others owe is made up for, and as much saved up. */
    private static final Duration MADE_UP_FOR = Duration.ofSeconds(10);

    private final PrintStream out;
    private final long records;
    private final Path folder;
    private final Path month;
    private final List<String> steps =
            List.of(System.getProperty("bench.steps", "cold,warm,ratio,beside").split(","));
    private final Duration time = Duration.ofSeconds(Long.getLong("bench.seconds", 4));
    private final Neo4jServer neo4j;
    private final PostgresServer postgres;
    private final Map<String, String> settings = new HashMap<>();

    private DiscoveryBench(PrintStream out, long records, Path folder, Neo4jServer neo4j, PostgresServer postgres) {
        this.out = out;
        this.records = records;
        this.folder = folder.resolve("dumps");
        this.month = folder.resolve("month");
        this.neo4j = neo4j;
        this.postgres = postgres;
        Broker broker = (RabbitMqVersion.newest().isPresent() ? Brokers.RABBITMQ : Brokers.EMBEDDED).shared();
        settings.put("amqp.connection", broker.address());
        settings.put("neo4j.address", neo4j.address().toString());
        settings.put("neo4j.password", "any");
        settings.put("postgres.address", postgres.address());
        settings.put("postgres.database", Postgres.DATABASE);
        settings.put("postgres.username", Postgres.USERNAME);
        settings.put("postgres.password", Postgres.PASSWORD);
        settings.put("discogs.root", this.folder.toString());
        settings.put("extractor.force", "true");
    }

    static void run(PrintStream out, long records) throws Exception {
        out.printf(
                "Discovery: %,d records, %,d processors, Java %s%n",
                records,
                Runtime.getRuntime().availableProcessors(),
                Runtime.version().feature());
        String keep = System.getProperty("bench.keep", "");
        Path folder = keep.isEmpty()
                ? Files.createTempDirectory("discogs-discovery")
                : Path.of(keep).toAbsolutePath();
        String sharedBuffers = GrowthBench.property("bench.shared-buffers", Installation.Options.SHARED_BUFFERS);
        String[] options = {"-c", "shared_buffers=" + sharedBuffers};
        out.println("PostgreSQL with shared_buffers of " + sharedBuffers);
        try (var neo4j = keep.isEmpty() ? Neo4jServer.withDefaults() : Neo4jServer.in(folder.resolve("neo4j"));
                var postgres = keep.isEmpty()
                        ? PostgresServer.start(options)
                        : PostgresServer.in(folder.resolve("postgres"), options)) {
            new DiscoveryBench(out, records, folder, neo4j, postgres).run();
        }
    }

    private void run() throws Exception {
        if (!Files.exists(month)) {
            out.println("  first load, nobody asks                      " + load());
        }
        List<AskedQuestions.Kind> kinds = new AskedQuestions(postgres).kinds();
        neo4j.stop();
        postgres.stop();
        neo4j.restart();
        postgres.restart();
        try (var discovery = Program.start(List.of("discovery"), settings)) {
            String address = discovery
                    .main()
                    .getCamelContext()
                    .getRegistry()
                    .findSingleByType(WebServer.class)
                    .address();
            if (steps.contains("cold")) {
                cold(address, kinds);
            }
            if (steps.contains("warm") || steps.contains("beside")) {
                warmUp(address, kinds);
            }
            if (steps.contains("warm")) {
                table(address, kinds, "nothing is loaded", Duration.ZERO);
            }
            if (steps.contains("ratio")) {
                ratio(new Askers(address, AskedQuestions.mix(kinds)));
            }
            if (!steps.contains("beside")) {
                return;
            }
            var over = new AtomicBoolean();
            var loading = CompletableFuture.runAsync(() -> loadUntil(over));
            try {
                table(address, kinds, "a load beside it", MADE_UP_FOR);
            } finally {
                over.set(true);
                loading.join();
            }
        }
    }

    /** Both stores and discovery have just been started. */
    private void cold(String address, List<AskedQuestions.Kind> kinds) throws Exception {
        out.println("Right after a start of both stores and of discovery: the first three answers of each question");
        for (AskedQuestions.Kind kind : kinds) {
            var askers = new Askers(address, kind.paths());
            out.printf(
                    Locale.ROOT,
                    "  %-20s %,8.0f %,8.0f %,8.0f ms%n",
                    kind.name(),
                    askers.first(0),
                    askers.first(1),
                    askers.first(2));
        }
    }

    /** Until the JVMs of discovery and of Neo4j have compiled what they run, and every statement is planned. */
    private static void warmUp(String address, List<AskedQuestions.Kind> kinds) throws InterruptedException {
        for (AskedQuestions.Kind kind : kinds) {
            new Askers(address, kind.paths()).ask(4, WARMING.dividedBy(kinds.size()));
        }
    }

    private void table(String address, List<AskedQuestions.Kind> kinds, String when, Duration pause) throws Exception {
        out.printf("Warm, %s: 1 client, then %d%n", when, MANY);
        for (AskedQuestions.Kind kind : kinds) {
            var askers = new Askers(address, kind.paths());
            askers.ask(2, time.dividedBy(2));
            TimeUnit.MILLISECONDS.sleep(pause.toMillis());
            Latencies one = askers.ask(1, time);
            String wanted = kind.wantedMillis() == 0
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            "  (p99 of 1 client wanted: %,d ms%s)",
                            kind.wantedMillis(),
                            one.percentile(0.99) <= kind.wantedMillis() ? "" : ", MISSED");
            out.printf("  %-20s %s | %s%s%n", kind.name(), one, askers.ask(MANY, time), wanted);
        }
        out.printf(
                "  %-20s %s  (wanted: 200/s)%n",
                "a mix, " + MANY + " clients",
                new Askers(address, AskedQuestions.mix(kinds)).ask(MANY, time.multipliedBy(3)));
    }

    /** Loads of four months, of which the third has clients beside it. The first is for the JVMs, which compile what they run. */
    private void ratio(Askers askers) throws Exception {
        out.printf("Monthly loads, without and with %d clients that ask a mix without a pause%n", MANY);
        out.println("  to warm up                                   " + load());
        Rate before = load();
        out.println("  nobody asks                                  " + before);
        var over = new AtomicBoolean();
        var asking = CompletableFuture.supplyAsync(() -> {
            try {
                return askers.askWhile(MANY, () -> !over.get());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Rate with;
        try {
            with = load(() -> over.set(true));
        } finally {
            over.set(true);
        }
        out.printf("  %d clients ask                               %s; they: %s%n", MANY, with, asking.join());
        Rate after = load();
        out.println("  nobody asks                                  " + after);
        out.printf(
                Locale.ROOT,
                "  ratio %.2f (wanted: 0.8)%n",
                with.perSecond() / ((before.perSecond() + after.perSecond()) / 2));
    }

    /** Loads the next month; returns when both stores have it, what is older is gone, and the search knows it. */
    private Rate load() throws Exception {
        return load(() -> {});
    }

    private Rate load(Runnable whenBothStoresHaveIt) throws Exception {
        int next = Files.exists(month) ? Integer.parseInt(Files.readString(month)) + 1 : 1;
        SampleDump.Written dump = SampleDump.of(records).inMonth(next).writeTo(folder);
        try (var program = Program.start(LOADING, settings)) {
            Rate rate = loaded(program, dump);
            whenBothStoresHaveIt.run();
            long began = System.nanoTime();
            waitFor(() -> program.hasRemoved("graphinator") && program.hasRemoved("tableinator"));
            waitFor(this::isSearchable);
            out.printf(
                    Locale.ROOT,
                    "  after the load: removed, searchable and counted in %.0f s%n",
                    (System.nanoTime() - began) / 1e9);
            Files.writeString(month, Integer.toString(next));
            return rate;
        }
    }

    private static Rate loaded(Program program, SampleDump.Written dump) throws Exception {
        // Some have been stored before the program is known to have started.
        long already = settled(program);
        Rate rate = Rate.of(
                2 * dump.total() - already,
                () -> waitFor(() -> program.hasLoaded("tableinator") && program.hasLoaded("graphinator")));
        return new Rate(rate.records() / 2, rate.seconds());
    }

    private static long settled(Program program) {
        return List.of("graphinator", "tableinator").stream()
                .flatMap(service -> Arrays.stream(DataType.values()).map(type -> new ConsumerQueue(service, type)))
                .mapToLong(source -> program.records().settled(source))
                .sum();
    }

    private boolean isSearchable() throws SQLException {
        try (var connection = postgres.connect();
                var statement = connection.createStatement();
                var found = statement.executeQuery("select not exists (select 1 from search_queue) and exists"
                        + " (select 1 from release_countings where finished_at is not null"
                        + " and version = (select max(version) from loads where type = 'releases'))")) {
            found.next();
            return found.getBoolean(1);
        }
    }

    /** Loads the newest month again and again. */
    private void loadUntil(AtomicBoolean over) {
        while (!over.get()) {
            try (var program = Program.start(LOADING, settings)) {
                waitFor(() -> over.get() || (program.hasLoaded("tableinator") && program.hasLoaded("graphinator")));
            }
        }
    }

    private static void waitFor(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(100))
                .until(condition);
    }
}
