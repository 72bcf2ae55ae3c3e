package org.discogsography.graph;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.discogsography.outage.Probe;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.Driver;

/**
 * Checks that Neo4j answers, has the constraints that all statements rely on (missing ones are created), and accepts
 * writes. Thread-safe.
 */
public final class GraphProbe implements Probe {

    /** Creating a constraint reads all nodes of its label; on an empty graph it takes no time. */
    private static final Duration SCHEMA = Duration.ofMinutes(10);

    private final Driver driver;
    private final String database;
    private final CypherRunner runner;
    private final Duration timeout;
    private final String write = Cypher.statement("probe");

    /**
     * The caller closes the driver and the runner.
     *
     * @param timeout for each answer
     */
    public GraphProbe(Driver driver, String database, CypherRunner runner, Duration timeout) {
        this.driver = driver;
        this.database = database;
        this.runner = runner;
        this.timeout = timeout;
    }

    @Override
    public void run() throws InterruptedException {
        // Detect a hung server within the time-out of one answer first: creating a constraint may take longer.
        if (!missing(AccessMode.READ).isEmpty()) {
            runner.call(
                    () -> {
                        GraphSchema.apply(driver, database);
                        return true;
                    },
                    SCHEMA);
            // Of the server that writes: another one of a cluster may not have them yet.
            List<String> missing = missing(AccessMode.WRITE);
            if (!missing.isEmpty()) {
                throw new IllegalStateException("the uniqueness constraint on " + String.join(", ", missing)
                        + " cannot be created: drop the index, or the other constraint, that is in its place");
            }
        }
        runner.run(write, Map.of(), AccessMode.WRITE, timeout);
    }

    private List<String> missing(AccessMode access) throws InterruptedException {
        return GraphSchema.missing(
                runner.run(GraphSchema.ONLINE, Map.of(), access, timeout).rows());
    }
}
