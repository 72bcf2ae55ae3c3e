package org.discogsography.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the README and the docs tell their readers to type and to open is there. */
class DocsTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern COMMAND = Pattern.compile("(?:java -jar (?:target/|/app/)?discogsography\\.jar"
            + "|docker compose run --rm (?:cli|extractor)(?= ))((?: [^#|>&\n`]*)?)");

    private static final Pattern PACKAGE_ROW = Pattern.compile("(?m)^\\| `([a-z.]+)` \\|");

    static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            return Stream.concat(Stream.of(Path.of("README.md")), docs.filter(page -> page.toString()
                            .endsWith(".md")))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void a_link_leads_to_a_file_and_to_a_heading_in_it(Path page) throws IOException {
        List<String> broken = new ArrayList<>();
        for (String link : found(LINK, page)) {
            String[] parts = link.split("#", 2);
            Path target =
                    parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
            boolean leads = link.contains("://")
                    || (Files.exists(target)
                            && (parts.length == 1 || anchors(target).contains(parts[1])));
            if (!leads) {
                broken.add(link);
            }
        }
        assertThat(broken).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void a_command_of_the_program_has_arguments_that_it_takes(Path page) throws IOException {
        for (String command : found(COMMAND, page)) {
            String[] arguments = Stream.of(command.strip().split(" +", -1))
                    .filter(word -> !word.isEmpty())
                    .toArray(String[]::new);
            assertThatCode(() -> Cli.commandLine().parseArgs(arguments))
                    .as(command)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void the_first_screen_of_the_readme_has_its_two_commands_and_the_picture_and_all_of_it_has_less_than_200_lines()
            throws IOException {
        List<String> lines = Files.readAllLines(Path.of("README.md"));

        assertThat(lines).hasSizeLessThan(200);
        assertThat(String.join("\n", lines.subList(0, 20)))
                .containsSubsequence("\n```sh\nmvn -Pdemo ", "\nmvn verify ", "](docs/images/dashboard-outage.png)");
        assertThat(lines.stream().filter(line -> line.startsWith("## ")))
                .containsSubsequence(
                        "## The demo",
                        "## How it flows",
                        "## On real servers",
                        "## Every month",
                        "## Asking the stores",
                        "## Outages",
                        "## Where the docs are",
                        "## Tests, benchmarks, releases");
    }

    @Test
    void each_package_of_the_program_stands_in_the_table_of_the_code_once() throws IOException {
        Path root = Path.of("src/main/java/org/discogsography");
        try (Stream<Path> files = Files.walk(root)) {
            List<String> packages = files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> root.relativize(file.getParent()).toString().replace('/', '.'))
                    .filter(name -> !name.isEmpty())
                    .distinct()
                    .toList();
            assertThat(found(PACKAGE_ROW, Path.of("docs/code.md"))).containsExactlyInAnyOrderElementsOf(packages);
        }
    }

    private static List<String> found(Pattern pattern, Path page) throws IOException {
        return pattern.matcher(Files.readString(page))
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    /** As GitHub names the headings. */
    private static List<String> anchors(Path page) throws IOException {
        return Files.readAllLines(page).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }
}
