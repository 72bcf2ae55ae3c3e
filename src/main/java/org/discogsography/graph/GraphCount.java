package org.discogsography.graph;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.discogsography.dump.DataType;
import org.neo4j.driver.AccessMode;

/** Counts the records in the graph by type. Stubs are not counted. Thread-safe. */
public final class GraphCount {

    private final CypherRunner runner;
    private final Duration timeout;
    private final String count = Cypher.statement("count");

    /**
     * The caller closes the runner.
     *
     * @param timeout for all four types together
     */
    public GraphCount(CypherRunner runner, Duration timeout) {
        this.runner = runner;
        this.timeout = timeout;
    }

    /**
     * The number of records by type.
     *
     * @throws org.neo4j.driver.exceptions.Neo4jException as {@link CypherRunner#run} does
     */
    public Map<String, Long> now() throws InterruptedException {
        Map<String, Object> found =
                runner.run(count, Map.of(), AccessMode.READ, timeout).rows().get(0);
        Map<String, Long> nodes = new HashMap<>();
        for (DataType type : DataType.values()) {
            nodes.put(type.plural(), (Long) found.get(type.plural()));
        }
        return nodes;
    }
}
