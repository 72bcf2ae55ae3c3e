package org.discogsography.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.discogsography.servers.FaultyLink;
import org.discogsography.servers.TestServers;

/**
 * Interrupts one of the stores for a while during the load: its connections are reset and new ones refused, as if the server
 * had stopped.
 */
final class Outage implements AutoCloseable {

    /** How long it lasts. */
    static final Duration LENGTH = Duration.ofSeconds(20);

    /** The stores that can be interrupted. */
    enum Store {
        POSTGRESQL("PostgreSQL", "tableinator", ""),
        NEO4J("Neo4j", "graphinator", "bolt://");

        private final String title;
        private final String service;
        private final String scheme; // of the address

        Store(String title, String service, String scheme) {
            this.title = title;
            this.service = service;
            this.scheme = scheme;
        }

        /** The service that writes to it. */
        String service() {
            return service;
        }
    }

    private enum Stage {
        BEFORE,
        DURING,
        AFTER
    }

    private final Store store;
    private final FaultyLink link;
    private Stage stage = Stage.BEFORE;
    private long began;

    private Outage(Store store, FaultyLink link) {
        this.store = store;
        this.link = link;
    }

    /**
     * Prepares an outage.
     *
     * @param name name of a store, in upper or lower case; empty: no outage
     * @return null if there is to be no outage
     * @throws IllegalArgumentException if there is no such store
     */
    static Outage of(String name, TestServers servers) throws IOException {
        if (name.isBlank()) {
            return null;
        }
        Store store = Arrays.stream(Store.values())
                .filter(known -> known.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "-Doutage is postgresql or neo4j, there is no store '" + name + "'"));
        int port = store == Store.POSTGRESQL
                ? servers.postgres().port()
                : servers.neo4j().address().getPort();
        return new Outage(store, FaultyLink.to("localhost", port));
    }

    /** Properties that make the program reach the store through the link that will fail. */
    Map<String, String> settings() {
        String address = "localhost:" + link.port();
        Map<String, String> settings = new HashMap<>();
        settings.put(store == Store.POSTGRESQL ? "postgres.address" : "neo4j.address", store.scheme + address);
        // Shorter waits than by default, for the spectators; and a batch's five attempts fit into the outage.
        settings.put("breaker.open-for", "10");
        settings.put("retry.delay", "500");
        return settings;
    }

    /**
     * Begins or ends the outage when it is time.
     *
     * @param part fraction of the records that the store's service has settled, from 0 to 1
     * @return one line about what happened; null if nothing did
     */
    String proceed(double part) throws IOException {
        if (stage == Stage.BEFORE && part > 0.1) {
            stage = Stage.DURING;
            began = System.nanoTime();
            link.refuse();
            return "*** " + store.title + " is down for " + LENGTH.toSeconds() + " s";
        }
        if (stage == Stage.DURING && System.nanoTime() - began > LENGTH.toNanos()) {
            stage = Stage.AFTER;
            link.pass();
            return "*** " + store.title + " is back";
        }
        return null;
    }

    /** The service that writes to the store. */
    String service() {
        return store.service();
    }

    @Override
    public void close() throws IOException {
        link.close();
    }
}
