package org.discogsography.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.TestServers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The demo, on the servers of this JVM, and in the drill as {@code mvn -Pdemo} runs it. */
class DemoIT {

    private static final int PATIENCE_MINUTES = 15;
    private static final Pattern LOADING = Pattern.compile("graphinator [1-9]");

    @TempDir
    private Path folder;

    @Test
    void the_sample_dump_is_loaded_and_the_numbers_add_up_in_plain_lines_of_80_columns() throws Exception {
        List<String> answers = new ArrayList<>();
        List<String> pages = new ArrayList<>();
        assertThat(printed(Map.of("demo.records", "500", "demo.keep", "true"), printed -> {
                    for (String line : printed.lines().toList()) {
                        if (line.startsWith("  curl '")) {
                            answers.add(answer(line.replace("  curl ", "").replace("'", "")));
                        }
                        if (line.startsWith("  Explorer ")) {
                            pages.add(answer(line.replaceFirst(".* ", "")));
                        }
                    }
                }))
                .contains("Dashboard http://localhost:", "Explorer  http://localhost:", "All numbers add up.")
                .doesNotContain("\033")
                .satisfies(output -> assertThat(output.lines())
                        .filteredOn(line -> !line.startsWith("Loading the dump"))
                        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80)));
        assertThat(answers)
                .as("the three questions, at once, each of which has found something")
                .hasSize(3)
                .allSatisfy(answer -> assertThat(answer).contains("\"items\":[{"));
        assertThat(pages)
                .hasSize(1)
                .first()
                .asString()
                .containsIgnoringCase("<!doctype html>")
                .contains("xplore");
    }

    /** A busy Neo4j may be late with the first answer, because it plans the question. */
    private static String answer(String question) {
        return await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofSeconds(1))
                .pollDelay(Duration.ZERO)
                .until(() -> said(question), answer -> !answer.contains("\"status\":504"));
    }

    private static String said(String question) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(question)).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void two_months_are_downloaded_loaded_and_what_is_gone_is_removed() throws Exception {
        assertThat(printed(Map.of("demo.records", "500", "demo.months", "2")))
                .contains("All numbers add up: what the stores have added, changed and removed");
    }

    private String printed(Map<String, String> properties) throws Exception {
        return printed(properties, printed -> {});
    }

    /** On the servers of this JVM; the demo has to end with 0. If it waits for Enter, it gets that after it has been looked at. */
    private String printed(Map<String, String> properties, Consumer<String> whenItWaits) throws Exception {
        var servers = TestServers.start().clear();
        try (var exchange = Exchange.connect(servers.broker().port())) {
            exchange.purgeAll();
        }
        var printed = new ByteArrayOutputStream();
        InputStream before = System.in;
        System.setIn(new InputStream() {
            @Override
            public int read() {
                whenItWaits.accept(printed.toString(UTF_8));
                return '\n';
            }
        });
        try (var out = new PrintStream(printed, true, UTF_8)) {
            var demo = new Demo(new Screen(out, false), DemoOptions.of(properties::get), folder, 0);
            assertThat(demo.run()).as(printed.toString(UTF_8)).isZero();
        } finally {
            System.setIn(before);
        }
        return printed.toString(UTF_8);
    }

    @ParameterizedTest
    @Tag("drill")
    @CsvSource({"postgresql, PostgreSQL, tableinator", "neo4j, Neo4j, graphinator"})
    void an_outage_of_a_store_during_the_load_is_reported_from_beginning_to_end_and_loses_nothing(
            String option, String server, String service) throws Exception {
        assertThat(withOutage(option, server))
                .containsSubsequence(
                        server + ": breaker OPEN after ",
                        server + ": consumers paused, their messages wait:", // the rest may be on the next line
                        service + "-artists",
                        server + ": breaker CLOSED",
                        server + ": consumers resumed:",
                        service + "-artists");
    }

    @Test
    @Tag("drill")
    void an_outage_of_the_broker_during_the_load_is_reported_from_beginning_to_end_and_loses_nothing()
            throws Exception {
        assertThat(withOutage("rabbitmq", "RabbitMQ"))
                .containsSubsequence("RabbitMQ: breaker OPEN after ", "RabbitMQ: breaker CLOSED");
    }

    /** The output. On a slow machine the breaker opens only after the outage, so their lines have no order. */
    private String withOutage(String option, String server) throws Exception {
        String output = printed("-Ddemo.outage=" + option);
        assertThat(output)
                .containsSubsequence(
                        "*** " + server + " is down for 20 s",
                        "*** " + server + " is back",
                        "A server has failed (",
                        "All numbers add up.")
                .doesNotContain("\tat ");
        return output;
    }

    @Test
    @Tag("drill")
    void ctrl_c_ends_it_quietly_and_nothing_stays_in_the_temporary_folder() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        Path out = folder.resolve("out.txt");
        Process demo = start(temporary, out, "-Ddemo.records=200000");
        try {
            await().atMost(Duration.ofMinutes(PATIENCE_MINUTES))
                    .until(() -> LOADING.matcher(Files.readString(out)).find());
            demo.destroy(); // like Ctrl-C, it lets the JVM end in order
            assertThat(demo.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).isTrue();
            assertThat(Files.readString(out)).doesNotContain("WARN", "ERROR", "Exception", "\tat ");
            try (var left = Files.list(temporary)) {
                assertThat(left).isEmpty();
            }
        } finally {
            demo.destroyForcibly();
        }
    }

    /** The demo's output; it has to exit with 0. */
    private String printed(String option) throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        Path out = folder.resolve("out.txt");
        Process demo = start(temporary, out, option);
        try {
            assertThat(demo.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES))
                    .as("ends by itself")
                    .isTrue();
            String output = Files.readString(out);
            assertThat(demo.exitValue()).as(output).isZero();
            try (var left = Files.list(temporary)) {
                assertThat(left).isEmpty();
            }
            return output;
        } finally {
            demo.destroyForcibly();
        }
    }

    private static Process start(Path temporary, Path out, String option) throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=240m",
                "-XX:+UseSerialGC",
                "-Dlogback.configurationFile=logback-demo.xml",
                "-Djava.io.tmpdir=" + temporary,
                option,
                "-classpath",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Demo.class.getName());
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
    }
}
