package org.discogsography.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.discogsography.program.JarProcess.Call;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of the places of configuration holds; a folder that is not there tells which one was read. */
class ConfigurationIT {

    private static final Duration SOON = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    private Call extractor;

    @BeforeEach
    void extractor() {
        extractor = Call.of(folder, "extractor");
    }

    @Test
    void without_any_other_the_packed_properties_hold() {
        try (var program = extractor.start()) {
            assertThat(program.exitCode(SOON)).isEqualTo(2);
            assertThat(program.err()).contains("./discogs-data");
        }
    }

    @Test
    void a_file_in_the_working_directory_overrides_what_it_names_and_nothing_else() throws Exception {
        Files.writeString(folder.resolve("application.properties"), "discogs.root = ./from-file\n");
        try (var program = extractor.start()) {
            assertThat(program.exitCode(SOON)).isEqualTo(2);
            assertThat(program.err()).contains("./from-file");
            assertThat(program.out()).contains("amqp://localhost:5672", "discogsography-exchange");
        }
    }

    @Test
    void an_environment_variable_overrides_both() throws Exception {
        Files.writeString(
                folder.resolve("application.properties"),
                "discogs.root = ./from-file\namqp.exchange = exchange-from-file\n");
        var call =
                extractor.with("DISCOGS_ROOT", "./from-environment").with("AMQP_EXCHANGE", "exchange-from-environment");
        try (var program = call.start()) {
            assertThat(program.exitCode(SOON)).isEqualTo(2);
            assertThat(program.err()).contains("./from-environment");
            assertThat(program.out()).contains("exchange-from-environment");
        }
    }
}
