package org.discogsography.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

    @TempDir
    private Path folder;

    @Test
    void the_sample_dump_is_loaded_and_the_numbers_add_up() throws Exception {
        assertThat(printed(Map.of("demo.records", "500"))).contains("All numbers add up.");
    }

    @Test
    void two_months_are_downloaded_loaded_and_what_is_gone_is_removed() throws Exception {
        assertThat(printed(Map.of("demo.records", "500", "demo.months", "2")))
                .contains("All numbers add up: what the stores have added, changed and removed");
    }

    /** On the servers of this JVM; the demo has to end with 0. */
    private static String printed(Map<String, String> properties) throws Exception {
        var servers = TestServers.start().clear();
        try (var exchange = Exchange.connect(servers.broker().port())) {
            exchange.purgeAll();
        }
        var printed = new ByteArrayOutputStream();
        properties.forEach(System::setProperty);
        try (var out = new PrintStream(printed, true, UTF_8)) {
            assertThat(new Demo(out).run()).as(printed.toString(UTF_8)).isZero();
        } finally {
            properties.keySet().forEach(System::clearProperty);
        }
        return printed.toString(UTF_8);
    }

    @ParameterizedTest
    @Tag("drill")
    @CsvSource({"postgresql, PostgreSQL, tableinator", "neo4j, Neo4j, graphinator"})
    void an_outage_during_the_load_is_reported_from_beginning_to_end_and_loses_nothing(
            String option, String server, String service) throws Exception {
        assertThat(printed("-Ddemo.outage=" + option))
                .containsSubsequence(
                        "*** " + server + " is down for 20 s",
                        server + ": breaker OPEN after ",
                        server + ": consumers paused, their messages wait: " + service,
                        "*** " + server + " is back",
                        server + ": breaker CLOSED",
                        server + ": consumers resumed",
                        "All numbers add up.")
                .doesNotContain("\tat ");
    }

    /** The demo's output; it has to exit with 0. */
    private String printed(String option) throws Exception {
        Path out = folder.resolve("out.txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=240m",
                "-XX:+UseSerialGC"));
        command.add("-Dlogback.configurationFile=logback-demo.xml");
        command.add("-Djava.io.tmpdir=" + folder);
        command.add(option);
        command.add("-classpath");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(Demo.class.getName());
        Process demo = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertThat(demo.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES))
                    .as("ends by itself")
                    .isTrue();
            String output = Files.readString(out);
            assertThat(demo.exitValue()).as(output).isZero();
            return output;
        } finally {
            demo.destroyForcibly();
        }
    }
}
