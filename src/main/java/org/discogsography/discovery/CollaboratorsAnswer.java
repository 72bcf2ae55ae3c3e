package org.discogsography.discovery;

import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.discogsography.discovery.contract.Problem;

/** Makes the answer to {@code collaborators}. Bean of the route; thread-safe. */
public final class CollaboratorsAnswer {

    /** Adds to the parameters, which are the body, where the first page begins: types of parameters that change make another plan. */
    public void begin(Exchange exchange) {
        Map<String, Object> parameters = Answers.parameters(exchange);
        if (parameters.get("after_id") == null) {
            parameters.put("after_id", "");
            parameters.put("after_releases", Long.MAX_VALUE);
        }
    }

    /** The answer becomes the body. */
    @SuppressWarnings("unchecked")
    public void make(Exchange exchange) throws Problem {
        Map<String, Object> found = Answers.entity(exchange);
        var rows = ((List<Map<String, Object>>) found.get("rows"))
                .stream().map(CollaboratorsAnswer::item).toList();
        Map<String, Object> page = Pages.of(Question.in(exchange), rows, List.of("releases", "id"));
        Answers.markCut(page, found);
        exchange.getMessage().setBody(page);
    }

    private static Map<String, Object> item(Map<String, Object> row) {
        Map<String, Object> item = Answers.entity("artists", row.get("id"), row.get("name"));
        item.put("releases", row.get("releases"));
        item.put("first_year", row.get("first_year"));
        item.put("last_year", row.get("last_year"));
        return item;
    }
}
