package org.discogsography.discovery;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.discogsography.discovery.contract.Problem;

/** Makes the answer to {@code timeline}. Bean of the route; thread-safe. */
public final class YearsAnswer {

    /** The answer becomes the body. */
    @SuppressWarnings("unchecked")
    public void make(Exchange exchange) throws Problem {
        Map<String, Object> found = Answers.entity(exchange);
        var years = (List<Map<String, Object>>) found.get("years");
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(
                "items", years.stream().filter(year -> year.get("year") != null).toList());
        answer.put(
                "without_year",
                years.stream()
                        .filter(year -> year.get("year") == null)
                        .mapToLong(year -> (Long) year.get("releases"))
                        .sum());
        Answers.markCut(answer, found);
        exchange.getMessage().setBody(answer);
    }
}
