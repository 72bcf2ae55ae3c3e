package org.discogsography.expected;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.neo4j.driver.Driver;
import org.neo4j.driver.SessionConfig;

/**
 * A whole graph in comparable form: one line for each node and one for each edge, with all their properties. A duplicate
 * edge has two lines. The properties that say who asserts an edge, or that it is doubtful, are left out.
 */
public record GraphSnapshot(List<String> nodes, List<String> edges) {

    private static final Set<String> BOOKKEEPING =
            Set.of("saidByMember", "saidByGroup", "saidBySublabel", "saidByParent", "doubtful", "witness");

    /** Sorts the lines. */
    public GraphSnapshot {
        nodes = nodes.stream().sorted().toList();
        edges = edges.stream().sorted().toList();
    }

    /** The whole content of a database. */
    public static GraphSnapshot of(Driver driver, String database) {
        List<String> nodes = new ArrayList<>();
        List<String> edges = new ArrayList<>();
        try (var session = driver.session(SessionConfig.forDatabase(database))) {
            session.run(
                            "MATCH (n) WHERE NOT n:Load RETURN labels(n)[0] AS label, coalesce(n.id, n.name) AS key, properties(n) AS properties")
                    .forEachRemaining(row -> nodes.add(node(
                            row.get("label").asString(),
                            row.get("key").asString(),
                            row.get("properties").asMap())));
            session.run("""
                            MATCH (a)-[r]->(b)
                            RETURN labels(a)[0] AS fromLabel, coalesce(a.id, a.name) AS fromKey, type(r) AS type,
                                labels(b)[0] AS toLabel, coalesce(b.id, b.name) AS toKey, properties(r) AS properties
                            """)
                    .forEachRemaining(row -> edges.add(edge(
                            row.get("fromLabel").asString(),
                            row.get("fromKey").asString(),
                            row.get("type").asString(),
                            row.get("toLabel").asString(),
                            row.get("toKey").asString(),
                            row.get("properties").asMap())));
        }
        return new GraphSnapshot(nodes, edges);
    }

    static String node(String label, String key, Map<String, Object> properties) {
        return label + " " + key + " " + plain(properties);
    }

    static String edge(
            String fromLabel, String from, String type, String toLabel, String to, Map<String, Object> properties) {
        String said = properties.isEmpty() ? "" : plain(properties);
        return "(" + fromLabel + " " + from + ")-[" + type + (said.equals("{}") ? "" : said) + "]->(" + toLabel + " "
                + to + ")";
    }

    private static String plain(Map<String, Object> properties) {
        Map<String, Object> sorted = new TreeMap<>(properties);
        sorted.keySet().removeAll(BOOKKEEPING);
        return sorted.toString();
    }

    /** The missing and the surplus lines, compared with the expected graph; empty if both are equal. */
    public String differenceFrom(GraphSnapshot expected) {
        List<String> lines = new ArrayList<>();
        differ(lines, "node", nodes, expected.nodes);
        differ(lines, "edge", edges, expected.edges);
        return lines.isEmpty()
                ? ""
                : lines.size() + " differences\n" + String.join("\n", lines.subList(0, Math.min(40, lines.size())));
    }

    private static void differ(
            List<String> lines, String what, Collection<String> actual, Collection<String> expected) {
        Map<String, Integer> balance = new TreeMap<>();
        expected.forEach(line -> balance.merge(line, 1, Integer::sum));
        actual.forEach(line -> balance.merge(line, -1, Integer::sum));
        balance.forEach((line, count) -> {
            String word = count > 0 ? "missing " : "surplus ";
            lines.addAll(Collections.nCopies(Math.abs(count), word + what + ": " + line));
        });
    }
}
