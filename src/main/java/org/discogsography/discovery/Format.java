package org.discogsography.discovery;

import io.vertx.ext.web.MIMEHeader;
import io.vertx.ext.web.impl.HeaderParser;
import io.vertx.ext.web.impl.ParsableMIMEValue;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What an answer is written as. */
enum Format {
    JSON("application/json"),
    CSV("text/csv"),
    NDJSON("application/x-ndjson");

    private static final String ANY = "*";

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
     * @param accept the lines of the header {@code Accept}
     */
    static Format of(String parameter, List<String> accept) {
        return parameter == null ? accepted(accept) : valueOf(parameter.toUpperCase(Locale.ROOT));
    }

    /** What has the greatest weight; what comes first, if several have it, and what is named before what a range only includes. */
    private static Format accepted(List<String> accept) {
        String ranges = String.join(",", accept).toLowerCase(Locale.ROOT);
        return HeaderParser.convertToParsedHeaderValues(ranges, ParsableMIMEValue::new).stream()
                .filter(range -> range.weight() > 0)
                .sorted(Comparator.comparing(MIMEHeader::weight).reversed().thenComparing(range -> range.subComponent()
                        .equals(ANY)))
                .flatMap(range -> Arrays.stream(values()).filter(format -> format.isIn(range)))
                .findFirst()
                .orElse(JSON);
    }

    private boolean isIn(MIMEHeader range) {
        String[] parts = type.split("/", 2);
        return (range.component().equals(ANY) || range.component().equals(parts[0]))
                && (range.subComponent().equals(ANY) || range.subComponent().equals(parts[1]));
    }
}
