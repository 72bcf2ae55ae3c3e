package org.discogsography.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.discogsography.program.JarProcess.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A setting that makes no sense stops the start with one line that names it: one of each kind, {@link SettingsCheckTest} has all.
 */
class RefusedSettingsIT {

    private static final Duration SOON = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "tableinator, AMQP_CONNECTION,          guest:secret@localhost,      AMQP_CONNECTION",
        "tableinator, MANAGEMENT_HOST,          0.0.0.0,                     management.password",
        "tableinator, MANAGEMENT_PASSWORD,      a-secret-without-a-username, management.username",
        "graphinator, NEO4J_PASSWORD_FILE,      ./nowhere,                   NEO4J_PASSWORD_FILE",
    })
    void a_setting_that_makes_no_sense_is_named_in_one_line(
            String service, String variable, String value, String named) {
        try (var program = Call.of(folder, service).with(variable, value).start()) {
            assertRefused(program, named);
        }
    }

    @Test
    void a_dump_folder_without_a_dump_is_refused() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        try (var program = Call.of(folder, "extractor")
                .with("DISCOGS_ROOT", empty.toString())
                .start()) {
            assertRefused(program, "DISCOGS_ROOT");
            assertThat(program.err()).contains(empty.toString(), "discogs_YYYYMMDD_<type>.xml.gz");
        }
    }

    @Test
    void a_management_port_that_is_taken_is_named() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var program = Call.of(folder, "discovery")
                        .with("DISCOVERY_MANAGEMENT_PORT", Integer.toString(taken.getLocalPort()))
                        .start()) {
            assertRefused(program, "discovery.management-port");
        }
    }

    private static void assertRefused(JarProcess program, String named) {
        assertThat(program.exitCode(SOON)).isEqualTo(2);
        assertThat(program.err().lines()).singleElement().asString().contains(named);
        assertThat(program.toString()).doesNotContain("secret", "\tat ", "Exception", "Camel");
    }
}
