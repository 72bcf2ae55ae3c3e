package org.discogsography.dump;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The four kinds of record that Discogs publishes, one dump file each. */
public enum DataType {
    ARTISTS("artist"),
    LABELS("label"),
    MASTERS("master"),
    RELEASES("release");

    private final String element;

    DataType(String element) {
        this.element = element;
    }

    /** The name used in files, routing keys, queues and tables: {@code artists}, {@code labels}, … */
    public String plural() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The XML element that holds one record: {@code artist}, {@code label}, … */
    public String element() {
        return element;
    }

    /** The type whose {@link #plural()} name this is, or empty where there is none. */
    public static Optional<DataType> named(String plural) {
        return Arrays.stream(values())
                .filter(type -> type.plural().equals(plural))
                .findFirst();
    }

    @Override
    public String toString() {
        return plural();
    }
}
