package org.discogsography.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.discogsography.demo.Progress.Part;
import org.discogsography.dump.DataType;
import org.junit.jupiter.api.Test;

/** What the demo shows of a whole dump of Discogs fits 80 columns. */
class ScreenTest {

    private static final Map<DataType, Long> IN_FILES = new EnumMap<>(Map.of(
            DataType.ARTISTS, 9_957_079L,
            DataType.LABELS, 2_349_729L,
            DataType.MASTERS, 2_537_400L,
            DataType.RELEASES, 19_123_456L));
    private static final Map<DataType, Long> SOME = new EnumMap<>(Map.of(
            DataType.ARTISTS, 9_957_078L,
            DataType.LABELS, 2_349_729L,
            DataType.MASTERS, 2_537_399L,
            DataType.RELEASES, 18_123_456L));
    private static final List<Part> PARTS = List.of(
            new Part("extractor", IN_FILES, 0),
            new Part("graphinator", SOME, 12_345),
            new Part("tableinator", SOME, 12_345));

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private Screen screen(boolean terminal) {
        return new Screen(new PrintStream(printed, true, UTF_8), terminal);
    }

    @Test
    void the_table_of_the_progress_fits_and_its_columns_stay_apart() {
        List<String> table = Progress.table(Duration.ofHours(27), PARTS, IN_FILES);

        assertThat(table).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(Screen.WIDTH));
        assertThat(table.get(1).split(" {2,}|(?<=all) ")).hasSize(6);
        assertThat(table.get(2))
                .contains("9,957,078 99%")
                .contains(" 2,349,729 all")
                .contains(" 18,123,456 94%");
    }

    @Test
    void the_line_of_the_progress_fits() {
        assertThat(Progress.line(Duration.ofMinutes(12), PARTS, IN_FILES))
                .isEqualTo("12 min 0 s  extractor 100%  graphinator 97% 12,345/s  tableinator 97% 12,345/s")
                .hasSizeLessThanOrEqualTo(Screen.WIDTH);
    }

    @Test
    void a_long_text_is_broken_between_words_and_indented() {
        screen(false)
                .print("  12:00:00  PostgreSQL: breaker OPEN after 5 failures, "
                        + "which is one sentence ".repeat(4).strip());

        assertThat(printed.toString(UTF_8).lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(Screen.WIDTH))
                .last()
                .satisfies(line -> assertThat(line).startsWith("    "));
    }

    @Test
    void a_terminal_has_the_progress_in_the_same_place_below_what_has_happened() {
        Screen screen = screen(true);
        screen.show(List.of("one", "two"));
        screen.print("news");
        screen.show(List.of("three", "four"));
        screen.show(List.of("five", "six"));

        assertThat(printed.toString(UTF_8))
                .isEqualTo(String.join(
                        System.lineSeparator(),
                        "one",
                        "two",
                        "\033[2A\033[Jnews",
                        "three",
                        "four",
                        "\033[2A\033[Jfive",
                        "six",
                        ""));
    }

    @Test
    void elsewhere_there_are_plain_lines() {
        Screen screen = screen(false);
        screen.show(List.of("one"));
        screen.print("two");

        assertThat(printed.toString(UTF_8).lines()).containsExactly("one", "two");
    }
}
