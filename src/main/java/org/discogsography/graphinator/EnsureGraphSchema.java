package org.discogsography.graphinator;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.discogsography.graph.GraphSchema;
import org.neo4j.driver.Driver;

/**
 * Makes the graph's constraints, once, before the first batch is written: the server may come long after this program.
 * Thread-safe.
 */
public final class EnsureGraphSchema implements Processor {

    private final Driver driver;
    private final String database;
    private volatile boolean ready;

    public EnsureGraphSchema(Driver driver, String database) {
        this.driver = driver;
        this.database = database;
    }

    @Override
    public void process(Exchange exchange) {
        if (!ready) {
            ensure();
        }
    }

    private synchronized void ensure() {
        if (!ready) {
            GraphSchema.apply(driver, database);
            ready = true;
        }
    }
}
