package org.discogsography.graph;

import java.time.Duration;
import java.util.Map;
import org.discogsography.outage.Probe;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.Driver;

/**
 * Whether Neo4j answers, holds the constraints that every statement relies on, which are made where they are missing, and
 * takes writes. Thread-safe.
 */
public final class GraphProbe implements Probe {

    /** Making a constraint reads every node of its label; on an empty graph it takes no time. */
    private static final Duration SCHEMA = Duration.ofMinutes(10);

    private final Driver driver;
    private final String database;
    private final CypherRunner runner;
    private final Duration timeout;
    private final String write = Cypher.statement("probe");

    /**
     * Over a driver and a runner, which stay the caller's to close.
     *
     * @param timeout for an answer
     */
    public GraphProbe(Driver driver, String database, CypherRunner runner, Duration timeout) {
        this.driver = driver;
        this.database = database;
        this.runner = runner;
        this.timeout = timeout;
    }

    @Override
    public void run() throws InterruptedException {
        // A server that hangs is to be found within the time of an answer, and making a constraint may take longer.
        var online = runner.run(GraphSchema.ONLINE, Map.of(), AccessMode.READ, timeout);
        if (!GraphSchema.isIn(online.rows())) {
            runner.call(
                    () -> {
                        GraphSchema.apply(driver, database);
                        return true;
                    },
                    SCHEMA);
        }
        runner.run(write, Map.of(), AccessMode.WRITE, timeout);
    }
}
