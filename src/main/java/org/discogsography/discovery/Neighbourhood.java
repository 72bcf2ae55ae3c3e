package org.discogsography.discovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.discogsography.discovery.contract.Problem;
import org.discogsography.graph.Cypher;
import org.discogsography.graph.CypherRunner;

/**
 * Steps of the question {@code neighbours}. Pages go from kind to kind, and in the order of keys within each. The keys of the cursor are the
 * kind and key of the last one. Bean of the route; thread-safe.
 */
public final class Neighbourhood {

    private static final String FOUND = "neighbours";

    /** After any year, and after what the statements take for one where there is none. */
    private static final long ANY_YEAR = 10_000;

    private static final String ALIASES = Cypher.statement("discovery/neighbours-aliases");

    private final CypherRunner runner;
    private final Duration timeout;
    private final Map<EntityType, String> degrees = new EnumMap<>(EntityType.class);
    private final Map<NeighbourKind, Statements> statements = new EnumMap<>(NeighbourKind.class);

    /** @param timeout after which the server ends the question; the caller closes the runner */
    Neighbourhood(CypherRunner runner, Duration timeout) {
        this.runner = runner;
        this.timeout = timeout;
        String counting = Cypher.statement("discovery/neighbours-degrees");
        for (EntityType type : EntityType.values()) {
            degrees.put(type, NeighbourKind.degrees(counting, type));
        }
        for (NeighbourKind kind : NeighbourKind.values()) {
            statements.put(kind, Statements.of(kind));
        }
    }

    /** The statements for one kind. */
    private record Statements(String page, String ofHub, String scanned, String all) {

        static Statements of(NeighbourKind kind) {
            return new Statements(
                    kind == NeighbourKind.ALIASES ? ALIASES : kind.fillIn(Cypher.statement("discovery/neighbours")),
                    kind.fillIn(Cypher.statement("discovery/neighbours-of-hub")),
                    kind.fillIn(Cypher.statement("discovery/neighbours-scanned")),
                    kind.fillIn(Cypher.statement("discovery/neighbours-all")));
        }
    }

    /**
     * Asks the graph; {@link #make} makes the answer. The parameters are the body, with the bounds {@code scan}, how many entries of an index
     * are read, and {@code few}, how many edges are sorted in any case.
     */
    public void search(Exchange exchange) throws InterruptedException {
        Question question = Question.in(exchange);
        var found = new Search(question, Answers.parameters(exchange)).find();
        exchange.setProperty(FOUND, found);
        KnownEntities.note(exchange, found.known() ? List.of() : List.of(EntityAddress.of(question)));
    }

    /** The answer becomes the body. */
    public void make(Exchange exchange) throws Problem {
        Question question = Question.in(exchange);
        question.require(Store.NEO4J);
        var found = exchange.getProperty(FOUND, Found.class);
        if (!found.known() && question.lacking().isEmpty()) {
            throw Answers.unknown(EntityAddress.of(question));
        }
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("items", found.items());
        if (found.end() != null) {
            page.put("next", Cursor.text(question, found.end()));
        }
        exchange.getMessage().setBody(page);
    }

    /** @param end the keys of the cursor for the next page; null if there is none */
    private record Found(boolean known, List<Map<String, Object>> items, Map<String, Object> end) {}

    /** One page. For one thread. */
    private final class Search {

        private final StatementTime time = new StatementTime(runner, timeout);
        private final Question question;
        private final Map<String, Object> asked;
        private final int limit;
        private final List<Map<String, Object>> items = new ArrayList<>();
        private Map<String, Object> end;

        Search(Question question, Map<String, Object> asked) {
            this.question = question;
            this.asked = asked;
            this.limit = (int) question.number("limit");
        }

        Found find() throws InterruptedException {
            var type = EntityType.named(question.text("type")).orElseThrow();
            var rows = time.run(degrees.get(type), Map.of("id", question.text("id")));
            if (rows.isEmpty()) {
                return new Found(false, List.of(), null);
            }
            Object continued = asked.get("after_kind");
            boolean begun = continued == null;
            boolean more = false;
            for (NeighbourKind kind : NeighbourKind.of(type)) {
                boolean continues = kind.name().equals(continued);
                long degree = kind.degree(rows.get(0));
                if ((begun || continues)
                        && degree > 0
                        && (kind.isDated() || asked.get("before") == null)
                        && kind.is(question.text("relation"), question.text("direction"))
                        && !take(kind, degree, continues ? (String) asked.get("after_key") : "")) {
                    more = true;
                    break;
                }
                begun |= continues;
            }
            return new Found(true, items, more ? end : null);
        }

        /** Takes those of one kind. Returns false if the page ends there. */
        private boolean take(NeighbourKind kind, long degree, String after) throws InterruptedException {
            Map<String, Object> parameters = new HashMap<>();
            int fetch = limit - items.size() + 1;
            parameters.put("id", question.text("id"));
            parameters.put("after", after);
            parameters.put("fetch", fetch);
            parameters.put("scan", asked.get("scan"));
            parameters.put("before", Objects.requireNonNullElse(asked.get("before"), ANY_YEAR));
            parameters.put("direction", question.text("direction"));
            boolean isHub = isHub(kind, degree);
            var rows = time.run(
                    isHub ? statements.get(kind).ofHub() : statements.get(kind).page(), parameters);
            for (var row : rows) {
                if (items.size() == limit) {
                    return false; // The end is where the last one is.
                }
                items.add(item(kind, row));
                end(kind, row.get("key"));
            }
            if (isHub && rows.size() < fetch) {
                var scanned = time.run(statements.get(kind).scanned(), parameters);
                if (!scanned.isEmpty()) {
                    end(kind, scanned.get(0).get("key"));
                    return false;
                }
            }
            return true;
        }

        private void end(NeighbourKind kind, Object key) {
            end = Map.of("kind", kind.name(), "key", key);
        }

        /**
         * Whether reading the index is shorter than sorting the edges. Of an index, as many entries are read for each neighbour as there are
         * nodes for each edge.
         */
        private boolean isHub(NeighbourKind kind, long degree) throws InterruptedException {
            if (degree <= (Long) asked.get("few") || kind == NeighbourKind.ALIASES) {
                return false;
            }
            long nodes =
                    (Long) time.run(statements.get(kind).all(), Map.of()).get(0).get("nodes");
            return (double) degree * degree > (double) nodes * limit;
        }

        private Map<String, Object> item(NeighbourKind kind, Map<String, Object> row) {
            Map<String, Object> item = Answers.entity(kind.type().word(), row.get("key"), row.get("name"));
            item.put("relation", kind.relation());
            item.put("direction", row.getOrDefault("direction", kind.direction()));
            if (kind.isDated()) {
                item.put("year", row.get("year"));
            }
            if (row.get("catnos") != null) {
                item.put("catnos", row.get("catnos"));
            }
            return item;
        }
    }
}
