package org.discogsography.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.RecordOutcomes;
import org.discogsography.dump.DataType;
import org.discogsography.outage.ServerWatch;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.Broker;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The examples of docs/integrate.md, as they stand there, get from a real RabbitMQ what they say. */
class IntegrationExamplesTest {

    private static final Logger LOG = LoggerFactory.getLogger(IntegrationExamplesTest.class);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    @Test
    void a_route_in_yaml_gets_every_record_of_a_dump() throws Exception {
        Brokers.requireRabbitMq();
        Broker broker = Brokers.RABBITMQ.shared();
        Path dump = Files.createDirectory(folder.resolve("dump"));
        SampleDump.Written written = SampleDump.of(200).writeTo(dump);
        Path routes = folder.resolve("routes");
        PackagedRoutes.copyTo(routes, false);
        Path export = folder.resolve("export");
        Files.writeString(
                routes.resolve("extractor/releases-to-file.camel.yaml"),
                DocumentedRoutes.example("yaml", "").replace("{{env:EXPORT_FOLDER:export}}", export.toString()));
        Map<String, String> settings = new HashMap<>();
        settings.put("amqp.connection", broker.address());
        settings.put("amqp.exchange", "integrate-exchange");
        settings.put("amqp.queue-prefix", "integrate-");
        settings.put("routes.folder", routes.toString());
        settings.put("discogs.root", dump.toString());

        declareQueueOfTheRoute(broker);
        try (var program = Program.start(List.of("extractor"), settings)) {
            Path lines = export.resolve("releases-" + written.version() + ".ndjson");
            long releases = written.counts().get(DataType.RELEASES);
            // With the end of the last line, or it is not whole yet.
            await().atMost(PATIENCE)
                    .until(() -> Files.exists(lines)
                            && Files.readString(lines)
                                            .chars()
                                            .filter(each -> each == '\n')
                                            .count()
                                    >= releases);
            assertThat(Files.readAllLines(lines))
                    .hasSize((int) releases)
                    .allSatisfy(line -> assertThat(line).startsWith("{").contains("\"sha256\":"));
            await().atMost(PATIENCE).until(() -> program.extraction().ended());
            assertThat(program.extraction().succeeded()).isTrue();
        }
    }

    @Test
    void routes_for_a_third_store_get_every_record_once_wait_while_it_is_away_and_set_poison_aside() throws Exception {
        Brokers.requireRabbitMq();
        Broker broker = Brokers.RABBITMQ.shared();
        Path dump = Files.createDirectory(folder.resolve("dump"));
        SampleDump.Written written = SampleDump.of(200).writeTo(dump);
        Path export = folder.resolve("export");
        Map<String, String> settings = new HashMap<>();
        settings.put("amqp.connection", broker.address());
        settings.put("amqp.exchange", "third-exchange");
        settings.put("amqp.dead-letter-exchange", "third-dead-letters");
        settings.put("amqp.queue-prefix", "third-");
        settings.put(
                "routes.folder",
                DocumentedRoutes.ofTheExporter(folder.resolve("routes"), export).toString());
        settings.put("discogs.root", dump.toString());
        settings.put("exporter.state-folder", folder.resolve("state").toString());
        settings.put("extractor.force", "true");
        settings.put("retry.look-interval", "1");

        Files.createFile(export); // in the place of the store's folder
        try (var program = Program.start(List.of("extractor", "exporter"), settings)) {
            await().atMost(PATIENCE).until(() -> program.extraction().ended());
            assertThat(watch(program).state()).isNotEqualTo(ServerWatch.State.UP);
            assertThat(settled(program)).isZero();
            publishWithAnotherId(broker);

            Files.delete(export);
            awaitSettled(program, written.total() + 1);
            assertThat(lines(export)).hasSize((int) written.total()).allSatisfy(line -> assertThat(line)
                    .startsWith("{\"version\":\"" + written.version() + "\",\"sha256\":\"")
                    .endsWith("}}"));
            assertThat(lines(export)).doesNotHaveDuplicates();
            assertThat(of(program, "labels", RecordOutcomes.Outcome.DEAD_LETTERED))
                    .isEqualTo(1);
        }
        try (var program = Program.start(List.of("extractor", "exporter"), settings)) {
            awaitSettled(program, written.total());
            assertThat(lines(export)).as("nothing is written twice").hasSize((int) written.total());
            assertThat(of(program, "releases", RecordOutcomes.Outcome.UNCHANGED))
                    .isEqualTo(written.counts().get(DataType.RELEASES));
        }
    }

    @Test
    void without_routes_the_exporter_is_refused_and_the_example_named() throws Exception {
        PackagedRoutes.copyTo(folder.resolve("routes"), false);

        assertThatThrownBy(() -> Program.start(List.of("exporter"), Map.of()))
                .rootCause()
                .hasMessage(
                        "routes.folder must be set for the exporter: its routes are yours, and docs/integrate.md has an"
                                + " example to copy");
        assertThatThrownBy(() -> Program.start(
                        List.of("exporter"),
                        Map.of("routes.folder", folder.resolve("routes").toString())))
                .rootCause()
                .hasMessage("routes.folder: there are no route files in " + folder.resolve("routes/exporter")
                        + "; docs/integrate.md has an example to copy");
    }

    private static ServerWatch watch(Program program) {
        return program.main().getCamelContext().getRegistry().lookupByNameAndType("store-watch", ServerWatch.class);
    }

