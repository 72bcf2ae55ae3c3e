package org.discogsography.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpFile;
import org.discogsography.program.ClassDataArchive;
import org.discogsography.program.JarProcess;
import org.discogsography.program.JarProcess.Call;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.LoopbackPort;
import org.discogsography.servers.Neo4jServer;
import org.discogsography.servers.Postgres;
import org.discogsography.servers.PostgresServer;
import org.discogsography.servers.ProcessCosts;
import org.discogsography.servers.RabbitMqServer;

/**
 * RabbitMQ, the stores and the services, freshly started, each a process of its own, the services from the packaged jar. The extractor
 * would end at once without a dump: it is started with the first one.
 */
final class Installation implements AutoCloseable {

    static final String NEO4J = "Neo4j";
    static final String POSTGRES = "PostgreSQL";
    static final String TABLEINATOR = "tableinator";
    static final String GRAPHINATOR = "graphinator";
    private static final String EXTRACTOR = "extractor";
    private static final Duration START = Duration.ofMinutes(3);

    /**
     * What it is made of.
     *
     * @param neo4j null: no graph, and no graphinator
     * @param sharedBuffers PostgreSQL's cache, in its notation
     * @param tableinators how many of them share the queues
     * @param graphinators how many, if there is a graph
     */
    record Options(Neo4jServer.Memory neo4j, String sharedBuffers, int tableinators, int graphinators, Jvm jvm) {

        /** Further options of the JVMs, separated by spaces: of the services, and of Neo4j. */
        record Jvm(String services, String neo4j) {

            static Jvm ofProperties() {
                return new Jvm(
                        GrowthBench.property("bench.services-jvm", ""), GrowthBench.property("bench.neo4j-jvm", ""));
            }
        }

        /** As in docker-compose.yml. */
        static final String SHARED_BUFFERS = "512MB";

        boolean hasGraph() {
            return neo4j != null;
        }

        List<String> consumers() {
            return hasGraph() ? List.of(TABLEINATOR, GRAPHINATOR) : List.of(TABLEINATOR);
        }

        private int instances(String service) {
            return switch (service) {
                case TABLEINATOR -> tableinators;
                case GRAPHINATOR -> graphinators;
                default -> 1;
            };
        }
    }

    /** Bytes of the tables on disk, and bytes written to the logs of both stores since their start. */
    record Volumes(long tables, long tablesLog, long graphLog) {}

    /** One process of a service, and where it answers. */
    private record Instance(JarProcess process, int port) {}

    private final Options options;
    private final Path folder;
    private final Path dumps;
    private final RabbitMqServer broker;
    private final PostgresServer postgres;
    private final Neo4jServer neo4j; // null: none
    private final Map<String, List<Instance>> services = new LinkedHashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    private Installation(
            Options options, Path folder, RabbitMqServer broker, PostgresServer postgres, Neo4jServer neo4j)
            throws IOException {
        this.options = options;
        this.folder = folder;
        this.dumps = Files.createDirectories(folder.resolve("dumps"));
        this.broker = broker;
        this.postgres = postgres;
        this.neo4j = neo4j;
    }

    /** @param folder for the dumps and what the services say, on the same file system as the dumps that will be published */
    static Installation start(Options options, Path folder) throws IOException {
        var installation = new Installation(
                options,
                folder,
                RabbitMqServer.asShipped(),
                PostgresServer.start("-c", "shared_buffers=" + options.sharedBuffers(), "-c", "max_wal_size=4GB"),
                options.hasGraph()
                        ? Neo4jServer.with(options.neo4j(), options.jvm().neo4j())
                        : null);
        try {
            installation.startServices();
        } catch (RuntimeException e) {
            installation.close();
            throw e;
        }
        return installation;
    }

