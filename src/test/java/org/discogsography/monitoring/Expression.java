package org.discogsography.monitoring;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A PromQL expression, and the metrics in it. */
record Expression(String text) {

    private static final Pattern SELECTOR =
            Pattern.compile("\\b([a-zA-Z_][a-zA-Z0-9_]*)\\b(?!\\s*\\()(?:\\s*\\{([^}]*)})?");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");
    /** Labels that Prometheus adds to scraped metrics. */
    private static final Set<String> ADDED = Set.of("job", "instance", "container");

    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");

    /** A metric and the conditions on its labels. */
    record Selector(String metric, List<Matching> labels) {

        boolean takes(Map<String, String> sample) {
            return labels.stream()
                    .filter(label -> !ADDED.contains(label.name))
                    .allMatch(label -> label.takes(sample.getOrDefault(label.name, "")));
        }
    }

    private record Matching(String name, String operator, String value) {

        boolean takes(String actual) {
            return switch (operator) {
                case "=" -> actual.equals(value);
                case "!=" -> !actual.equals(value);
                case "=~" -> actual.matches(value);
                default -> !actual.matches(value);
            };
        }
    }

    List<Selector> selectors() {
        String bare = RANGE.matcher(GROUPING.matcher(text).replaceAll(" ")).replaceAll(" ");
        List<Selector> selectors = new ArrayList<>();
        Matcher found = SELECTOR.matcher(bare);
        while (found.find()) {
            if (!WORDS.contains(found.group(1))) {
                List<Matching> labels = new ArrayList<>();
                if (found.group(2) != null) {
                    MATCHER.matcher(found.group(2))
                            .results()
                            .forEach(label -> labels.add(new Matching(label.group(1), label.group(2), label.group(3))));
                }
                selectors.add(new Selector(found.group(1), labels));
            }
        }
        return selectors;
    }
}
