package org.discogsography.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.discogsography.program.JarProcess.Call;
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
    void help_names_the_services_and_where_the_configuration_is() {
        try (var program = Call.of(folder, "--help").start()) {
            assertThat(program.exitCode(SOON)).isZero();
            assertThat(program.out())
                    .startsWith("Usage:")
                    .contains("extractor", "graphinator", "tableinator", "application.properties", "_FILE");
            assertThat(program.err()).isEmpty();
        }
    }

    @Test
    void a_misspelt_option_is_refused_in_one_line_without_a_stack_trace() {
        try (var program = Call.of(folder, "routes", "--forse").start()) {
            assertThat(program.exitCode(SOON)).isEqualTo(2);
            assertThat(program.err().lines()).singleElement().asString().contains("'--forse'", "did you mean --force?");
            assertThat(program.out()).isEmpty();
        }
    }
}
