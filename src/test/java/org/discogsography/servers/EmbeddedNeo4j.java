package org.discogsography.servers;

import java.net.URI;
import java.time.Duration;
import org.discogsography.graph.GraphSchema;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.driver.Driver;
import org.neo4j.harness.Neo4jBuilders;

/**
 * A real Neo4j server inside the test's JVM, one for all tests: it takes seconds to start. It ends with the JVM, or by
 * {@link #stop()}, after which {@link #start()} gives a new and empty one.
 */
public final class EmbeddedNeo4j implements Neo4j {

    private static EmbeddedNeo4j running;

    private final org.neo4j.harness.Neo4j server;
    private final Driver driver;

    private EmbeddedNeo4j() {
        server = Neo4jBuilders.newInProcessBuilder()
                .withDisabledServer()
                // Planning a large statement takes long, and would be repeated as the store grows.
                .withConfig(GraphDatabaseSettings.cypher_min_replan_interval, Duration.ofDays(1))
                .build();
        driver = TestNeo4jSettings.of(server.boltURI().toString(), "", "").driver();
        GraphSchema.apply(driver, database());
    }

    /** The server, with the product's schema in it; started where it does not run. */
    public static synchronized EmbeddedNeo4j start() {
        if (running == null) {
            running = new EmbeddedNeo4j();
            Runtime.getRuntime().addShutdownHook(new Thread(EmbeddedNeo4j::stop));
        }
        return running;
    }

    /** Ends the server, with all that is in it. */
    public static synchronized void stop() {
        if (running != null) {
            running.driver.close();
            running.server.close();
            running = null;
        }
    }

    @Override
    public EmbeddedNeo4j clear() {
        Neo4j.super.clear();
        return this;
    }

    @Override
    public URI address() {
        return server.boltURI();
    }

    @Override
    public Driver driver() {
        return driver;
    }
}
