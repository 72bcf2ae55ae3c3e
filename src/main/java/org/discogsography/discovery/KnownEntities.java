package org.discogsography.discovery;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.discogsography.discovery.contract.Problem;

/**
 * Steps for what the graph does not know: if PostgreSQL does, the answer has nothing in it and says that Neo4j is missing; otherwise the entity
 * is not found. Bean of the route; thread-safe.
 */
public final class KnownEntities {

    private static final int RETRY_SECONDS = 60;
    private static final String ASKED = "parametersOfTheQuestion";
    private static final String UNKNOWN = "unknownToTheGraph";

    /** What the graph's statements return about an entity without edges, whatever the question. */
    private static final Map<String, Object> NOTHING = Map.of(
            "cut", false,
            "releases", 0L,
            "rows", List.of(),
            "years", List.of(),
            "genres", List.of(),
            "styles", List.of(),
            "decades", List.of(),
            "formats", List.of(),
            "countries", List.of());

    /** Notes entities that the graph does not know, for a question whose graph statement has no header {@code rows}. */
    static void note(Exchange exchange, List<EntityAddress> unknown) {
        exchange.setProperty(UNKNOWN, unknown);
    }

    /** Whether the graph has answered, and does not know an entity in question. */
    public boolean isUnknown(Exchange exchange) {
        return !Question.in(exchange).failures().containsKey(Store.NEO4J)
                && !unknown(exchange).isEmpty();
    }

    @SuppressWarnings("unchecked")
    private static List<EntityAddress> unknown(Exchange exchange) {
        List<EntityAddress> noted = exchange.getProperty(UNKNOWN, List.class);
        if (noted != null) {
            return noted;
        }
        boolean isFound = !(exchange.getMessage().getHeader("rows") instanceof List<?> rows) || !rows.isEmpty();
        return isFound ? List.of() : List.of(EntityAddress.of(Question.in(exchange)));
    }

    /** Makes the parameters of known.sql. */
    public void ask(Exchange exchange) {
        List<EntityAddress> unknown = unknown(exchange);
        exchange.setProperty(ASKED, exchange.getMessage().getBody());
        exchange.getMessage()
                .setBody(new HashMap<>(Map.of(
                        "types", unknown.stream().map(EntityAddress::type).toArray(String[]::new),
                        "ids", unknown.stream().map(EntityAddress::id).toArray(String[]::new))));
    }

    /**
     * Makes the graph's answer of the header {@code known}.
     *
     * @throws Problem if no store knows one of the entities, or if PostgreSQL, which may know it, has not answered; also if a file is wanted,
     *     which would be empty
     */
    public void answer(Exchange exchange) throws Problem {
        Question question = Question.in(exchange);
        question.require(Store.POSTGRESQL);
        List<Map<String, Object>> known = DiscoveryApi.rows(exchange, "known");
        List<EntityAddress> unknown = unknown(exchange);
        for (EntityAddress entity : unknown) {
            if (known.stream().noneMatch(row -> entity.equals(EntityAddress.of(row)))) {
                throw Problem.notFound("no store knows " + entity);
            }
        }
        if (question.format() != Format.JSON || question.isPage()) {
            throw Problem.unavailable(Store.NEO4J + " does not have " + unknown.get(0) + " yet", RETRY_SECONDS, null);
        }
        question.lacking().add(Store.NEO4J);
        Map<String, Object> nothing = new HashMap<>(NOTHING);
        nothing.put("name", known.get(0).get("name"));
        exchange.getMessage().setHeader("rows", List.of(nothing));
        exchange.getMessage().setBody(exchange.removeProperty(ASKED));
    }
}
