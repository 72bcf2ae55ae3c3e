package org.discogsography.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.discogsography.servers.FaultyLink;
import org.discogsography.servers.TestServers;

/**
 * Interrupts one of the servers for a while during the load: its connections are reset and new ones refused, as if it had
 * stopped.
 */
final class Outage implements AutoCloseable {

    /** How long it lasts. */
    static final Duration LENGTH = Duration.ofSeconds(20);

    /** The servers that can be interrupted. */
    enum Server {
        POSTGRESQL("PostgreSQL", "tableinator", "postgres.address", ""),
        NEO4J("Neo4j", "graphinator", "neo4j.address", "bolt://"),
        RABBITMQ("RabbitMQ", "extractor", "amqp.connection", "amqp://guest:guest@");

        private final String title;
        private final String service;
        private final String setting;
        private final String scheme; // of the address

        Server(String title, String service, String setting, String scheme) {
            this.title = title;
            this.service = service;
            this.setting = setting;
            this.scheme = scheme;
        }

        private int port(TestServers servers) {
            return switch (this) {
                case POSTGRESQL -> servers.postgres().port();
                case NEO4J -> servers.neo4j().address().getPort();
                case RABBITMQ -> servers.broker().port();
            };
        }
    }

    private enum Stage {
        BEFORE,
        DURING,
        AFTER
    }

    private final Server server;
    private final FaultyLink link;
    private Stage stage = Stage.BEFORE;
    private long began;

    private Outage(Server server, FaultyLink link) {
        this.server = server;
        this.link = link;
    }

    /** Prepares an outage; null if there is to be none. */
    static Outage of(Server server, TestServers servers) throws IOException {
        return server == null ? null : new Outage(server, FaultyLink.to("localhost", server.port(servers)));
    }

    /** Properties that make the program reach the server through the link that will fail. */
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put(server.setting, server.scheme + "localhost:" + link.port());
        // Shorter waits than by default, for the spectators; and a batch's five attempts fit into the outage.
        settings.put("breaker.open-for", "10");
        settings.put("retry.delay", "500");
        return settings;
    }

    /**
     * Begins or ends the outage when it is time.
     *
     * @param part fraction of the records that its service has settled, from 0 to 1
     * @return one line about what happened; null if nothing did
     */
    String proceed(double part) throws IOException {
        if (stage == Stage.BEFORE && part > 0.1) {
            stage = Stage.DURING;
            began = System.nanoTime();
            link.refuse();
            return "*** " + server.title + " is down for " + LENGTH.toSeconds() + " s";
        }
        if (stage == Stage.DURING && System.nanoTime() - began > LENGTH.toNanos()) {
            stage = Stage.AFTER;
            link.pass();
            return "*** " + server.title + " is back";
        }
        return null;
    }

    /** The service whose progress brings it about. */
    String service() {
        return server.service;
    }

    @Override
    public void close() throws IOException {
        link.close();
    }
}
