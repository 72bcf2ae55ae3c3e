package org.discogsography.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.discogsography.dump.DataType;
import org.discogsography.program.JarProcess.Call;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.TestServers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The services of the jar, together or each alone, from a dump to filled stores. */
class WholeProgramIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration END = Duration.ofMinutes(2);

    private final TestServers servers = TestServers.start();
    private final Inbox inbox = Inbox.on(servers.broker());

    @TempDir
    private Path folder;

    private SampleDump.Written written;

    @BeforeEach
    void dump() throws Exception {
        servers.clear();
        written = SampleDump.of(300).writeTo(Files.createDirectory(folder.resolve("dump")));
    }

    private Call call(String... services) {
        return Call.of(folder, services)
                .withAllMBeans()
                .with(servers.settings())
                .with(inbox.settings())
                .with("DISCOGS_ROOT", folder.resolve("dump").toString());
    }

    @Test
    void all_services_in_one_process_fill_both_stores_and_end_when_asked_to() {
        try (var program = call().start()) {
            awaitStored();
            assertThat(program.out())
                    .contains("[extractor, graphinator, tableinator, dashboard, discovery]")
                    .contains(
                            servers.postgres().address(),
                            servers.neo4j().address().toString())
                    .contains("127.0.0.1:" + servers.broker().port())
                    .contains("the dump of " + written.version());
            assertThat(program.err()).isEmpty();
            program.terminate();
            assertThat(program.exitCode(END)).as("ended by SIGTERM").isEqualTo(143);
        }
    }

    /** {@code ContainersIT} and {@code ScalingIT} run them so too. */
    @Test
    @Tag("drill")
    void each_service_in_a_process_of_its_own_with_512_MB_fills_both_stores() {
        List<JarProcess> programs = new ArrayList<>();
        try {
            for (String service : List.of("tableinator", "graphinator", "extractor")) {
                programs.add(
                        call(service).with("EXTRACTOR_EXIT_WHEN_DONE", "true").start());
            }
            awaitStored();
            assertThat(programs.remove(2).exitCode(PATIENCE)).isZero();
            assertThat(programs).allMatch(JarProcess::isRunning);
            programs.forEach(JarProcess::terminate);
            programs.forEach(program ->
                    assertThat(program.exitCode(END)).as("%s", program).isEqualTo(143));
        } finally {
            programs.forEach(JarProcess::close);
        }
    }

    @Test
    void with_all_three_servers_down_it_starts_is_alive_and_stays_up_until_it_is_asked_to_end() throws Exception {
        var nobody = Map.of(
                "amqp.connection", "amqp://guest:guest@127.0.0.1:1/",
                "postgres.address", "127.0.0.1:1",
                "neo4j.address", "bolt://127.0.0.1:1");
        try (var program = call().with(nobody).start()) {
            await().atMost(PATIENCE).until(() -> program.out().contains("(discogsography) started"));
            for (String server : List.of("RabbitMQ", "PostgreSQL", "Neo4j")) {
                await().atMost(PATIENCE).until(() -> program.out().contains(server + ": failed, retrying in"));
            }
            assertThat(program.isRunning()).isTrue();
            var live = JolokiaClient.of(program).get("health/live");
            assertThat(live.statusCode()).isEqualTo(200);
            assertThat(live.body()).contains("\"status\":\"UP\"");
            assertThat(program.err()).isEmpty();
            assertThat(program.out()).doesNotContain("Failed delivery");
            program.terminate();
            assertThat(program.exitCode(END)).isEqualTo(143);
        }
    }

    private void awaitStored() {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsInstanceOf(SQLException.class) // no tables yet
                .untilAsserted(() -> assertThat(List.of(rows(), nodes())).containsOnly(written.counts()));
    }

    private Map<DataType, Long> rows() throws SQLException {
        Map<DataType, Long> counts = new java.util.EnumMap<>(DataType.class);
        try (var connection = servers.postgres().connect();
                var statement = connection.createStatement()) {
            for (DataType type : DataType.values()) {
                try (var result = statement.executeQuery("select count(*) from " + type)) {
                    result.next();
                    counts.put(type, result.getLong(1));
                }
            }
        }
        return counts;
    }

    private Map<DataType, Long> nodes() {
        Map<DataType, Long> counts = new java.util.EnumMap<>(DataType.class);
        try (var session = servers.neo4j().driver().session()) {
            for (DataType type : DataType.values()) {
                String label = type.element().substring(0, 1).toUpperCase(Locale.ROOT)
                        + type.element().substring(1);
                counts.put(
                        type,
                        session.run("MATCH (n:" + label + ") WHERE n.sha256 IS NOT NULL RETURN count(n)")
                                .single()
                                .get(0)
                                .asLong());
            }
        }
        return counts;
    }
}
