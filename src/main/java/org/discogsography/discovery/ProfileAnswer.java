package org.discogsography.discovery;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.discogsography.discovery.contract.Problem;

/** Makes the answer to {@code profile}. Bean of the route; thread-safe. */
public final class ProfileAnswer {

    /** The answer becomes the body. */
    public void make(Exchange exchange) throws Problem {
        Question question = Question.in(exchange);
        Map<String, Object> found = Answers.entity(exchange);
        long releases = (Long) found.get("releases");
        Map<String, Object> answer = Answers.entity(question.text("type"), question.text("id"), found.get("name"));
        answer.put("releases", releases);
        Answers.markCut(answer, found);
        for (String kind : List.of("genres", "styles", "decades", "formats", "countries")) {
            answer.put(kind, shares(found.get(kind), releases));
        }
        exchange.getMessage().setBody(answer);
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
