package org.discogsography.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a newcomer sees first, as {@code mvn -Pdemo} runs it. */
class DemoIT {

    private static final int PATIENCE_MINUTES = 15;

    @TempDir
    private Path folder;

    @Test
    void it_loads_its_own_dump_and_its_numbers_add_up() throws Exception {
        assertThat(printed("-Ddemo.records=2000"))
                .contains("All numbers add up.")
                .doesNotContain("\tat ");
    }

    @ParameterizedTest
    @Tag("drill")
    @CsvSource({"postgresql, PostgreSQL, tableinator", "neo4j, Neo4j, graphinator"})
    void an_outage_in_the_middle_of_it_is_told_from_its_begin_to_its_end_and_loses_nothing(
            String option, String server, String service) throws Exception {
        assertThat(printed("-Ddemo.outage=" + option))
                .containsSubsequence(
                        "*** " + server + " is gone, for 20 s",
                        server + ": breaker OPEN after ",
                        server + ": consumers paused, their messages wait: " + service,
                        "*** " + server + " is back",
                        server + ": breaker CLOSED",
                        server + ": consumers resumed",
                        "All numbers add up.")
                .doesNotContain("\tat ");
    }

    /** What it says until it has ended well. */
    private String printed(String option) throws Exception {
        Path out = folder.resolve("out.txt");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx2g"));
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
            String said = Files.readString(out);
            assertThat(demo.exitValue()).as(said).isZero();
            return said;
        } finally {
            demo.destroyForcibly();
        }
    }
}
