package org.discogsography.program;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.discogsography.dump.DataType;
import org.discogsography.program.JarProcess.Call;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.TestServers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records of a hundred times the usual size: batches, windows and prefetch are bounded in bytes as well as in number. */
@Tag("drill")
class LargeRecordsIT {

    private static final int RECORDS = 4_000;
    private static final int SIZE = 100_000;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final TestServers servers = TestServers.start();

    @TempDir
    private Path folder;

    private void write() throws Exception {
        var random = new Random(1);
        var text = new StringBuilder();
        try (var out = new BufferedOutputStream(
                new GZIPOutputStream(Files.newOutputStream(folder.resolve(DumpFiles.name(DataType.ARTISTS)))))) {
            out.write("<artists>\n".getBytes(UTF_8));
            for (int id = 1; id <= RECORDS; id++) {
                text.setLength(0);
                while (text.length() < SIZE) {
                    text.append(Integer.toString(random.nextInt(100_000), 36)).append(' ');
                }
                out.write(("<artist><id>" + id + "</id><name>n</name><profile>" + text + "</profile></artist>\n")
                        .getBytes(UTF_8));
            }
            out.write("</artists>\n".getBytes(UTF_8));
        }
    }

    @Test
    void four_thousand_records_of_100_kB_pass_each_service_in_512_MB_of_heap() throws Exception {
        Brokers.requireRabbitMq();
        servers.clear();
        var inbox = Inbox.on(Brokers.RABBITMQ.shared());
        write();
        List<JarProcess> programs = new ArrayList<>();
        try {
            for (String service : List.of("extractor", "tableinator", "graphinator")) {
                programs.add(Call.of(folder, service)
                        .withAllMBeans()
                        .jvm("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError")
                        .with(servers.settings())
                        .with(inbox.settings())
                        .with("DISCOGS_ROOT", folder.toString())
                        .with("EXTRACTOR_TYPES", "artists")
                        .with("EXTRACTOR_EXIT_WHEN_DONE", "true")
                        .start());
                if (service.equals("extractor")) {
                    // All of it waits when the consumers come.
                    assertThat(programs.get(0).exitCode(PATIENCE)).isZero();
                }
            }
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .ignoreExceptionsInstanceOf(SQLException.class)
                    .until(() -> rows() == RECORDS && nodes() == RECORDS);
            assertThat(programs.subList(1, 3)).allMatch(JarProcess::isRunning);
            assertThat(programs).noneMatch(program -> program.out().contains("OutOfMemoryError"));
        } finally {
            programs.forEach(JarProcess::close);
        }
    }

    private long rows() throws SQLException {
        try (var connection = servers.postgres().connect();
                var statement = connection.createStatement();
                var result = statement.executeQuery("select count(*) from artists")) {
            result.next();
            return result.getLong(1);
        }
    }

    private long nodes() {
        try (var session = servers.neo4j().driver().session()) {
            return session.run("MATCH (n:Artist) WHERE n.sha256 IS NOT NULL RETURN count(n)")
                    .single()
                    .get(0)
                    .asLong();
        }
    }
}
