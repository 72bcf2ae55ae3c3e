package org.discogsography.dump;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The four types of records that Discogs publishes, each in a dump file of its own. */
public enum DataType {
    ARTISTS("artist"),
    LABELS("label"),
    MASTERS("master"),
    RELEASES("release");

    private final String element;

    DataType(String element) {
        this.element = element;
    }

    /** The name in files, routing keys, queues and tables: {@code artists}, {@code labels}, … */
    public String plural() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The name of a record's XML element: {@code artist}, {@code label}, … */
    public String element() {
        return element;
    }

    /** The type with this {@link #plural()} name, if there is one. */
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
