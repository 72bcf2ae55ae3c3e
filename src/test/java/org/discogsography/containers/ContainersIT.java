package org.discogsography.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.discogsography.containers.ComposeFile.Service;
import org.discogsography.pipeline.StoreAssertions;
import org.discogsography.program.ClassDataArchive;
import org.discogsography.program.JarProcess;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.EmbeddedPostgres;
import org.discogsography.servers.LoopbackPort;
import org.discogsography.servers.RabbitMqServer;
import org.discogsography.servers.RabbitMqVersion;
import org.discogsography.servers.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the five services as in the Compose file and the Dockerfile, with the script's secrets, on real servers. */
class ContainersIT {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final TestServers servers = TestServers.start();
    private final ComposeFile compose = ComposeFile.read();
    private final Dockerfile image = Dockerfile.read();
    private final Map<String, Container> running = new LinkedHashMap<>();
    private final Map<String, String> places = new LinkedHashMap<>();
    private final Map<String, String> more = new LinkedHashMap<>();

    @TempDir
    private Path folder;

    private RabbitMqServer rabbitmq;
    private Path app;
    private SampleDump.Written written;

    ContainersIT() throws IOException {}

    @BeforeEach
    void layOut() throws Exception {
        Brokers.requireRabbitMq();
        servers.clear();
        rabbitmq = RabbitMqServer.withOptions(
                RabbitMqVersion.newest().orElseThrow(),
                compose.service("rabbitmq").environment().get("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path dump = Files.createDirectory(folder.resolve("discogs-data"));
        written = SampleDump.of(100).writeTo(dump);
        Path state = Files.createDirectory(folder.resolve("kept"));
        if (Container.isRoot()) {
            Files.setAttribute(state, "unix:uid", Integer.valueOf(image.user().replaceFirst(":.*", "")));
        }
        app = Files.createDirectory(folder.resolve("image"));
        linkOrCopy(JarProcess.jar(), app.resolve("discogsography.jar"));
        readOnly(app, dump);
        Path secrets = folder.resolve("secrets");
        InstalledTool.run(List.of("sh", "containers/make-secrets.sh", secrets.toString()));
        // An engine mounts the files, so that the permissions of their folder here do not matter there.
        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rwxr-xr-x"));
        rabbitmq.answer(
                "import_definitions",
                secrets.resolve("rabbitmq_definitions.json").toString());
        Path connection = secrets.resolve("amqp_connection.txt");
        Files.writeString(
                connection,
                Files.readString(connection).replace("@rabbitmq:5672/", "@127.0.0.1:" + rabbitmq.port() + "/"));

        places.put("-XX:SharedArchiveFile=/app/discogsography.jsa", ClassDataArchive.option(JarProcess.jar()));
        places.put("/app/discogsography.jar", app.resolve("discogsography.jar").toString());
        for (var secret : compose.secrets().entrySet()) {
            places.put(
                    "/run/secrets/" + secret.getKey(),
                    secrets.resolve(secret.getValue().getFileName()).toString());
        }
        places.put("/discogs", dump.toString());
        places.put("/state", state.toString());
        places.put("postgres:5432", servers.postgres().address());
        places.put("bolt://neo4j:7687", servers.neo4j().address().toString());
        // They are gone before a better compiler, or MBeans of each step, have paid; with 1 GB a JVM has that
        // collector.
        more.put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        more.put("CAMEL_MAIN_JMX_MANAGEMENT_M_BEANS_LEVEL", "RoutesOnly");
        more.put("EXTRACTOR_DOWNLOAD", "never");
        more.put("POSTGRES_DATABASE", EmbeddedPostgres.DATABASE);
        more.put("POSTGRES_USERNAME", EmbeddedPostgres.USERNAME);
        for (Service service : ours()) {
            int port = LoopbackPort.free();
            more.put(Property.variable(service.name() + ".port"), Integer.toString(port));
            places.put("127.0.0.1:" + Property.port(service.name()), "127.0.0.1:" + port);
            places.put(service.name() + ":" + Property.port(service.name()), "127.0.0.1:" + port);
        }
    }

    private List<Service> ours() {
        return compose.services().values().stream().filter(Service::isOurs).toList();
    }

    /** A link is the same file, for which there is an archive of its classes. */
    private static void linkOrCopy(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (IOException e) {
            Files.copy(from, to); // another file system
        }
    }

    private static void readOnly(Path... folders) throws IOException {
        for (Path readOnly : folders) {
            Files.setPosixFilePermissions(readOnly, PosixFilePermissions.fromString("r-xr-xr-x"));
        }
    }

    @AfterEach
    void end() throws IOException {
        running.values().forEach(Container::close);
        rabbitmq.close();
        // JUnit has to be able to delete them.
        for (Path readOnly : List.of(app, folder.resolve("discogs-data"))) {
            Files.setPosixFilePermissions(readOnly, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test
    void the_services_run_without_privileges_are_healthy_while_they_answer_load_a_dump_and_stop_on_request()
            throws Exception {
        for (Service service : ours()) {
            start(service);
        }
        for (Container container : running.values()) {
            awaitHealthy(container);
        }
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() -> StoreAssertions.assertStoresHold(
                        servers.postgres(),
                        servers.neo4j(),
                        written.files().get(0).path().getParent()));
        assertThat(rabbitmq.answer("list_queues", "--quiet", "--no-table-headers", "durable", "policy")
                        .lines())
                .filteredOn(queue -> queue.startsWith("true"))
                .as("each queue has the policy that raises the delivery limit")
                .hasSize(16)
                .allMatch(queue -> queue.endsWith("discogsography"));
        Container loads = start(compose.service("cli").with(List.of("loads")));
        assertThat(loads.awaitEnd(PATIENCE)).as(loads.output()).isZero();
        assertThat(loads.output()).contains("graphinator", "tableinator").doesNotContain("RabbitMQ does not say");
        running.remove("cli");
        List<String> logs = new ArrayList<>(List.of(loads.output()));
        for (var container : running.entrySet()) {
            assertThat(container.getValue().stop()).as(container.getKey()).isEqualTo(143);
            assertThat(container.getValue().isHealthy()).as(container.getKey()).isFalse();
            logs.add(container.getValue().output());
        }
        assertThat(logs).noneMatch(log -> secrets().anyMatch(log::contains));
        try (var files = Files.list(app)) {
            assertThat(files).as("no file is written next to the jar").hasSize(1);
        }
        try (var files = Files.list(folder.resolve("kept"))) {
            assertThat(files).as("the extractor's state").isNotEmpty();
        }
    }

    private static void awaitHealthy(Container container) throws IOException {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> container.isHealthy() || !container.isRunning());
        assertThat(container.isRunning()).as(container.output()).isTrue();
    }

    private Container start(Service service) throws IOException {
        Path output = folder.resolve(service.name() + ".txt");
        var container = Container.start(image, service, app, places, more, output);
        running.put(service.name(), container);
        return container;
    }

    private Stream<String> secrets() {
        return Stream.of("rabbitmq_password.txt", "postgres_password.txt", "neo4j_password.txt", "dashboard_token.txt")
                .map(file -> folder.resolve("secrets").resolve(file))
                .map(file -> {
                    try {
                        return Files.readString(file).strip();
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
    }
}