    private void startServices() {
        for (String name : options.consumers()) {
            for (int number = 0; number < options.instances(name); number++) {
                services.computeIfAbsent(name, key -> new ArrayList<>()).add(start(name));
            }
        }
        for (JarProcess service : processes()) {
            Awaitility.await().atMost(START).until(() -> service.out().contains("started in") || !service.isRunning());
            if (!service.isRunning()) {
                throw new IllegalStateException("A service ended: " + service);
            }
        }
    }

    private Instance start(String name) {
        int port = LoopbackPort.free();
        var process = Call.of(folder, name)
                .withAllMBeans()
                .jvm("-Xmx512m", "-XX:+ExitOnOutOfMemoryError", ClassDataArchive.option(JarProcess.jar()))
                .jvmToo(
                        options.jvm().services().isEmpty()
                                ? new String[0]
                                : options.jvm().services().split(" "))
                .with(settings())
                .with(Map.of(name + ".port", Integer.toString(port)))
                .start();
        return new Instance(process, port);
    }

    private List<JarProcess> processes() {
        return services.values().stream()
                .flatMap(List::stream)
                .map(Instance::process)
                .toList();
    }

    /** The extractor declares the queues of both consumers when it connects; where there is no graph, nobody would empty its queues. */
    void unbindGraph() {
        var factory = new ConnectionFactory();
        factory.setPort(broker.port());
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            for (DataType type : DataType.values()) {
                channel.queueUnbind("discogsography-graphinator-" + type, Exchange.NAME, type.plural());
                channel.queuePurge("discogsography-graphinator-" + type);
            }
        } catch (IOException | TimeoutException e) {
            throw new IllegalStateException("The queues of the graph are bound", e);
        }
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "amqp.connection",
                broker.address(),
                "postgres.address",
                postgres.address(),
                "postgres.database",
                Postgres.DATABASE,
                "postgres.username",
                Postgres.USERNAME,
                "postgres.password",
                Postgres.PASSWORD,
                "discogs.root",
                dumps.toString(),
                "extractor.check-interval",
                "1"));
        if (neo4j != null) {
            settings.put("neo4j.address", neo4j.address().toString());
            settings.put("neo4j.password", "any");
        }
        String backlogLimit = GrowthBench.property("bench.backlog-limit", "");
        if (!backlogLimit.isEmpty()) {
            settings.put("extractor.backlog-limit", backlogLimit);
        }
        return settings;
    }

    PostgresServer postgres() {
        return postgres;
    }

    RabbitMqServer broker() {
        return broker;
    }

    /** Puts the files of a dump where the extractor finds them, as those of another version. */
    void publish(SampleDump.Written dump, String version) throws IOException {
        Path first = dump.files().get(0).path();
        String checksums = Files.readString(first.resolveSibling("discogs_" + dump.version() + "_CHECKSUM.txt"));
        Files.writeString(
                dumps.resolve("discogs_" + version + "_CHECKSUM.txt"), checksums.replace(dump.version(), version));
        for (DumpFile file : dump.files()) {
            String name = file.path().getFileName().toString();
            Files.createLink(dumps.resolve(name.replace(dump.version(), version)), file.path());
        }
        if (!services.containsKey(EXTRACTOR)) {
            services.put(EXTRACTOR, List.of(start(EXTRACTOR)));
        }
    }

    /** What all instances of a service have settled so far, of each type. */
    Map<DataType, Long> settled(String service) throws IOException, InterruptedException {
        Map<DataType, Long> settled = new EnumMap<>(DataType.class);
        for (Instance instance : services.get(service)) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + instance.port() + "/health"))
                    .timeout(Duration.ofSeconds(30))
                    .build();
            JsonNode records = json.readTree(http.send(request, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .path("records")
                    .path(service);
            for (DataType type : DataType.values()) {
                for (JsonNode outcome : records.path(type.plural())) {
                    settled.merge(type, outcome.longValue(), Long::sum);
                }
            }
        }
        for (DataType type : DataType.values()) {
            settled.putIfAbsent(type, 0L);
        }
        return settled;
    }

    /** Whether each store says that its loads of a version are complete. */
    boolean isComplete(String version) throws SQLException {
        try (var connection = postgres.connect();
                var statement = connection.createStatement();
                var loads = statement.executeQuery(String.format(
                        Locale.ROOT,
                        "select count(*) from loads where version = '%s' and state = 'complete'",
                        version))) {
            loads.next();
            if (loads.getInt(1) < DataType.values().length) {
                return false;
            }
        }
        if (neo4j == null) {
            return true;
        }
        try (var session = neo4j.driver().session()) {
            return session.run(
                                    "MATCH (load:Load {version: $version, state: 'complete'}) RETURN count(load) AS loads",
                                    Map.of("version", version))
                            .single()
                            .get("loads")
                            .asInt()
                    == DataType.values().length;
        }
    }

    /** Whether nothing is left to do after a load: what is older is removed, and the search knows all records. */
    boolean isAtRest(String version) throws SQLException {
        try (var connection = postgres.connect();
                var statement = connection.createStatement();
                var rest = statement.executeQuery(String.format(
                        Locale.ROOT,
                        "select not exists (select from search_queue) and %d = (select count(*) from removals"
                                + " where version = '%s' and finished_at is not null) and exists (select from release_countings"
                                + " where finished_at is not null and version = '%s')",
                        DataType.values().length,
                        version,
                        version))) {
            rest.next();
            return rest.getBoolean(1);
        }
    }

    /** What each process has cost so far, by its name. */
    Map<String, ProcessCosts> costs() {
        Map<String, ProcessCosts> costs = new LinkedHashMap<>();
        costs.put(EXTRACTOR, new ProcessCosts(0, 0));
        services.forEach((name, instances) -> {
            for (Instance instance : instances) {
                costs.merge(
                        name,
                        ProcessCosts.of(
                                ProcessHandle.of(instance.process().pid()).orElseThrow()),
                        ProcessCosts::plus);
            }
        });
        costs.put("RabbitMQ", ProcessCosts.of(broker.process()));
        costs.put(POSTGRES, ProcessCosts.of(postgres.process()));
        if (neo4j != null) {
            costs.put(NEO4J, ProcessCosts.of(neo4j.process()));
        }
        return costs;
    }

    /** PostgreSQL's memory now: its processes share most of it, so that their peaks cannot be added up. */
    long postgresBytes() {
        return ProcessCosts.residentBytes(postgres.process());
    }

    Volumes volumes() throws SQLException, IOException {
        long tables;
        long tablesLog;
        try (var connection = postgres.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery("select pg_database_size(current_database()),"
                        + " pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')")) {
            row.next();
            tables = row.getLong(1);
            tablesLog = row.getLong(2);
        }
        return new Volumes(tables, tablesLog, neo4j == null ? 0 : writtenToLog(neo4j.logFiles()));
    }

    /** What the graph takes on disk. Neo4j ends for that: before, most of it may be in memory only. */
    long endedGraphBytes() throws IOException {
        neo4j.stop();
        return neo4j.diskBytes();
    }

    /** Neo4j numbers the files of its log from 0, begins a new one when one is full, and deletes the oldest. */
    static long writtenToLog(Map<String, Long> files) {
        long present = 0;
        long largest = 0;
        int first = Integer.MAX_VALUE;
        for (var file : files.entrySet()) {
            present += file.getValue();
            largest = Math.max(largest, file.getValue());
            first = Math.min(
                    first,
                    Integer.parseInt(file.getKey().substring(file.getKey().lastIndexOf('.') + 1)));
        }
        return files.isEmpty() ? 0 : present + first * largest;
    }

    @Override
    public void close() {
        processes().forEach(JarProcess::close);
        if (neo4j != null) {
            neo4j.close();
        }
        postgres.close();
        broker.close();
    }
}
