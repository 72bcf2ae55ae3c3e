package org.discogsography.routes;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The {@code direct:} endpoints that a route consumes from and calls: every one that occurs in it, also in the arguments of a
 * bean's method. A placeholder that is not a parameter of the route's template stands for any text.
 *
 * @param input the endpoint that the route consumes from, if it is a {@code direct:} one
 * @param called the endpoints that it calls
 */
record RouteCalls(Optional<String> input, List<Pattern> called) {

    private static final Pattern ENDPOINT = Pattern.compile("direct:(?://)?([^\\s'\"?,)]+)");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[^}]*}}|\\$\\{[^}]*}");

    /**
     * The endpoints of a route.
     *
     * @param body the route itself, or its template
     * @param parameters of the template
     */
    static RouteCalls of(RouteElement body, Map<String, String> parameters) {
        Optional<String> input =
                body.input().flatMap(uri -> endpoints(uri, parameters).findFirst());
        List<Pattern> called = body.texts().stream()
                .flatMap(text -> endpoints(text, parameters))
                .filter(endpoint -> !input.equals(Optional.of(endpoint)))
                .map(RouteCalls::pattern)
                .toList();
        return new RouteCalls(input, called);
    }

    /** Whether a route with these calls calls a route with those. */
    boolean reach(RouteCalls other) {
        return other.input.isPresent()
                && called.stream().anyMatch(endpoint -> endpoint.matcher(other.input.get())
                        .matches());
    }

    /** The names of the endpoints in a text. */
    private static Stream<String> endpoints(String text, Map<String, String> parameters) {
        return ENDPOINT.matcher(filled(text, parameters)).results().map(endpoint -> endpoint.group(1));
    }

    private static String filled(String text, Map<String, String> parameters) {
        String filled = text;
        for (var parameter : parameters.entrySet()) {
            filled = filled.replace("{{" + parameter.getKey() + "}}", parameter.getValue());
        }
        return filled;
    }

    private static Pattern pattern(String endpoint) {
        return Pattern.compile(Arrays.stream(PLACEHOLDER.split(endpoint, -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*")));
    }
}
