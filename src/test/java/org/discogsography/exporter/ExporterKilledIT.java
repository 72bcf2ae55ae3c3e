package org.discogsography.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.discogsography.broker.Topology;
import org.discogsography.dump.DataType;
import org.discogsography.program.JarProcess;
import org.discogsography.program.JarProcess.Call;
import org.discogsography.routes.DocumentedRoutes;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.Program;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An exporter that is killed in the middle: its index never knows what its store has not, and in the end the store has everything. */
class ExporterKilledIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private Path export;
    private Path state;
    private Map<String, String> settings;
    private Call exporter;

    @BeforeEach
    void configure() throws Exception {
        Brokers.requireRabbitMq();
        export = folder.resolve("export");
        state = folder.resolve("state");
        settings = new HashMap<>(Map.of(
                "amqp.connection", Brokers.RABBITMQ.shared().address(),
                "amqp.exchange", "killed-exchange",
                "amqp.dead-letter-exchange", "killed-dead-letters",
                "amqp.queue-prefix", "killed-"));
        Path routes = DocumentedRoutes.ofTheExporter(folder.resolve("routes"), export);
        exporter = Call.of(folder, "exporter")
                .with(settings)
                .with(Map.of(
                        "routes.folder", routes.toString(),
                        "exporter.state-folder", state.toString(),
                        "exporter.batch-size", "20",
                        "exporter.port", "0",
                        "exporter.management-port", "0"));
    }

    @Test
    void killed_twice_it_loses_nothing_and_its_index_is_never_ahead_of_its_store() throws Exception {
        Path dump = Files.createDirectory(folder.resolve("dump"));
        SampleDump.Written written = SampleDump.of(3_000).writeTo(dump);
        settings.put("discogs.root", dump.toString());
        settings.put("extractor.settle-time", "0");
        long all = written.total();
        // A run that is killed late has not stored everything either. Nobody consumes for graphinator and tableinator,
        // so
        // the extractor waits among the artists, and again among the releases once their queues are emptied.
        settings.put("extractor.batch-size", "20");
        settings.put("extractor.backlog-limit-outage", "700");
        AfterKill one;
        AfterKill two;
        try (JarProcess first = exporter.start();
                var others = Exchange.connect(Brokers.RABBITMQ.shared().port())) {
            await().atMost(PATIENCE).until(() -> first.out().contains("started in"));
            try (var extractor = Program.start(List.of("extractor"), settings)) {
                awaitFiles(20);
                first.close(); // kill -9
                one = afterKill("one");

                int before = files().size();
                try (JarProcess second = exporter.start()) {
                    empty(others);
                    awaitFiles(before + 20);
                    second.close();
                }
                two = afterKill("two");
                assertThat(count(two.stored()))
                        .as("it was killed in the middle")
                        .isLessThan(all);
                await().atMost(PATIENCE).until(() -> {
                    empty(others);
                    return extractor.extraction().ended();
                });
            }
        }

        try (JarProcess third = exporter.start()) {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .ignoreExceptions() // a file that has got its name meanwhile
                    .untilAsserted(() ->
                            assertThat(count(lines())).as(third.toString()).isEqualTo(all));
        }
        Map<DataType, Set<String>> dumped = lines();
        for (AfterKill kill : List.of(one, two)) {
            assertThat(kill.known(dumped)).isPositive();
        }
    }

    private static void empty(Exchange exchange) {
        for (String service : Topology.CONSUMERS) {
            for (DataType type : DataType.values()) {
                exchange.purge("killed-" + service + "-" + type);
            }
        }
    }

    /**
     * What a kill has left.
     *
     * @param state a copy of the index
     * @param stored the keys of the records that were in the files
     */
    private record AfterKill(Path state, Map<DataType, Set<String>> stored) {

        /** How many records the index knows; the files have all of them. */
        int known(Map<DataType, Set<String>> dumped) throws Exception {
            int known = 0;
            for (DataType type : DataType.values()) {
                List<String> ids = dumped.get(type).stream()
                        .map(ExporterKilledIT::id)
                        .distinct()
                        .toList();
                try (var index = RecordIndex.of(state, type)) {
                    List<String> keys = index.find(ids).stream()
                            .map(record -> record.id() + ":" + record.sha256())
                            .toList();
                    assertThat(stored.getOrDefault(type, Set.of())).containsAll(keys);
                    known += keys.size();
                }
            }
            return known;
        }
    }

    private AfterKill afterKill(String name) throws IOException {
        Path copy = Files.createDirectory(folder.resolve(name));
        for (DataType type : DataType.values()) {
            Files.copy(state.resolve(type + ".index"), copy.resolve(type + ".index"));
        }
        return new AfterKill(copy, lines());
    }

    private void awaitFiles(int number) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .ignoreExceptions() // a file that has got its name meanwhile
                .until(() -> files().size() >= number);
    }

    /** What has its name; a kill can leave a part of a file behind, under another one. */
    private List<Path> files() throws IOException {
        if (!Files.exists(export)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(export)) {
            return files.filter(file -> file.getFileName().toString().matches("[0-9].*\\.ndjson"))
                    .toList();
        }
    }

    /** The keys of the records that are in the files. */
    private Map<DataType, Set<String>> lines() throws IOException {
        Map<DataType, Set<String>> keys = new TreeMap<>();
        for (Path file : files()) {
            var type = DataType.named(String.valueOf(file.getParent().getFileName()))
                    .orElseThrow();
            for (String line : Files.readString(file).split("\n")) {
                JsonNode record = JSON.readTree(line);
                keys.computeIfAbsent(type, key -> new TreeSet<>())
                        .add(record.at("/record/id").asText() + ":"
                                + record.path("sha256").asText());
            }
        }
        return keys;
    }

    /** Of different records; a dump may have one twice, with other content. */
    private static long count(Map<DataType, Set<String>> keys) {
        return keys.values().stream()
                .mapToLong(ofType ->
                        ofType.stream().map(ExporterKilledIT::id).distinct().count())
                .sum();
    }

    private static String id(String key) {
        return key.substring(0, key.indexOf(':'));
    }
}
