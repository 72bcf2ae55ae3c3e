package org.discogsography.demo;

import java.util.Locale;
import org.discogsography.dump.DataType;

/** Formats the lines of a table that has a column for each data type. */
final class TableFormatter {

    private TableFormatter() {}

    /** One line: its name, and a cell for each type. */
    static String line(String name, java.util.function.Function<DataType, String> cell) {
        var line = new StringBuilder(String.format("  %-22s", name));
        for (DataType type : DataType.values()) {
            line.append(String.format("%22s", cell.apply(type)));
        }
        return line.toString();
    }

    /** The heading, with the names of the types. */
    static String heading(String name) {
        return line(name, DataType::plural);
    }

    /** With thousands separators. */
    static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
