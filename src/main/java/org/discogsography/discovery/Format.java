package org.discogsography.discovery;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
     * @param accept the lines of the header {@code Accept}
     */
    static Format of(String parameter, List<String> accept) {
        return parameter == null ? accepted(accept) : valueOf(parameter.toUpperCase(Locale.ROOT));
    }

    /** What has the greatest weight; of several that have it, what is named before what a range includes, and then what comes first. */
    private static Format accepted(List<String> accept) {
        List<Range> ranges = Arrays.stream(String.join(",", accept).split(",", -1))
                .map(Range::of)
                .toList();
        return Arrays.stream(values())
                .filter(format -> format.range(ranges).weight() > 0)
                .min(Comparator.comparing(
                                (Format format) -> -format.range(ranges).weight())
                        .thenComparing(format -> !format.range(ranges).type().equals(format.type))
                        .thenComparing(format -> ranges.indexOf(format.range(ranges))))
                .orElse(JSON);
    }

    /** The one that names it most exactly. */
    private Range range(List<Range> ranges) {
        for (String name : List.of(type, type.replaceFirst("/.*", "/*"), "*/*")) {
            for (Range range : ranges) {
                if (range.type().equals(name)) {
                    return range;
                }
            }
        }
        return Range.NONE;
    }

    /** One media range of {@code Accept}, with its weight ({@code q}) from 0 to 1; RFC 9110, section 12.5.1. */
    private record Range(String type, double weight) {

        private static final Range NONE = new Range("", 0);
        private static final Pattern WEIGHT = Pattern.compile("\\s*q\\s*=\\s*([01](?:\\.\\d{0,9})?)\\s*");

        static Range of(String text) {
            String[] parts = text.toLowerCase(Locale.ROOT).split(";", -1);
            return new Range(
                    parts[0].strip(),
                    Arrays.stream(parts)
                            .skip(1)
                            .map(WEIGHT::matcher)
                            .filter(Matcher::matches)
                            .mapToDouble(weight -> Double.parseDouble(weight.group(1)))
                            .findFirst()
                            .orElse(1));
        }
    }
}
