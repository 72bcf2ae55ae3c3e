package org.discogsography.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import org.discogsography.program.JarProcess.Call;
import org.discogsography.servers.DumpHost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line takes and refuses. */
class CommandLineIT {

    private static final Duration SOON = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    @Test
    void an_unknown_service_is_refused_in_one_line_that_names_those_there_are() {
        try (var program = Call.of(folder, "extractor", "publisher").start()) {
            assertThat(program.exitCode(SOON)).isEqualTo(2);
            assertThat(program.err().lines())
                    .singleElement()
                    .asString()
                    .contains("'publisher'", "extractor", "graphinator", "tableinator");
            assertThat(program.out()).isEmpty();
        }
    }

    @Test
    void help_names_the_services_and_where_the_configuration_is_and_shows_no_secret() {
        try (var program = Call.of(folder, "--help")
                .with("NEO4J_PASSWORD", "hunter2-Zebra")
                .start()) {
            assertThat(program.exitCode(SOON)).isZero();
            assertThat(program.out())
                    .startsWith("Usage:")
                    .contains("extractor", "graphinator", "tableinator", "application.properties", "_FILE")
                    .doesNotContain("hunter2-Zebra");
            assertThat(program.err()).isEmpty();
        }
    }

    @Test
    void a_download_that_is_killed_leaves_nothing_that_passes_for_whole_and_the_next_fetches_the_rest()
            throws Exception {
        String version = YearMonth.now(ZoneOffset.UTC).minusMonths(1).toString().replace("-", "") + "01";
        Path dumps = folder.resolve("dumps");
        try (var host = DumpHost.start().offer(version, "x")) {
            host.once("releases", host.stall());
            try (var killed = command(host, "download").start()) {
                await().atMost(SOON)
                        .until(() -> Files.exists(dumps.resolve("discogs_" + version + "_releases.xml.gz.part")));
            }
            assertThat(run(0, host, "dumps")).contains(version).contains("no, lacks releases");

            int before = host.requests().size();
            assertThat(run(0, host, "download"))
                    .contains("discogs_" + version + "_releases.xml.gz: downloaded and verified")
                    .endsWith("the dump of " + version + " is in " + dumps + ", whole and verified\n");
            assertThat(host.requests().subList(before, host.requests().size()))
                    .filteredOn(query -> query.endsWith(".gz"))
                    .singleElement()
                    .asString()
                    .endsWith("_releases.xml.gz");

            before = host.requests().size();
            assertThat(run(0, host, "download", version)).contains("whole and verified");
            assertThat(host.requests()).as("what is there is asked of nobody").hasSize(before);
            assertThat(run(0, host, "dumps").lines().skip(1))
                    .singleElement()
                    .asString()
                    .matches(version + " .*  yes +no");
        }
    }

    private Call command(DumpHost host, String... words) {
        return Call.of(folder, words)
                .with("DISCOGS_ROOT", folder.resolve("dumps").toString())
                .with("DISCOGS_URL", host.url())
                .with("DISCOGS_REQUEST_INTERVAL", "10");
    }

    private String run(int exitCode, DumpHost host, String... words) {
        try (var program = command(host, words).start()) {
            assertThat(program.exitCode(SOON)).as("%s", program).isEqualTo(exitCode);
            return program.out();
        }
    }
}
