package org.discogsography.routes;

import java.util.regex.Pattern;
import org.apache.camel.util.URISupport;
import org.discogsography.outage.Reason;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** A mistake in a route file, because of which the file is not used. The message is one line: the file, the line, the mistake. */
final class InvalidRouteException extends Exception {

    private static final long serialVersionUID = 1L;

    private static final Pattern UNKNOWN_OPTIONS = Pattern.compile("Unknown parameters=\\[\\{([^}]*)}]");

    InvalidRouteException(String file, int line, String what) {
        super(file + (line > 0 ? ":" + line : "") + ": " + what);
    }

    /** A mistake that the YAML parser has found, at the line that it has marked. */
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
     * A mistake that shows when a route is made.
     *
     * @param line at which the route begins, from 1
     */
    static InvalidRouteException inRoute(String file, int line, String route, Throwable found) {
        return new InvalidRouteException(file, line, route + ": " + what(found));
    }

    private static String what(Throwable found) {
        for (Throwable cause = found; cause != null; cause = cause.getCause()) {
            var unknown = UNKNOWN_OPTIONS.matcher(String.valueOf(cause.getMessage()));
            if (unknown.find()) {
                return oneLine(
                        "unknown option of the endpoint: " + unknown.group(1).replaceAll("=[^,]*", ""));
            }
        }
        // Without the endpoint's options, which can hold secrets.
        return oneLine(URISupport.sanitizeUri(Reason.of(found))
                .replaceAll("\\?[^\\s,]*", "")
                .replaceAll(" from text: .*", ""));
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    }
}
