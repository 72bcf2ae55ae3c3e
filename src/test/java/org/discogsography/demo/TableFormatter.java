package org.discogsography.demo;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import org.discogsography.dump.DataType;
import org.discogsography.outage.DurationText;

/** Formats the lines of a table that has a column for each data type. */
final class TableFormatter {

    private static final int NAMES = 20;

    private TableFormatter() {}

    /** One line: its name, and a cell for each type. */
    static String line(String name, Function<DataType, String> cell) {
        return row(name, NAMES, cell);
    }

    /** The heading, with the names of the types. */
    static String heading(String name) {
        return line(name, DataType::plural);
    }

    /** One line, with so many columns for the name. */
    static String row(String name, int columns, Function<DataType, String> cell) {
        var line = new StringBuilder(String.format("%-" + columns + "s", name));
        for (DataType type : DataType.values()) {
            line.append(String.format("%15s", cell.apply(type)));
        }
        return line.toString().stripTrailing();
    }

    /** With thousands separators. */
    static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** {@code 8 s}, {@code 43 s}, {@code 2 min 5 s} or {@code 3 h 12 min}. */
    static String time(Duration time) {
        return time.toSeconds() < 60 ? time.toSeconds() + " s" : DurationText.time(time);
    }
}
