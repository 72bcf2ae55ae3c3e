package org.discogsography.routes;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.camel.util.URISupport;
import org.discogsography.outage.Reason;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** Something in a route file that keeps it from being taken up. The message is one line: the file, the line, what it is. */
final class InvalidRouteException extends Exception {

    private static final long serialVersionUID = 1L;
    private static final Pattern WORD = Pattern.compile("[\\w.:/#-]{3,}");

    /** What Camel says beside that which is wrong. */
    private static final Pattern CONTEXT = Pattern.compile("of type: .*");

    private static final Pattern UNKNOWN_OPTIONS = Pattern.compile("Unknown parameters=\\[\\{([^}]*)}]");

    InvalidRouteException(String file, int line, String what) {
        super(file + (line > 0 ? ":" + line : "") + ": " + what);
    }

    /** A mistake that the parser has found, and marked. */
    static InvalidRouteException marked(String file, Throwable found) {
        for (Throwable cause = found; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkedYamlEngineException marked) {
                int line = marked.getProblemMark()
                        .or(marked::getContextMark)
                        .map(mark -> mark.getLine() + 1)
                        .orElse(0);
                String what = marked.getProblem() == null || marked.getProblem().isBlank()
                        ? Reason.of(marked)
                        : marked.getProblem();
                return new InvalidRouteException(file, line, oneLine(what));
            }
        }
        return new InvalidRouteException(file, 0, what(found));
    }

    /**
     * A mistake that shows when a route is made: Camel says what it is about, not where that stands.
     *
     * @param content of the file
     * @param from the line, from 1, at which the part of the file begins that the route is made from; where the words of the
     *     mistake are not found behind it, that line is taken for the mistake's
     */
    static InvalidRouteException inRoute(String file, String content, int from, String route, Throwable found) {
        String what = what(found);
        return new InvalidRouteException(
                file, line(content, from, what).orElse(from), "the route " + route + ": " + what);
    }

    /** Where the word of the mistake stands that stands in the fewest lines; of several, the longest. */
    private static Optional<Integer> line(String content, int from, String what) {
        List<String> lines = content.lines()
                .map(line -> line.strip().startsWith("#") || line.contains("description:") ? "" : line)
                .toList();
        return WORD.matcher(CONTEXT.matcher(what.replace("://", ":")).replaceAll(" "))
                .results()
                .map(word -> word.group().replaceAll("^[.:/#-]+|[.:/#-]+$", ""))
                .filter(word -> word.length() > 2)
                .distinct()
                .sorted(Comparator.comparing(String::length).reversed())
                .map(word -> places(lines, from, word))
                .filter(places -> places.length > 0)
                .min(Comparator.comparing(places -> places.length))
                .map(places -> places[0]);
    }

    private static int[] places(List<String> lines, int from, String word) {
        var whole = Pattern.compile("(?<![\\w.-])" + Pattern.quote(word) + "(?![\\w-])");
        return IntStream.rangeClosed(from, lines.size())
                .filter(line -> whole.matcher(lines.get(line - 1)).find())
                .toArray();
    }

    private static String what(Throwable found) {
        for (Throwable cause = found; cause != null; cause = cause.getCause()) {
            var unknown = UNKNOWN_OPTIONS.matcher(String.valueOf(cause.getMessage()));
            if (unknown.find()) {
                String options = unknown.group(1).replaceAll("=[^,]*", "");
                return oneLine("the endpoint does not know " + options);
            }
        }
        // Without the endpoint's options: some hold what is nobody's business.
        return oneLine(URISupport.sanitizeUri(Reason.of(found))
                .replaceAll("\\?[^\\s,]*", "")
                .replaceAll(" from text: .*", ""));
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    }
}
