package org.discogsography.graph;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.discogsography.dump.DataType;

/**
 * Adds records that the graph was found not to have, in one transaction: their nodes first, then their edges, kind by kind. It does the
 * same as {@code cypher/store-<type>.cypher} does for them, in several small statements: a server that has just been started plans the
 * large one for seconds, and again whenever the graph has grown.
 *
 * <p>Nothing is known for certain of a record that was looked up before: if another writer has stored it since, it is left to the large
 * statement. Thread-safe.
 */
public final class GraphAdditions {

    private static final List<String> GENRES_AND_STYLES = List.of("genres", "styles");

    private final CypherRunner runner;
    private final Duration timeout;
    private final DataType type;
    private final String add;
    private final Map<String, String> links = new LinkedHashMap<>(); // by the field of a row
    private final String linkPartOf = Cypher.statement("link-part-of");

    /**
     * The caller closes the runner.
     *
     * @param timeout of one transaction
     */
    public GraphAdditions(DataType type, CypherRunner runner, Duration timeout) {
        this.type = type;
        this.runner = runner;
        this.timeout = timeout;
        this.add = Cypher.statement("add", type);
        for (String field : fields(type)) {
            links.put(field, Cypher.statement("link-" + field));
        }
    }

    /** The fields of a {@link GraphRecord}'s row that refer to other nodes. All writers of a type lock nodes in this order. */
    private static List<String> fields(DataType type) {
        return switch (type) {
            case ARTISTS -> List.of("aliases", "groups", "members");
            case LABELS -> List.of("parents", "sublabels");
            case MASTERS -> List.of("artists", "genres", "styles");
            case RELEASES -> List.of("artists", "labels", "masters", "genres", "styles");
        };
    }

    /**
     * Adds them.
     *
     * @param records each id once
     * @return the ids of those that another writer has stored since they were looked up: they have to be stored in full
     * @throws InterruptedException as {@link CypherRunner#run}, which fails in the same way
     */
    @SuppressWarnings("unchecked")
    public Set<String> add(Collection<GraphRecord> records) throws InterruptedException {
        List<Map<String, Object>> rows = records.stream()
                .sorted(Comparator.comparing(GraphRecord::id))
                .map(GraphRecord::row)
                .toList();
        return runner.inTransaction(
                statements -> {
                    var found = statements
                            .run(add, Cypher.given(Map.of("records", properties(rows))))
                            .get(0);
                    var added = (List<?>) found.get("added");
                    var numbers = (List<?>) found.get("nodes");
                    var nodes = new HashMap<String, Long>(2 * added.size());
                    for (int i = 0; i < added.size(); i++) {
                        nodes.put((String) added.get(i), (Long) numbers.get(i));
                    }
                    link(statements, rows, nodes);
                    return Set.copyOf((List<String>) found.get("known"));
                },
                timeout);
    }

    /** What the statement for the nodes needs of the rows. Sending all of them would take as long as sending the edges. */
    private static List<Object> properties(List<Map<String, Object>> rows) {
        return rows.stream().map(row -> row.get("properties")).toList();
    }

    private void link(CypherRunner.Statements statements, List<Map<String, Object>> rows, Map<String, Long> nodes) {
        links.forEach((field, statement) -> {
            var targets = targets(field, rows, nodes);
            if (!targets.isEmpty()) {
                statements.run(statement, Cypher.given(Map.of("targets", targets)));
            }
        });
        if (links.keySet().containsAll(GENRES_AND_STYLES)) {
            var edges = partOf(rows, nodes.keySet());
            if (!edges.isEmpty()) {
                statements.run(linkPartOf, Cypher.given(Map.of("edges", edges)));
            }
        }
    }

    /**
     * What the field of the added rows refers to, in the order of the keys: each key with the nodes that refer to it. Lists in place of
     * maps: a map's keys would be sent with each of them.
     */
    private static List<List<Object>> targets(String field, List<Map<String, Object>> rows, Map<String, Long> nodes) {
        var sources = new TreeMap<String, List<Object>>();
        for (Map<String, Object> row : rows) {
            Long node = nodes.get((String) row.get("id"));
            if (node == null) {
                continue;
            }
            for (Object reference : (List<?>) row.get(field)) {
                if (reference instanceof Map<?, ?> label) {
                    sources.computeIfAbsent((String) label.get("id"), key -> new ArrayList<>())
                            .add(List.of(node, label.get("catnos")));
                } else {
                    sources.computeIfAbsent((String) reference, key -> new ArrayList<>())
                            .add(node);
                }
            }
        }
        return sources.entrySet().stream()
                .map(target -> List.<Object>of(target.getKey(), target.getValue()))
                .toList();
    }

    /** The styles of the added rows that have one genre only, in the order of style and genre. */
    private List<Map<String, Object>> partOf(List<Map<String, Object>> rows, Set<String> added) {
        record Edge(String style, String genre) {}
        var witnesses =
                new TreeMap<Edge, String>(Comparator.comparing(Edge::style).thenComparing(Edge::genre));
        for (Map<String, Object> row : rows) {
            var genres = (List<?>) row.get("genres");
            if (genres.size() == 1 && added.contains((String) row.get("id"))) {
                for (Object style : (List<?>) row.get("styles")) {
                    // The rows are in the order of their ids: the first one is the witness.
                    witnesses.putIfAbsent(new Edge((String) style, (String) genres.get(0)), type + "/" + row.get("id"));
                }
            }
        }
        return witnesses.entrySet().stream()
                .map(edge -> Map.<String, Object>of(
                        "style", edge.getKey().style(), "genre", edge.getKey().genre(), "witness", edge.getValue()))
                .toList();
    }
}
