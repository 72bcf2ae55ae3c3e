package org.discogsography.discovery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.discogsography.discovery.contract.Problem;

/** Makes the answer to {@code genres} of the rows in the header {@code rows}, one for each genre and style. Bean of the route; thread-safe. */
public final class GenresAnswer {

    /** Adds {@code most} to the parameters of the statement. */
    @SuppressWarnings("unchecked")
    public void bound(Exchange exchange, long most) {
        Map<String, Object> bound = new HashMap<>(exchange.getMessage().getBody(Map.class));
        bound.put("most", most);
        exchange.getMessage().setBody(bound);
    }

    /** The answer becomes the body. */
    public void make(Exchange exchange) throws Problem {
        Question.in(exchange).require(Store.NEO4J);
        List<Map<String, Object>> rows = DiscoveryApi.rows(exchange, "rows");
        Map<String, List<Map<String, Object>>> styles = new HashMap<>();
        rows.stream().filter(row -> "styles".equals(row.get("type"))).forEach(row -> {
            for (Object genre : (List<?>) row.get("genres")) {
                styles.computeIfAbsent((String) genre, name -> new ArrayList<>())
                        .add(entity(row));
            }
        });
        List<Map<String, Object>> genres = new ArrayList<>();
        rows.stream().filter(row -> "genres".equals(row.get("type"))).forEach(row -> {
            Map<String, Object> genre = entity(row);
            genre.put("styles", styles.getOrDefault((String) row.get("name"), List.of()));
            genres.add(genre);
        });
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("version", null);
        answer.put("items", genres);
        exchange.getMessage().setBody(answer);
    }

    private static Map<String, Object> entity(Map<String, Object> row) {
        Map<String, Object> entity = new LinkedHashMap<>();
        entity.put("type", row.get("type"));
        entity.put("id", row.get("name"));
        entity.put("name", row.get("name"));
        entity.put("releases", row.get("releases"));
        if (Boolean.TRUE.equals(row.get("at_least"))) {
            entity.put("at_least", true);
        }
        entity.put("first_year", row.get("first_year"));
        entity.put("last_year", row.get("last_year"));
        return entity;
    }
}
