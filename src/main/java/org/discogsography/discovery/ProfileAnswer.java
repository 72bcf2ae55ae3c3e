package org.discogsography.discovery;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.discogsography.discovery.contract.Problem;

/**
 * Makes the answer to {@code profile}: of the rows in the header {@code counted}, which were counted once a load, if there are any; otherwise of
 * what the graph says. Bean of the route; thread-safe.
 */
public final class ProfileAnswer {

    /** The names of what was counted, as answers have them. */
    private static final Map<String, String> KINDS =
            Map.of("genres", "genres", "styles", "styles", "formats", "formats", "country", "countries");

    private static final String VERSION = "version";
    private static final String RELEASES = "releases";
    private static final String DECADES = "decades";

    /** Whether the graph is to be asked. */
    public boolean isToBeCounted(Exchange exchange) {
        return DiscoveryApi.rows(exchange, "counted").isEmpty();
    }

    /** The answer becomes the body. The bound {@code longest} is in the body. */
    public void make(Exchange exchange) throws Problem {
        Question question = Question.in(exchange);
        List<Map<String, Object>> counted = DiscoveryApi.rows(exchange, "counted");
        Map<String, Object> found = counted.isEmpty()
                ? Answers.entity(exchange)
                : gathered(counted, (Long) Answers.parameters(exchange).get("longest"));
        long releases = (Long) found.get(RELEASES);
        Map<String, Object> answer = Answers.entity(question.text("type"), question.text("id"), found.get("name"));
        answer.put(RELEASES, releases);
        Answers.markCut(answer, found);
        for (String kind : List.of("genres", "styles", DECADES, "formats", "countries")) {
            answer.put(kind, shares(found.get(kind), releases));
        }
        if (found.containsKey(VERSION)) {
            answer.put(VERSION, found.get(VERSION));
        }
        question.missing().ifPresent(missing -> answer.put("missing", missing));
        exchange.getMessage().setBody(answer);
    }

    /** As the graph says it, of rows in the order of their numbers. */
    private static Map<String, Object> gathered(List<Map<String, Object>> rows, long longest) {
        Map<String, Object> found = new HashMap<>();
        found.put("name", rows.get(0).get("subject"));
        found.put(VERSION, rows.get(0).get(VERSION));
        KINDS.forEach((dimension, kind) -> found.put(
                kind,
                rows.stream()
                        .filter(row -> row.get("dimension").equals(dimension))
                        .limit(longest)
                        .map(row -> count((String) row.get("value"), (Long) row.get(RELEASES)))
                        .toList()));
        Map<String, Long> decades = new TreeMap<>();
        for (Map<String, Object> row : rows) {
            String value = (String) row.get("value");
            if (row.get("dimension").equals("year")) {
                decades.merge(Integer.parseInt(value) / 10 * 10 + "s", (Long) row.get(RELEASES), Long::sum);
            } else if (row.get("dimension").equals(RELEASES)) {
                found.put(RELEASES, row.get(RELEASES));
            }
        }
        found.put(
                DECADES,
                decades.entrySet().stream()
                        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                        .map(decade -> count(decade.getKey(), decade.getValue()))
                        .toList());
        return found;
    }

    private static Map<String, Object> count(String name, long releases) {
        return Map.of("name", name, "count", releases);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> shares(Object counts, long releases) {
        return ((List<Map<String, Object>>) counts)
                .stream()
                        .map(count -> {
                            Map<String, Object> share = new LinkedHashMap<>();
                            share.put("name", count.get("name"));
                            share.put("count", count.get("count"));
                            share.put("share", Math.round(1e4 * (Long) count.get("count") / releases) / 1e4);
                            return share;
                        })
                        .toList();
    }
}
