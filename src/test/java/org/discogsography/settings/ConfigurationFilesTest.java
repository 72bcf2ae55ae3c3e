package org.discogsography.settings;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * {@code application.properties}, docs/configuration.md, the code and the routes know the settings that {@link Setting} declares,
 * and no others. {@code mvn test -Dtest=ConfigurationFilesTest -Dconfiguration=write} writes the two files anew.
 */
class ConfigurationFilesTest {

    private static final String WRITTEN_BY = "mvn test -Dtest=ConfigurationFilesTest -Dconfiguration=write writes it";
    private static final Path JAVA = Path.of("src/main/java");
    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final Pattern CONSTANT = Pattern.compile("Setting\\.([A-Z0-9_]+)");
    /** How the code reads a setting of the service that it runs for. */
    private static final Pattern OF_A_SERVICE = Pattern.compile("Setting\\.of\\([^\"]*\"([a-z-]+)\"\\)");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??([a-zA-Z0-9.-]+)(?::[^}]*)?}}");
    /** How the template of all consumers reads a setting of the one that it is for. */
    private static final Pattern OF_A_CONSUMER = Pattern.compile("\\{\\{\\{\\{service}}\\.([a-z-]+)}}");

    private static final Pattern PARAMETER = Pattern.compile("(?m)^ *- name: ([a-z-]+)$");

    private final Set<String> settings =
            Arrays.stream(Setting.values()).map(Setting::property).collect(toCollection(TreeSet::new));

    @BeforeEach
    void write() throws IOException {
        if ("write".equals(System.getProperty("configuration"))) {
            ConfigurationFiles.write();
        }
    }

    @Test
    void application_properties_has_a_default_for_each_setting_and_nothing_else() throws IOException {
        assertThat(defaults().stringPropertyNames()).containsExactlyInAnyOrderElementsOf(settings);
    }

    @Test
    void application_properties_says_of_each_setting_what_the_code_does() throws IOException {
        String now = Files.readString(ConfigurationFiles.PROPERTIES);

        assertThat(now).as(WRITTEN_BY).isEqualTo(ConfigurationFiles.properties(now));
    }

    @Test
    void the_page_has_a_row_for_each_setting_with_its_variable_default_and_limits() throws IOException {
        String now = Files.readString(ConfigurationFiles.PAGE);

        assertThat(now).as(WRITTEN_BY).isEqualTo(ConfigurationFiles.page(now, defaults()));
        assertThat(Pattern.compile("(?m)^\\| `([a-z0-9.-]+)` \\| `[A-Z0-9_]+` \\|")
                        .matcher(now)
                        .results()
                        .map((MatchResult row) -> row.group(1)))
                .containsExactly(
                        Arrays.stream(Setting.values()).map(Setting::property).toArray(String[]::new));
    }

    @Test
    void what_the_routes_refer_to_is_a_setting() {
        Set<String> referred = inRoutes();

        assertThat(referred).hasSizeGreaterThan(10);
        assertThat(settings).containsAll(referred);
    }

    @Test
    void no_setting_is_without_effect() {
        Set<String> inRoutes = inRoutes();
        Set<String> inCode = found(JAVA, ".java", CONSTANT);
        Set<String> ofServices = found(JAVA, ".java", OF_A_SERVICE);

        assertThat(Setting.values())
                // Camel itself refuses those that it does not know.
                .filteredOn(setting -> !setting.property().startsWith("camel."))
                .allMatch(setting -> inRoutes.contains(setting.property())
                        || inCode.contains(setting.name())
                        || ofServices.contains(setting.property().split("\\.", 2)[1]));
    }

    private static Set<String> inRoutes() {
        Set<String> settings = found(RESOURCES, ".yaml", PLACEHOLDER);
        settings.removeAll(found(RESOURCES, ".yaml", PARAMETER));
        for (String end : found(RESOURCES, ".yaml", OF_A_CONSUMER)) {
            settings.add("graphinator." + end);
            settings.add("tableinator." + end);
            settings.add("exporter." + end);
        }
        return settings;
    }

    private static Properties defaults() throws IOException {
        var defaults = new Properties();
        try (var reader = Files.newBufferedReader(ConfigurationFiles.PROPERTIES)) {
            defaults.load(reader);
        }
        return defaults;
    }

    /** What the first group of a pattern finds in all files, except in the package that knows every setting. */
    private static Set<String> found(Path folder, String ending, Pattern pattern) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .filter(file -> !file.getParent().endsWith("settings"))
                    .flatMap(file -> pattern.matcher(read(file)).results())
                    .map((MatchResult result) -> result.group(1))
                    .collect(toCollection(TreeSet::new));
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
