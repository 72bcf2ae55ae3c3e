package org.discogsography.discovery;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.discogsography.graph.Cypher;
import org.discogsography.graph.CypherRunner;
import org.neo4j.driver.AccessMode;

/** The time that a question has for its statements, together. For one thread. */
final class StatementTime {

    private final CypherRunner runner;
    private final long end;

    StatementTime(CypherRunner runner, Duration timeout) {
        this.runner = runner;
        this.end = System.nanoTime() + timeout.toNanos();
    }

    /** Runs a statement that reads. Fails as {@link CypherRunner#run} does. */
    List<Map<String, Object>> run(String statement, Map<String, Object> parameters) throws InterruptedException {
        // If the time is up, the server says so.
        var left = Duration.ofNanos(Math.max(1_000_000, end - System.nanoTime()));
        return runner.run(statement, Cypher.given(parameters), AccessMode.READ, left)
                .rows();
    }
}
