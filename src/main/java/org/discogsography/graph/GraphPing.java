package org.discogsography.graph;

import java.time.Duration;
import java.util.Map;
import org.discogsography.outage.Probe;
import org.neo4j.driver.AccessMode;

/** Checks whether Neo4j answers at all. Thread-safe. */
public record GraphPing(CypherRunner runner) implements Probe {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    @Override
    public void run() throws InterruptedException {
        runner.run("RETURN 1", Map.of(), AccessMode.READ, TIMEOUT);
    }
}
