package org.discogsography.graph;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.discogsography.dump.DataType;
import org.neo4j.driver.AccessMode;

/** Counts the nodes of each type that have a record of their own, so that stubs are left out. Thread-safe. */
public final class GraphCount {

    private final CypherRunner runner;
    private final Duration timeout;
    private final String count = Cypher.statement("count");

    /**
     * Over a runner, which stays the caller's to close.
     *
     * @param timeout for all four types together
     */
    public GraphCount(CypherRunner runner, Duration timeout) {
        this.runner = runner;
        this.timeout = timeout;
    }

    /**
     * Nodes by type.
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
