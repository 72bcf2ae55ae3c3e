package org.discogsography.servers;

import java.util.HashMap;
import java.util.Map;

/** The three embedded servers, one of each for all tests of a JVM that do not harm them. */
public final class TestServers {

    private static TestServers running;

    private final EmbeddedPostgres postgres = EmbeddedPostgres.start();
    private final EmbeddedNeo4j neo4j = EmbeddedNeo4j.start();
    private final EmbeddedBroker broker = (EmbeddedBroker) Brokers.EMBEDDED.shared();

    private TestServers() {}

    /** The servers, started where they do not run; they end with the JVM. The first time in a class the broker's queues are empty. */
    public static synchronized TestServers start() {
        if (running == null) {
            running = new TestServers();
            Runtime.getRuntime().addShutdownHook(new Thread(TestServers::stop));
        }
        Brokers.EMBEDDED.shared();
        return running;
    }

    /** Ends the servers that have files; waits if they are being ended already. The JVM cannot start them again. */
    public static synchronized void stop() {
        if (running != null) {
            running.postgres.close();
            EmbeddedNeo4j.stop();
        }
    }

    public EmbeddedPostgres postgres() {
        return postgres;
    }

    public EmbeddedNeo4j neo4j() {
        return neo4j;
    }

    public EmbeddedBroker broker() {
        return broker;
    }

    /** Empties both stores. */
    public TestServers clear() {
        postgres.clear();
        neo4j.clear();
        return this;
    }

    /** Where the servers are, as properties of the program. */
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("amqp.connection", broker.address());
        settings.put("postgres.address", postgres.address());
        settings.put("postgres.database", EmbeddedPostgres.DATABASE);
        settings.put("postgres.username", EmbeddedPostgres.USERNAME);
        settings.put("postgres.password", EmbeddedPostgres.PASSWORD);
        settings.put("neo4j.address", neo4j.address().toString());
        settings.put("neo4j.password", "any");
        return settings;
    }
}
