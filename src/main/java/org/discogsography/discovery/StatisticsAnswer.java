package org.discogsography.discovery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.discogsography.discovery.contract.Problem;

/**
 * Makes the answer to {@code statistics}: the header {@code rows} has the numbers of PostgreSQL's rows, {@code nodes} those of Neo4j's nodes and
 * edges; {@code tables} and {@code graph} have the loads of both. Bean of the route; thread-safe.
 */
public final class StatisticsAnswer {

    private static final List<String> TYPES = List.of("artists", "labels", "masters", "releases", "genres", "styles");
    private static final List<String> RELATIONS =
            List.of("BY", "ON", "DERIVED_FROM", "IS", "PART_OF", "MEMBER_OF", "ALIAS_OF", "SUBLABEL_OF");

    /** The answer becomes the body. */
    public void make(Exchange exchange) throws Problem {
        Question question = Question.in(exchange);
        question.requireAny(Store.POSTGRESQL, Store.NEO4J);
        List<Map<String, Object>> loads = LoadsAnswer.all(exchange);
        List<Map<String, Object>> rows = DiscoveryApi.rows(exchange, "rows");
        Map<String, Object> nodes =
                DiscoveryApi.rows(exchange, "nodes").stream().findFirst().orElse(Map.of());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(
                "types",
                TYPES.stream().map(type -> type(type, rows, nodes, loads)).toList());
        List<Map<String, Object>> relations = new ArrayList<>();
        RELATIONS.stream().filter(nodes::containsKey).forEach(relation -> {
            Map<String, Object> edges = new LinkedHashMap<>();
            edges.put("relation", relation);
            edges.put("edges", nodes.get(relation));
            relations.add(edges);
        });
        answer.put("relations", relations);
        question.missing().ifPresent(missing -> answer.put("missing", missing));
        exchange.getMessage().setBody(answer);
    }

    private static Map<String, Object> type(
            String type, List<Map<String, Object>> rows, Map<String, Object> nodes, List<Map<String, Object>> loads) {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("type", type);
        rows.stream().filter(row -> type.equals(row.get("type"))).findFirst().ifPresent(row -> {
            about.put("rows", row.get("rows"));
            if (Boolean.TRUE.equals(row.get("rows_estimated"))) {
                about.put("rows_estimated", true);
            }
        });
        if (nodes.containsKey(type)) {
            about.put("nodes", nodes.get(type));
        }
        loads.stream().filter(load -> type.equals(load.get("type"))).findFirst().ifPresent(load -> {
            about.put("version", load.get("version"));
            about.put("records", load.get("records"));
            about.put("state", load.get("state"));
        });
        return about;
    }
}
