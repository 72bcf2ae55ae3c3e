package org.discogsography.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.discogsography.servers.FaultyLink;
import org.discogsography.servers.TestServers;

/**
 * Takes one of the stores away in the middle of the load, for a while: connections to it are reset and new ones refused, as
 * when the server has gone.
 */
final class Outage implements AutoCloseable {

    /** How long it lasts. */
    static final Duration LENGTH = Duration.ofSeconds(20);

    /** Which store can be taken away. */
    enum Store {
        POSTGRESQL("PostgreSQL", "tableinator", ""),
        NEO4J("Neo4j", "graphinator", "bolt://");

        private final String title;
        private final String service;
        private final String scheme; // of its address

        Store(String title, String service, String scheme) {
            this.title = title;
            this.service = service;
            this.scheme = scheme;
        }

        /** Who writes to it. */
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
     * An outage that has not begun.
     *
     * @param name of a store, in any case; empty: there will be none
     * @return null where there will be none
     * @throws IllegalArgumentException where there is no such store
     */
    static Outage of(String name, TestServers servers) throws IOException {
        if (name.isBlank()) {
            return null;
        }
        Store store = Arrays.stream(Store.values())
                .filter(known -> known.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "-Doutage takes postgresql or neo4j away, there is no '" + name + "'"));
        int port = store == Store.POSTGRESQL
                ? servers.postgres().port()
                : servers.neo4j().address().getPort();
        return new Outage(store, FaultyLink.to("localhost", port));
    }

    /** The properties that lead the program to the store through the link that is going to break. */
    Map<String, String> settings() {
        String address = "localhost:" + link.port();
        Map<String, String> settings = new HashMap<>();
        settings.put(store == Store.POSTGRESQL ? "postgres.address" : "neo4j.address", store.scheme + address);
        // Shorter waits than usual: who watches has no patience, and a batch is tried five times before the outage is
        // over.
        settings.put("breaker.open-for", "10");
        settings.put("retry.delay", "500");
        return settings;
    }

    /**
     * Begins or ends the outage where it is time.
     *
     * @param part of the records that the store's service has settled, from 0 to 1
     * @return what happened, in a line; null where nothing did
     */
    String proceed(double part) throws IOException {
        if (stage == Stage.BEFORE && part > 0.1) {
            stage = Stage.DURING;
            began = System.nanoTime();
            link.refuse();
            return "*** " + store.title + " is gone, for " + LENGTH.toSeconds() + " s";
        }
        if (stage == Stage.DURING && System.nanoTime() - began > LENGTH.toNanos()) {
            stage = Stage.AFTER;
            link.pass();
            return "*** " + store.title + " is back";
        }
        return null;
    }

    /** Who writes to the store. */
    String service() {
        return store.service();
    }

    @Override
    public void close() throws IOException {
        link.close();
    }
}
