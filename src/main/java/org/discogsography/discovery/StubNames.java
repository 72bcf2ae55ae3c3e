package org.discogsography.discovery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.camel.Exchange;

/**
 * Steps that name the artists and labels that have no record, in any answer: as the records do that refer to them. The graph knows who does,
 * and PostgreSQL has those records. If either does not answer, there is no name. Bean of the route; thread-safe.
 */
public final class StubNames {

    private static final String ANSWER = "answerWithStubs";
    private static final Set<String> TYPES = Set.of("artists", "labels");

    /** Sets the answer aside, which is the body, and makes the parameter {@code stubs} of what has no name in it; none if a store is away. */
    public void find(Exchange exchange) {
        Set<Map<String, Object>> stubs = new LinkedHashSet<>();
        Object answer = exchange.getMessage().getBody();
        if (Question.in(exchange).failures().isEmpty()) {
            each(answer, entity -> stubs.add(Map.of("type", entity.get("type"), "id", entity.get("id"))));
        }
        exchange.setProperty(ANSWER, answer);
        exchange.getMessage().setBody(new HashMap<>(Map.of("stubs", List.copyOf(stubs))));
    }

    /** Whether there is something without a name. */
    public boolean hasFound(Exchange exchange) {
        return !((List<?>) Answers.parameters(exchange).get("stubs")).isEmpty();
    }

    /** Makes the parameters of names-given.sql of the rows in the header {@code referrers}. */
    public void ask(Exchange exchange) {
        List<Map<String, Object>> rows = DiscoveryApi.rows(exchange, "referrers");
        Map<String, Object> parameters = new HashMap<>();
        Map.of("types", "type", "ids", "id", "by_types", "byType", "by_ids", "byId")
                .forEach((parameter, column) -> parameters.put(
                        parameter,
                        rows.stream().map(row -> (String) row.get(column)).toArray(String[]::new)));
        exchange.getMessage().setBody(parameters);
    }

    /** Puts the names of the header {@code names} into the answer, which becomes the body again; of several, the first. */
    @SuppressWarnings("unchecked")
    public void put(Exchange exchange) {
        Map<String, Object> names = new HashMap<>();
        DiscoveryApi.rows(exchange, "names").stream()
                .filter(row -> row.get("name") != null)
                .forEach(row -> names.putIfAbsent(row.get("type") + "/" + row.get("id"), row.get("name")));
        Map<String, Object> answer = new LinkedHashMap<>(exchange.getProperty(ANSWER, Map.class));
        List<Map<String, Object>> stubs = new ArrayList<>();
        each(answer, stubs::add);
        stubs.forEach(entity -> entity.put("name", names.get(entity.get("type") + "/" + entity.get("id"))));
        Question.in(exchange).missing().ifPresent(missing -> answer.put("missing", missing));
        exchange.getMessage().setBody(answer);
    }

    /** Each entity without a name in an answer, at any depth; not in a record, which is as Discogs publishes it. */
    @SuppressWarnings("unchecked")
    private static void each(Object value, Consumer<Map<String, Object>> use) {
        if (value instanceof Map<?, ?> map) {
            if (map.containsKey("name") && map.get("name") == null && TYPES.contains(map.get("type"))) {
                use.accept((Map<String, Object>) map);
            }
            map.values().forEach(inner -> each(inner, use));
        } else if (value instanceof List<?> list) {
            list.forEach(inner -> each(inner, use));
        }
    }
}
