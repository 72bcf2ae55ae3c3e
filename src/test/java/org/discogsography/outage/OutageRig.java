package org.discogsography.outage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.discogsography.broker.Topology;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.FaultyLink;
import org.discogsography.servers.Neo4jServer;
import org.discogsography.servers.Postgres;
import org.discogsography.servers.PostgresServer;
import org.discogsography.servers.RabbitMqServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The three servers as real processes, each behind a link, and what can happen to them. Faults of different servers may be
 * begun and ended by different threads.
 */
final class OutageRig implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OutageRig.class);

    /** Messages of one queue that the program takes at most; so many come again, at most, when its consumer pauses. */
    static final int PREFETCH = Drill.isOn() ? 1_500 : 100;

    /** How many records the extractor publishes at once. */
    static final int WINDOW = Drill.isOn() ? 1_000 : 100;

    private static OutageRig shared;

    private final RabbitMqServer rabbitmq;
    private final PostgresServer postgres;
    private final Neo4jServer neo4j;
    private final Map<Server, FaultyLink> links = new EnumMap<>(Server.class);

    private OutageRig() {
        var broker = CompletableFuture.supplyAsync(RabbitMqServer::start);
        var tables = CompletableFuture.supplyAsync(PostgresServer::start);
        neo4j = Neo4jServer.start();
        postgres = tables.join();
        rabbitmq = broker.join();
        try {
            links.put(Server.POSTGRESQL, FaultyLink.to("127.0.0.1", postgres.port()));
            links.put(Server.NEO4J, FaultyLink.to("127.0.0.1", neo4j.port()));
            links.put(Server.RABBITMQ, FaultyLink.to("127.0.0.1", rabbitmq.port()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All three servers, at work, for one test alone. */
    static OutageRig start() {
        return new OutageRig();
    }

    /** All three servers, at work and empty, for the classes of this JVM one after the other. */
    static synchronized OutageRig shared() {
        if (shared != null && !shared.isEmptied()) {
            shared.close();
            shared = null;
        }
        if (shared == null) {
            shared = start();
            Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
        }
        return shared;
    }

    /** Fails if a failed test has left a server in an outage. */
    private boolean isEmptied() {
        try {
            empty();
            return true;
        } catch (SQLException | RuntimeException e) {
            LOG.warn("The servers of the test before cannot be used any more, others are started: {}", e.toString());
            return false;
        }
    }

    RabbitMqServer rabbitmq() {
        return rabbitmq;
    }

    PostgresServer postgres() {
        return postgres;
    }

    Neo4jServer neo4j() {
        return neo4j;
    }

    /** Where the servers are, seen through their links, as properties of the program. */
    Map<String, String> addresses() {
        return addresses(
                links.get(Server.RABBITMQ).port(),
                links.get(Server.POSTGRESQL).port(),
                links.get(Server.NEO4J).port());
    }

    /** Where they are themselves: where one is not running nothing listens, and connections are refused. */
    Map<String, String> ownAddresses() {
        return addresses(rabbitmq.port(), postgres.port(), neo4j.port());
    }

    private static Map<String, String> addresses(int broker, int tables, int graph) {
        Map<String, String> settings = new HashMap<>();
        settings.put("amqp.connection", "amqp://guest:guest@127.0.0.1:" + broker + "/");
        settings.put("postgres.address", "127.0.0.1:" + tables);
        settings.put("postgres.database", Postgres.DATABASE);
        settings.put("postgres.username", Postgres.USERNAME);
        settings.put("postgres.password", Postgres.PASSWORD);
        settings.put("neo4j.address", "bolt://127.0.0.1:" + graph);
        settings.put("neo4j.password", "any");
        return settings;
    }

    /**
     * Settings for a program that uses the servers through their links: in the drill those that it ships with, elsewhere such
     * that waits are short and batches small, so that a fault hits many of them.
     */
    Map<String, String> settings() {
        Map<String, String> settings = addresses();
        if (Drill.isOn()) {
            return settings;
        }
        settings.put("extractor.batch-size", Integer.toString(WINDOW));
        for (String service : Topology.CONSUMERS) {
            settings.put(service + ".prefetch", Integer.toString(PREFETCH));
            settings.put(service + ".batch-interval", "100");
        }
        settings.put("graphinator.batch-size", "50");
        settings.put("tableinator.batch-size", "20");
        settings.put("amqp.heartbeat", "2");
        settings.put("amqp.timeout", "2");
        settings.put("amqp.retry-interval", "1");
        settings.put("amqp.confirm-timeout", "4");
        settings.put("postgres.connect-timeout", "2");
        settings.put("postgres.answer-timeout", "3");
        settings.put("neo4j.connect-timeout", "2");
        // A Neo4j that has just been started takes many seconds to plan its first statements if the machine is busy,
        // and each
        // of them anew if it is not given the time.
        settings.put("neo4j.answer-timeout", "20");
        settings.put("neo4j.pool.acquisition", "3");
        settings.put("breaker.open-for", "2");
        settings.put("retry.delay", "200");
        settings.put("retry.maximum-delay", "1000");
        settings.put("retry.look-interval", "1");
        return settings;
    }

    /**
     * The same for a program whose RabbitMQ never hangs: none of its connections is to be given up, and nothing published again, because the
     * machine is busy.
     */
    Map<String, String> settingsPatientWithRabbitMq() {
        Map<String, String> settings = settings();
        if (!Drill.isOn()) {
            settings.put("amqp.heartbeat", "60");
            settings.put("amqp.timeout", "60");
            settings.put("amqp.confirm-timeout", "60");
        }
        return settings;
    }

    /** Takes all out of them that the program has made: data, queues, tables, constraints. */
    void empty() throws SQLException {
        try (var exchange = Exchange.connect(rabbitmq.port())) {
            exchange.deleteAll();
        }
        try (var connection = postgres.connect();
                var statement = connection.createStatement()) {
            statement.execute("drop schema public cascade");
            statement.execute("create schema public");
        }
        try (var session = neo4j.driver().session()) {
            session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 1000 ROWS")
                    .consume();
            session.run("SHOW CONSTRAINTS YIELD name")
                    .list(row -> row.get("name").asString())
                    .forEach(name ->
                            session.run("DROP CONSTRAINT `" + name + "`").consume());
        }
    }

    /** The same fault of several servers at once. */
    void begin(Collection<Server> servers, Fault fault) {
        servers.parallelStream().forEach(server -> begin(server, fault));
    }

    /** Ends what was begun; returns when the servers answer again. */
    void end(Collection<Server> servers, Fault fault) {
        servers.parallelStream().forEach(server -> end(server, fault));
    }

    void begin(Server server, Fault fault) {
        try {
            switch (fault) {
                case DROP -> links.get(server).drop();
                case RESET -> links.get(server).reset();
                case SLOW -> links.get(server).slow(Duration.ofMillis(200), 2_000_000);
                case KILL -> kill(server);
                case STOP -> stop(server);
                case PAUSE -> pause(server);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends what was begun; returns when the server answers again. */
    void end(Server server, Fault fault) {
        try {
            switch (fault) {
                case DROP, RESET, SLOW -> links.get(server).pass();
                case PAUSE -> unpause(server);
                case KILL, STOP -> restart(server);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void kill(Server server) {
        switch (server) {
            case POSTGRESQL -> postgres.kill();
            case NEO4J -> neo4j.kill();
            case RABBITMQ -> rabbitmq.kill();
        }
    }

    private void stop(Server server) {
        switch (server) {
            case POSTGRESQL -> postgres.stop();
            case NEO4J -> neo4j.stop();
            case RABBITMQ -> rabbitmq.stop();
        }
    }

    private void pause(Server server) {
        switch (server) {
            case POSTGRESQL -> postgres.pause();
            case NEO4J -> neo4j.pause();
            case RABBITMQ -> rabbitmq.pause();
        }
    }

    private void unpause(Server server) {
        switch (server) {
            case POSTGRESQL -> postgres.unpause();
            case NEO4J -> neo4j.unpause();
            case RABBITMQ -> rabbitmq.unpause();
        }
    }

    private void restart(Server server) {
        switch (server) {
            case POSTGRESQL -> postgres.restart();
            case NEO4J -> neo4j.restart();
            case RABBITMQ -> rabbitmq.restart();
        }
    }

    @Override
    public void close() {
        try {
            for (FaultyLink link : links.values()) {
                link.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        postgres.close();
        neo4j.close();
        rabbitmq.close();
    }
}
