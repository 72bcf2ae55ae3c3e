package org.discogsography.discovery;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.discogsography.discovery.contract.Problem;
import org.discogsography.loads.DeadLetterCounts;

/**
 * Makes the answer to {@code loads} of what both stores have loaded: the header {@code tables} has PostgreSQL's rows, {@code graph} Neo4j's. If
 * the dashboard runs in the same process, each has its dead letters too. Bean of the route; thread-safe.
 */
public final class LoadsAnswer {

    private static final List<String> KEYS = List.of("version", "type", "service");
    private static final List<String> FIELDS = List.of(
            "service",
            "version",
            "type",
            "file",
            "sha256",
            "records",
            "added",
            "changed",
            "unchanged",
            "removed",
            "rejected",
            "state",
            "started_at",
            "completed_at");

    private static final Comparator<Map<String, Object>> NEWEST_FIRST =
            Comparator.<Map<String, Object>, String>comparing(load -> (String) load.get("version"))
                    .reversed()
                    .thenComparing(load -> (String) load.get("type"))
                    .thenComparing(load -> (String) load.get("service"));

    /** The page becomes the body. */
    @SuppressWarnings("unchecked")
    public void make(Exchange exchange) throws Problem {
        Question question = Question.in(exchange);
        question.requireAny(Store.POSTGRESQL, Store.NEO4J);
        Map<String, Object> bound = exchange.getMessage().getBody(Map.class);
        Map<String, Object> after = new LinkedHashMap<>();
        KEYS.forEach(key -> after.put(key, bound.get("after_" + key)));
        List<Map<String, Object>> loads = all(exchange).stream()
                .filter(load -> after.get("version") == null || NEWEST_FIRST.compare(load, after) > 0)
                .limit(question.number("limit") + 1)
                .toList();
        Map<String, Object> page = Pages.of(question, loads, KEYS);
        DeadLetterCounts counts = exchange.getContext().getRegistry().findSingleByType(DeadLetterCounts.class);
        if (counts != null) {
            loads.forEach(load ->
                    load.put("dead_letters", counts.of((String) load.get("service"), (String) load.get("type"))));
        }
        question.missing().ifPresent(missing -> page.put("missing", missing));
        exchange.getMessage().setBody(page);
    }

    /** The loads of both stores, the newest first. */
    static List<Map<String, Object>> all(Exchange exchange) {
        List<Map<String, Object>> loads = new ArrayList<>();
        DiscoveryApi.rows(exchange, "tables").forEach(row -> loads.add(load("tableinator", row)));
        DiscoveryApi.rows(exchange, "graph").forEach(row -> loads.add(load("graphinator", row)));
        loads.sort(NEWEST_FIRST);
        return loads;
    }

    private static Map<String, Object> load(String service, Map<String, Object> row) {
        Map<String, Object> load = new LinkedHashMap<>();
        FIELDS.forEach(field -> load.put(field, row.get(field)));
        load.put("service", service);
        return load;
    }
}
