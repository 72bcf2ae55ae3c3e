package org.discogsography.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretFilesTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "AMQP_CONNECTION_FILE,   amqp.connection",
        "NEO4J_USERNAME_FILE,    neo4j.username",
        "NEO4J_PASSWORD_FILE,    neo4j.password",
        "POSTGRES_USERNAME_FILE, postgres.username",
        "POSTGRES_PASSWORD_FILE, postgres.password"
    })
    void each_secret_can_come_from_a_file(String variable, String property) throws Exception {
        String file = file("  pass word Яд\n");

        assertThat(SecretFiles.read(Map.of(variable, file))).containsExactly(Map.entry(property, "pass word Яд"));
    }

    @Test
    void without_files_nothing_is_set() {
        assertThat(SecretFiles.read(Map.of("NEO4J_PASSWORD", "p", "POSTGRES_PASSWORD_FILE", " ", "HOME_FILE", "/x")))
                .isEmpty();
    }

    @Test
    void a_file_that_cannot_be_read_is_refused_by_the_name_of_its_variable() {
        String missing = folder.resolve("missing").toString();

        assertThatThrownBy(() -> SecretFiles.read(Map.of("NEO4J_PASSWORD_FILE", missing)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("NEO4J_PASSWORD_FILE names a file that cannot be read (no such file or folder: " + missing
                        + ")");
        assertThatThrownBy(() -> SecretFiles.read(Map.of("NEO4J_PASSWORD_FILE", folder.toString())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("NEO4J_PASSWORD_FILE names a file that cannot be read (Is a directory)");
    }

    @Test
    void a_path_that_makes_no_sense_is_refused_by_the_name_of_its_variable() {
        assertThatThrownBy(() -> SecretFiles.read(Map.of("NEO4J_PASSWORD_FILE", "a\0b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NEO4J_PASSWORD_FILE");
    }

    @Test
    void a_file_that_is_no_text_is_refused_without_its_contents() throws Exception {
        Path file = Files.write(folder.resolve("binary"), new byte[] {'s', (byte) 0xff, (byte) 0xfe});

        assertThatThrownBy(() -> SecretFiles.read(Map.of("POSTGRES_PASSWORD_FILE", file.toString())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("POSTGRES_PASSWORD_FILE names a file that is not text in UTF-8: " + file);
    }

    @Test
    void a_secret_that_is_set_twice_is_refused_and_not_repeated() throws Exception {
        String file = file("secret");

        assertThatThrownBy(
                        () -> SecretFiles.read(Map.of("POSTGRES_PASSWORD", "secret", "POSTGRES_PASSWORD_FILE", file)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("POSTGRES_PASSWORD_FILE")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret "));
    }

    private String file(String text) throws Exception {
        Path file = folder.resolve("file");
        Files.writeString(file, text, StandardCharsets.UTF_8);
        return file.toString();
    }
}
