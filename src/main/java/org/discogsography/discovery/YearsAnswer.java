package org.discogsography.discovery;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.discogsography.discovery.contract.Problem;

/**
 * Makes the answer to {@code timeline}: of the rows in the header {@code counted}, which were counted once a load, if there are any; otherwise of
 * what the graph says. Bean of the route; thread-safe.
 */
public final class YearsAnswer {

    /** Whether the graph is to be asked. */
    public boolean isToBeCounted(Exchange exchange) {
        return DiscoveryApi.rows(exchange, "counted").isEmpty();
    }

    /** The answer becomes the body. */
    public void make(Exchange exchange) throws Problem {
        List<Map<String, Object>> counted = DiscoveryApi.rows(exchange, "counted");
        Map<String, Object> answer = counted.isEmpty() ? read(Answers.entity(exchange)) : counted(counted);
        Question.in(exchange).missing().ifPresent(missing -> answer.put("missing", missing));
        exchange.getMessage().setBody(answer);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> read(Map<String, Object> found) {
        var years = (List<Map<String, Object>>) found.get("years");
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("items", withYear(years));
        answer.put("without_year", releases(years) - releases(withYear(years)));
        Answers.markCut(answer, found);
        return answer;
    }

    /** The row without a year has the number of all. */
    private static Map<String, Object> counted(List<Map<String, Object>> rows) {
        List<Map<String, Object>> years = withYear(rows);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("items", years.stream().map(YearsAnswer::item).toList());
        answer.put("without_year", releases(rows) - 2 * releases(years));
        answer.put("version", rows.get(0).get("version"));
        return answer;
    }

    private static Map<String, Object> item(Map<String, Object> row) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("year", row.get("year"));
        item.put("releases", row.get("releases"));
        return item;
    }

    private static List<Map<String, Object>> withYear(List<Map<String, Object>> rows) {
        return rows.stream().filter(row -> row.get("year") != null).toList();
    }

    private static long releases(List<Map<String, Object>> rows) {
        return rows.stream().mapToLong(row -> (Long) row.get("releases")).sum();
    }
}
