package org.discogsography.discovery;

import java.util.Arrays;
import java.util.Locale;

/** What an answer is written as. */
enum Format {
    JSON("application/json"),
    CSV("text/csv"),
    NDJSON("application/x-ndjson");

    private final String type;

    Format(String type) {
        this.type = type;
    }

    /** The media type, without parameters. */
    String type() {
        return type;
    }

    /** The end of a file's name. */
    String extension() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * What a client asks for.
     *
     * @param parameter the value of {@code format}; null if it is not given
     * @param accept the header {@code Accept}; null if it is not given
     */
    static Format of(String parameter, String accept) {
        if (parameter != null) {
            return valueOf(parameter.toUpperCase(Locale.ROOT));
        }
        // The order of a client that names several is what it prefers: none that asks for these weighs them with q.
        return accept == null
                ? JSON
                : Arrays.stream(accept.toLowerCase(Locale.ROOT).split(","))
                        .map(range -> range.replaceFirst(";.*", "").strip())
                        .flatMap(range -> Arrays.stream(values()).filter(format -> format.type.equals(range)))
                        .findFirst()
                        .orElse(JSON);
    }
}
