package org.discogsography.discovery;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.discogsography.discovery.contract.Problem;

/** What the answers to the questions about one entity share. */
final class Answers {

    private Answers() {}

    /** The parameters for the statement, to add to. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> parameters(Exchange exchange) {
        return exchange.getMessage().getBody(Map.class);
    }

    /**
     * The one row in the header {@code rows}, about the entity in question.
     *
     * @throws Problem if the graph has not answered, or does not know the entity
     */
    static Map<String, Object> entity(Exchange exchange) throws Problem {
        return entities(exchange).get(0);
    }

    /**
     * The rows in the header {@code rows}, the first of them about the entity in question.
     *
     * @throws Problem if the graph has not answered, or does not know the entity
     */
    static List<Map<String, Object>> entities(Exchange exchange) throws Problem {
        Question question = Question.in(exchange);
        question.require(Store.NEO4J);
        List<Map<String, Object>> rows = DiscoveryApi.rows(exchange, "rows");
        if (rows.isEmpty()) {
            throw unknown(EntityAddress.of(question));
        }
        return rows;
    }

    /** In a route that does not ask PostgreSQL for it. */
    static Problem unknown(EntityAddress entity) {
        return Problem.notFound(Store.NEO4J + " does not know " + entity);
    }

    /** Says in the answer if not all has been read of what the entity has. */
    static void markCut(Map<String, Object> answer, Map<String, Object> found) {
        if (Boolean.TRUE.equals(found.get("cut"))) {
            answer.put("at_least", true);
        }
    }

    /** An entity as it stands in answers, to add to. */
    static Map<String, Object> entity(String type, Object id, Object name) {
        Map<String, Object> entity = new LinkedHashMap<>();
        entity.put("type", type);
        entity.put("id", id);
        entity.put("name", name);
        return entity;
    }
}
