package org.discogsography.program;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.discogsography.dump.DataType;
import org.discogsography.program.JarProcess.Call;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.TestServers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Camel's own command line runs the routes of a checkout, in place of the program. */
class CamelRunIT {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Path COMMAND_LINE = Path.of("src/test/camel-run").toAbsolutePath();

    private final TestServers servers = TestServers.start();
    private final Inbox inbox = Inbox.on(servers.broker());

    @TempDir
    private Path folder;

    @Test
    void a_dump_that_camel_run_extracts_is_in_the_tables_that_camel_run_fills() throws Exception {
        servers.clear();
        var dump = SampleDump.of(200).writeTo(Files.createDirectory(folder.resolve("dump")));
        Path log = folder.resolve("log.txt");
        Process camel = camelRun(log, "common", "tableinator", "extractor");
        try {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .ignoreExceptionsInstanceOf(SQLException.class) // no tables yet
                    .untilAsserted(() -> {
                        assertThat(camel.isAlive()).as(Files.readString(log)).isTrue();
                        assertThat(rows()).isEqualTo(dump.counts());
                    });
            assertThat(Files.readString(log))
                    .contains("the dump of " + dump.version())
                    .contains("discogsography.jar")
                    .doesNotContain("0.0.0.0");
        } finally {
            camel.destroy();
            if (!camel.waitFor(30, TimeUnit.SECONDS)) {
                camel.destroyForcibly();
            }
        }
    }

    /** {@code camel run src/main/resources/routes/common/* ... application.properties} in the checkout. */
    private Process camelRun(Path log, String... parts) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                COMMAND_LINE.resolve("Camel.java").toString(),
                "run"));
        for (String part : parts) {
            try (Stream<Path> files = Files.list(Path.of("src/main/resources/routes", part))) {
                files.map(Path::toString).sorted().forEach(command::add);
            }
        }
        command.add("application.properties");
        command.add("--logging-color=false");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment()
                .putAll(Call.of(folder)
                        .with(servers.settings())
                        .with(inbox.settings())
                        .with("DISCOGS_ROOT", folder.resolve("dump").toString())
                        .environment());
        return builder.start();
    }

    /** Camel's command line and what it needs, in its own versions; Maven brings them from where it has all the others. */
    private String classPath() throws IOException, InterruptedException {
        Path file = folder.resolve("class-path.txt");
        String home = System.getProperty("maven.home");
        Process maven = new ProcessBuilder(
                        home == null ? "mvn" : Path.of(home, "bin", "mvn").toString(),
                        "-B",
                        "-ntp",
                        "-q",
                        "-f",
                        COMMAND_LINE.resolve("pom.xml").toString(),
                        "-Dcamel.version=" + System.getProperty("camel.version"),
                        "-Dmdep.outputFile=" + file,
                        "dependency:build-classpath")
                .redirectErrorStream(true)
                .start();
        String said = new String(maven.getInputStream().readAllBytes(), UTF_8);
        assertThat(maven.waitFor()).as("Maven's exit code; it said: %s", said).isZero();
        return Files.readString(file).strip();
    }

    private Map<DataType, Long> rows() throws SQLException {
        Map<DataType, Long> counts = new EnumMap<>(DataType.class);
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
}
