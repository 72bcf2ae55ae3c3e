package org.discogsography;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.discogsography.settings.KnownSettings;
import org.discogsography.settings.UnknownNames;
import org.junit.jupiter.api.Test;

/** docs/configuration.md, application.properties, the code and the routes name the same settings, and say the same of them. */
class ConfigurationPageTest {

    private static final Path JAVA = Path.of("src/main/java");
    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `([^`]+)` \\| `([^`]+)` \\| (`[^`]*`|empty) \\| ([^|]+) \\| ([^|]{5,}) \\|$");
    /** How the code reads a setting by its whole name. */
    private static final Pattern READ =
            Pattern.compile("\\.(?:text|number|decimal|seconds|flag)\\(\\s*\"([a-z0-9-]+[.][a-z0-9.-]+)\"");

    private static final Pattern LITERAL = Pattern.compile("\"([a-z0-9.-]*[.][a-z0-9.-]+)\"");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??([a-zA-Z0-9.-]+)(?::[^}]*)?}}");
    private static final Pattern PARAMETER = Pattern.compile("(?m)^ *- name: ([a-z-]+)$");

    private final Properties properties = SettingsCheck.packed();

    @Test
    void the_page_has_a_row_for_each_setting_with_its_variable_default_and_what_it_takes() throws IOException {
        Map<String, String> expected = new TreeMap<>();
        for (String name : properties.stringPropertyNames()) {
            String value = properties.getProperty(name);
            expected.put(
                    name,
                    UnknownNames.variable(name) + " | " + (value.isEmpty() ? "empty" : "`" + value + "`") + " | "
                            + KnownSettings.accepted(name));
        }
        Map<String, String> rows = new TreeMap<>();
        ROW.matcher(Files.readString(Path.of("docs/configuration.md")))
                .results()
                .forEach(row -> assertThat(
                                rows.put(row.group(1), row.group(2) + " | " + row.group(3) + " | " + row.group(4)))
                        .as("only one row for " + row.group(1))
                        .isNull());

        assertThat(rows).isEqualTo(expected);
    }

    @Test
    void what_the_code_reads_is_a_setting() {
        Set<String> read = found(JAVA, ".java", READ);

        assertThat(read).hasSizeGreaterThan(40);
        assertThat(properties.stringPropertyNames()).containsAll(read);
    }

    @Test
    void what_the_routes_refer_to_is_a_setting() {
        Set<String> referred = found(RESOURCES, ".yaml", PLACEHOLDER);
        referred.removeAll(found(RESOURCES, ".yaml", PARAMETER));

        assertThat(referred).hasSizeGreaterThan(10);
        assertThat(properties.stringPropertyNames()).containsAll(referred);
    }

    @Test
    void no_setting_is_without_effect() {
        Set<String> used = found(RESOURCES, ".yaml", PLACEHOLDER);
        used.addAll(found(JAVA, ".java", LITERAL));
        // Camel's own, which refuses what it does not know.
        Set<String> dead = properties.stringPropertyNames().stream()
                .filter(name -> !name.startsWith("camel."))
                .filter(name -> !used.contains(name))
                // Read for each service alike, by the end of its name.
                .filter(name -> !used.contains(name.substring(name.indexOf('.'))))
                .collect(toCollection(TreeSet::new));

        assertThat(dead).isEmpty();
    }

    /** What the first group of a pattern finds in all files, but those that list every setting. */
    private static Set<String> found(Path folder, String ending, Pattern pattern) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .filter(file -> !file.endsWith("KnownSettings.java") && !file.endsWith("SettingPairs.java"))
                    .flatMap(file -> pattern.matcher(read(file)).results())
                    .map((MatchResult result) -> result.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
