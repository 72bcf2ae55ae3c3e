package org.discogsography.discovery;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.discogsography.web.WebJson;

/**
 * Rows as CSV. A text that a spreadsheet would take for a formula gets an apostrophe before it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
 * @see <a href="https://owasp.org/www-community/attacks/CSV_Injection">CSV injection</a>
 */
record Csv(List<String> columns) {

    private static final String END = "\r\n";

    /** The first characters that make a text a formula; the last four are full-width forms. */
    private static final String FORMULA = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20";

    /** The line with the names of the columns. */
    String header() {
        return String.join(",", columns) + END;
    }

    /** The line of an item. */
    String row(Map<String, ?> item) {
        return columns.stream().map(column -> cell(item.get(column))).collect(Collectors.joining(",")) + END;
    }

    private static String cell(Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        String text =
                value instanceof Map<?, ?> || value instanceof Collection<?> ? WebJson.write(value) : value.toString();
        return quoted(!text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text);
    }

    private static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')
                && text.equals(text.strip());
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
