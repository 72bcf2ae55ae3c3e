package org.discogsography.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.discogsography.program.JarProcess.Call;
import org.discogsography.servers.TestServers;
import org.discogsography.table.TableSchema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** A list larger than the heap goes to a client. */
@Tag("drill")
class ExportMemoryIT {

    private static final int ROWS = 100_000;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Pattern ADDRESS = Pattern.compile("answers on (http://127\\.0\\.0\\.1:\\d+)/");

    private static final TestServers SERVERS = TestServers.start();

    @TempDir
    private Path folder;

    @AfterAll
    static void clear() {
        SERVERS.clear();
    }

    @Test
    void a_hundred_thousand_rows_of_CSV_and_of_NDJSON_need_64_MB_of_heap() throws Exception {
        fill();
        try (var program = Call.of(folder, "discovery")
                .jvmToo("-Xmx64m", "-XX:MaxDirectMemorySize=32m", "-XX:+ExitOnOutOfMemoryError")
                .with(SERVERS.settings())
                .start()) {
            await().atMost(PATIENCE).until(() -> program.out().contains("(discogsography) started"));
            var address = ADDRESS.matcher(program.out());
            assertThat(address.find()).as("%s", program).isTrue();
            var question = URI.create(address.group(1) + "/api/changes?type=artists&limit=500");
            await().atMost(PATIENCE).until(() -> lines(question, "application/json") > 0);
            assertThat(lines(question, "text/csv")).as("%s", program).isEqualTo(1 + ROWS);
            assertThat(lines(question, "application/x-ndjson"))
                    .as("%s", program)
                    .isEqualTo(ROWS);
        }
    }

    /** A kilobyte a row. */
    private static void fill() throws Exception {
        SERVERS.clear();
        try (var connection = SERVERS.postgres().connect();
                var statement = connection.createStatement()) {
            var dataSource = new PGSimpleDataSource();
            dataSource.setUrl(connection.getMetaData().getURL());
            dataSource.setUser("postgres");
            dataSource.setPassword("postgres");
            new TableSchema(dataSource).apply();
            statement.execute("insert into changes (version, type, data_id, change, hash, previous_hash, at)"
                    + " select '20260801', 'artists', n::text, 'changed', repeat('a', 500), repeat('b', 500), now()"
                    + " from generate_series(1, " + ROWS + ") n");
        }
    }

    /** Of an answer that is not kept; 0 if it is a problem. */
    private static long lines(URI question, String type) throws Exception {
        HttpResponse<Stream<String>> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(question).header("Accept", type).build(),
                        HttpResponse.BodyHandlers.ofLines());
        try (var lines = answer.body()) {
            return answer.statusCode() == 200 ? lines.count() : 0;
        }
    }
}