    private static void awaitSettled(Program program, long records) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(settled(program)).isEqualTo(records));
    }

    private static long settled(Program program) {
        return Arrays.stream(DataType.values())
                .mapToLong(type -> program.records().settled(new ConsumerQueue("exporter", type)))
                .sum();
    }

    private static long of(Program program, String type, RecordOutcomes.Outcome outcome) {
        return program.records()
                .total(new ConsumerQueue("exporter", DataType.named(type).orElseThrow()), outcome);
    }

    private static List<String> lines(Path export) throws IOException {
        try (Stream<Path> files = Files.walk(export)) {
            List<String> lines = new ArrayList<>();
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".ndjson")).toList()) {
                lines.addAll(List.of(Files.readString(file).split("\n")));
            }
            return lines;
        }
    }

    /** What the index does not take. */
    private static void publishWithAnotherId(Broker broker) throws Exception {
        publish(broker, "third-exchange", "labels", "{\"type\":\"data\",\"id\":\"none\"}");
    }

    private static void publish(Broker broker, String exchange, String routingKey, String body) throws Exception {
        var factory = new ConnectionFactory();
        factory.setPort(broker.port());
        try (var connection = factory.newConnection();
                var channel = connection.createChannel()) {
            channel.basicPublish(exchange, routingKey, null, body.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void a_few_lines_of_python_get_every_record_of_a_dump() throws Exception {
        String command = pythonWithPika();
        Brokers.requireRabbitMq();
        Broker broker = Brokers.RABBITMQ.shared();
        Path dump = Files.createDirectory(folder.resolve("dump"));
        SampleDump.Written written = SampleDump.of(200).writeTo(dump);
        Map<String, String> settings = Map.of(
                "amqp.connection",
                broker.address(),
                "amqp.exchange",
                "integrate-exchange",
                "amqp.queue-prefix",
                "integrate-",
                "discogs.root",
                dump.toString());

        Process python = start(command, DocumentedRoutes.example("python", ""), broker);
        try (var program = Program.start(List.of("extractor"), settings)) {
            assertThat(python.waitFor(PATIENCE.toMinutes(), TimeUnit.MINUTES))
                    .as("%s", program.extraction())
                    .isTrue();
            List<String> printed = Files.readAllLines(folder.resolve("python.txt"));
            assertThat(printed.subList(1, printed.size()))
                    .hasSize(written.counts().get(DataType.LABELS).intValue())
                    .allSatisfy(line -> assertThat(line).endsWith(" " + written.version()));
            assertThat(python.exitValue()).isZero();
        } finally {
            python.destroyForcibly();
        }
    }

    @Test
    void a_few_lines_of_python_get_what_a_dump_has_changed() throws Exception {
        String command = pythonWithPika();
        Brokers.requireRabbitMq();
        Broker broker = Brokers.RABBITMQ.shared();

        Process python = start(command, DocumentedRoutes.example("python", "## What a dump has changed"), broker);
        try {
            for (String change : List.of("releases changed", "artists added", "releases removed")) {
                String type = change.substring(0, change.indexOf(' '));
                String kind = change.substring(type.length() + 1);
                publish(
                        broker,
                        "integrate-changes",
                        type + "." + kind,
                        "{\"type\":\"" + type + "\",\"id\":\"1\",\"change\":\"" + kind
                                + "\",\"version\":\"20260801\",\"seq\":1}");
            }
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(Files.readAllLines(folder.resolve("python.txt")))
                    .containsExactly(
                            "waiting for changes", "20260801 changed releases 1", "20260801 removed releases 1"));
        } finally {
            python.destroyForcibly();
        }
    }

    /** As the two requests of the page do, for which the broker here has no management API. */
    private static void declareQueueOfTheRoute(Broker broker) throws Exception {
        var factory = new ConnectionFactory();
        factory.setPort(broker.port());
        try (var connection = factory.newConnection();
                var channel = connection.createChannel()) {
            channel.exchangeDeclare("integrate-exchange", "topic", true);
            channel.queueDeclare("my-releases", true, false, false, Map.of("x-queue-type", "quorum"));
            channel.queueBind("my-releases", "integrate-exchange", "releases");
        }
    }

    /** A Python that has a client of RabbitMQ: the one on the path, or the system's. Without one the test is skipped, and fails in a build. */
    private static String pythonWithPika() throws Exception {
        for (String python : List.of("python3", "/usr/bin/python3")) {
            try {
                if (new ProcessBuilder(python, "-c", "import pika").start().waitFor() == 0) {
                    return python;
                }
            } catch (IOException e) {
                LOG.debug("There is no {}", python, e);
            }
        }
        boolean isRequired = Boolean.parseBoolean(System.getProperty("CI", System.getenv("CI")));
        assertThat(isRequired).as("a build has Python with pika").isFalse();
        return abort("skipped: this machine has no Python with pika");
    }

    /** The example in Python at work, with its queue declared. */
    private Process start(String python, String example, Broker broker) throws Exception {
        Path out = folder.resolve("python.txt");
        var builder = new ProcessBuilder(
                python,
                "-c",
                example.replace("discogsography-exchange", "integrate-exchange")
                        .replace("discogsography-changes", "integrate-changes"));
        builder.environment().put("AMQP_CONNECTION", broker.address().replaceFirst("/?$", "/%2F"));
        Process process =
                builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
        await().atMost(PATIENCE).until(() -> Files.readString(out).contains("waiting for ") || !process.isAlive());
        assertThat(process.isAlive()).as(Files.readString(out)).isTrue();
        return process;
    }
}
