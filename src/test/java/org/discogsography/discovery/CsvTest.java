package org.discogsography.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One cell after the other. The same cells are in ExplorerTest, for the files that the explorer makes. */
class CsvTest {

    private static final Csv CSV = new Csv(List.of("cell", "last"));

    private static String cell(Object value) {
        String row = CSV.row(Map.of("cell", value));
        assertThat(row).endsWith(",\r\n");
        return row.substring(0, row.length() - ",\r\n".length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1", "+1", "-1", "@1", "\t1", "＝1", "＋1", "－1", "＠1"})
    void a_text_that_a_spreadsheet_would_compute_begins_with_an_apostrophe(String text) {
        assertThat(cell(text)).isEqualTo("'" + text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r1", "\n1"})
    void a_line_break_at_its_beginning_is_no_formula_either(String text) {
        assertThat(cell(text)).isEqualTo("\"'" + text + '"');
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,b", "a\nb", "a\r\nb", " a", "a "})
    void what_would_end_a_cell_or_be_trimmed_stands_in_quotes(String text) {
        assertThat(cell(text)).isEqualTo('"' + text + '"');
    }

    @Test
    void a_quote_is_doubled_and_nothing_else_is_changed() {
        assertThat(cell("the \"12 version\"")).isEqualTo("\"the \"\"12 version\"\"\"");
        assertThat(cell("1=2")).isEqualTo("1=2");
        assertThat(cell("")).isEmpty();
        assertThat(cell(-1)).as("a number is no text").isEqualTo("-1");
        assertThat(CSV.row(Map.of())).isEqualTo(",\r\n");
    }

    @Test
    void several_values_are_one_cell_of_json() {
        assertThat(cell(Arrays.asList("a", 1))).isEqualTo("\"[\"\"a\"\",1]\"");
    }
}
