package org.discogsography.discovery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.discogsography.discovery.contract.Problem;

/**
 * Makes the answer to {@code genres} of the rows in two headers, one for each genre and style: {@code rows} has what the graph says, {@code
 * counted} what was counted once a load. If there are counts, they hold, and the graph only says which style belongs to which genre. Bean of the
 * route; thread-safe.
 */
public final class GenresAnswer {

    private static final String GENRES = "genres";
    private static final String STYLES = "styles";

    /** Adds {@code most}, the number of releases to look at, to the parameters of the statement: none if there are counts. */
    public void bound(Exchange exchange, long most) {
        Map<String, Object> bound = new HashMap<>(Answers.parameters(exchange));
        bound.put("most", DiscoveryApi.rows(exchange, "counted").isEmpty() ? most : 0L);
        exchange.getMessage().setBody(bound);
    }

    /** The answer becomes the body. */
    public void make(Exchange exchange) throws Problem {
        Question question = Question.in(exchange);
        List<Map<String, Object>> counted = DiscoveryApi.rows(exchange, "counted");
        if (counted.isEmpty()) {
            question.require(Store.NEO4J);
        }
        Numbers numbers = Numbers.of(counted);
        Map<String, List<Map<String, Object>>> styles = new HashMap<>();
        Map<String, Map<String, Object>> rows = new HashMap<>();
        Set<String> names = new TreeSet<>(numbers.ofType(GENRES).keySet());
        for (Map<String, Object> row : DiscoveryApi.rows(exchange, "rows")) {
            if (row.get("type").equals(STYLES)) {
                for (Object genre : (List<?>) row.get(GENRES)) {
                    styles.computeIfAbsent((String) genre, name -> new ArrayList<>())
                            .add(numbers.entity(STYLES, (String) row.get("name"), row));
                }
            } else {
                names.add((String) row.get("name"));
                rows.put((String) row.get("name"), row);
            }
        }
        List<Map<String, Object>> genres = new ArrayList<>();
        for (String name : names) {
            Map<String, Object> genre = numbers.entity(GENRES, name, rows.getOrDefault(name, Map.of()));
            genre.put(STYLES, styles.getOrDefault(name, List.of()));
            genres.add(genre);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("version", counted.isEmpty() ? null : counted.get(0).get("version"));
        answer.put("items", genres);
        question.missing().ifPresent(missing -> answer.put("missing", missing));
        exchange.getMessage().setBody(answer);
    }

    /** What was counted, by type and name; empty if nothing was. */
    private record Numbers(Map<String, Map<String, Map<String, Object>>> types) {

        static Numbers of(List<Map<String, Object>> rows) {
            Map<String, Map<String, Map<String, Object>>> types = new HashMap<>();
            rows.forEach(row -> types.computeIfAbsent((String) row.get("type"), type -> new HashMap<>())
                    .put((String) row.get("id"), row));
            return new Numbers(types);
        }

        Map<String, Map<String, Object>> ofType(String type) {
            return types.getOrDefault(type, Map.of());
        }

        /** What is in the graph, but was not in the version that was counted, had no releases in it. */
        Map<String, Object> entity(String type, String name, Map<String, Object> read) {
            Map<String, Object> row = types.isEmpty() ? read : ofType(type).getOrDefault(name, Map.of());
            Map<String, Object> entity = Answers.entity(type, name, name);
            entity.put("releases", row.getOrDefault("releases", 0L));
            if (Boolean.TRUE.equals(row.get("at_least"))) {
                entity.put("at_least", true);
            }
            entity.put("first_year", row.get("first_year"));
            entity.put("last_year", row.get("last_year"));
            return entity;
        }
    }
}
