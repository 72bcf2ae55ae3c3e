package org.discogsography.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.discogsography.broker.Topology;
import org.discogsography.dump.DataType;
import org.discogsography.pipeline.StoreAssertions;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.FaultyLink;
import org.discogsography.servers.Neo4jServer;
import org.discogsography.servers.Postgres;
import org.discogsography.servers.PostgresServer;
import org.discogsography.servers.RabbitMqServer;

/**
 * The three servers as real processes, each behind a link, and what can happen to them. What is loaded through them is a
 * dump a month, and some messages that are none.
 */
final class OutageRig implements AutoCloseable {

    /** Messages of one queue that the program takes at most; so many come again, at most, when its consumer pauses. */
    static final int PREFETCH = 300;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Who can fail. */
    enum Server {
        POSTGRESQL,
        NEO4J,
        RABBITMQ
    }

    /** How. */
    enum Fault {
        /** The process is killed, as by the loss of its machine, and started again. */
        KILL,
        /** It is ended regularly, and started again. */
        STOP,
        /** It hangs: it accepts connections and answers nothing. */
        PAUSE,
        /** Nothing gets through the network any more, in either direction, and nobody is told. */
        DROP,
        /** The network resets all connections. */
        RESET,
        /** Every answer takes its time. No outage: it just goes on. */
        SLOW
    }

    private final RabbitMqServer rabbitmq;
    private final PostgresServer postgres;
    private final Neo4jServer neo4j;
    private final Map<Server, FaultyLink> links = new HashMap<>();
    private final Path folder;
    private final List<Path> dumps = new ArrayList<>();
    private final Map<DataType, Set<String>> poison = new HashMap<>();
    private int month;

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
            folder = Files.createTempDirectory("discogsography-outages");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All three servers, at work. */
    static OutageRig start() {
        return new OutageRig();
    }

    /** Properties of a program that comes through the links and whose waits are short. */
    Map<String, String> settings(Path dump) {
        Map<String, String> settings = new HashMap<>();
        settings.put(
                "amqp.connection",
                "amqp://guest:guest@127.0.0.1:" + links.get(Server.RABBITMQ).port() + "/");
        settings.put(
                "postgres.address", "127.0.0.1:" + links.get(Server.POSTGRESQL).port());
        settings.put("postgres.database", Postgres.DATABASE);
        settings.put("postgres.username", Postgres.USERNAME);
        settings.put("postgres.password", Postgres.PASSWORD);
        settings.put(
                "neo4j.address", "bolt://127.0.0.1:" + links.get(Server.NEO4J).port());
        settings.put("neo4j.password", "any");
        settings.put("discogs.root", dump.toString());
        settings.put("extractor.batch-size", "100");
        for (String service : Topology.CONSUMERS) {
            settings.put(service + ".batch-size", "100");
            settings.put(service + ".prefetch", Integer.toString(PREFETCH));
            settings.put(service + ".batch-interval", "100");
        }
        settings.put("amqp.heartbeat", "2");
        settings.put("amqp.timeout", "2");
        settings.put("amqp.retry-interval", "1");
        settings.put("amqp.confirm-timeout", "4");
        settings.put("postgres.connect-timeout", "1");
        settings.put("postgres.answer-timeout", "3");
        settings.put("neo4j.connect-timeout", "1");
        settings.put("neo4j.answer-timeout", "3");
        settings.put("breaker.open-for", "2");
        settings.put("retry.delay", "100");
        settings.put("retry.maximum-delay", "1000");
        settings.put("retry.look-interval", "1");
        return settings;
    }

    /** Makes the dump of the next month, whose records differ from those before in part. */
    Path nextDump(long records) throws IOException {
        Path dump = Files.createDirectory(folder.resolve("month-" + ++month));
        SampleDump.of(records).inMonth(month).writeTo(dump);
        dumps.add(dump);
        return dump;
    }

    /** Sends messages that no store can take; the queues have to be there. */
    void sendPoison() {
        var random = new Random(month);
        String idTooLarge = random.ints(12_000, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        try (var exchange = Exchange.connect(rabbitmq.port())) {
            for (DataType type : DataType.values()) {
                for (String body : List.of(
                        "no JSON, " + month,
                        "{\"type\":\"data\",\"name\":\"no id, " + month + "\"}",
                        "{\"type\":\"unheard of\",\"id\":\"" + month + "\"}",
                        "{\"type\":\"data\",\"id\":\"" + idTooLarge + "\"}")) {
                    exchange.send(type.plural(), "20260101", body);
                    poison.computeIfAbsent(type, ignored -> new TreeSet<>()).add(body);
                }
            }
            exchange.confirm();
        }
    }

    /** Lets everything through the links again, whatever an earlier test has left behind. */
    void passAll() throws IOException {
        for (FaultyLink link : links.values()) {
            link.pass();
        }
    }

    void begin(Server server, Fault fault) throws IOException {
        switch (fault) {
            case DROP -> links.get(server).drop();
            case RESET -> links.get(server).reset();
            case SLOW -> links.get(server).slow(Duration.ofMillis(100), 2_000_000);
            case KILL -> kill(server);
            case STOP -> stop(server);
            case PAUSE -> pause(server);
        }
    }

    void end(Server server, Fault fault) throws IOException {
        switch (fault) {
            case DROP, RESET, SLOW -> links.get(server).pass();
            case PAUSE -> unpause(server);
            case KILL, STOP -> restart(server);
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

    /** Rows of a dump's version, all types together; -1 where PostgreSQL cannot be asked. */
    long rows(Path dump) {
        String version = SampleDump.of(1).inMonth(dumps.indexOf(dump) + 1).version();
        try (var connection = postgres.connect();
                var statement = connection.createStatement()) {
            long rows = 0;
            for (DataType type : DataType.values()) {
                try (var result =
                        statement.executeQuery("select count(*) from " + type + " where version = '" + version + "'")) {
                    result.next();
                    rows += result.getLong(1);
                }
            }
            return rows;
        } catch (SQLException e) {
            return -1;
        }
    }

    /** Messages that wait in the queues of a service; with an open channel's ones left out. */
    long ready(String service) {
        try (var exchange = Exchange.connect(rabbitmq.port())) {
            long ready = 0;
            for (DataType type : DataType.values()) {
                ready += exchange.ready("discogsography-" + service + "-" + type);
            }
            return ready;
        }
    }

    /** Waits until every message has been taken, and both stores hold what the dumps say: all of it, and nothing else. */
    void awaitAllStored() {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptions()
                .until(() -> ready("graphinator") + ready("tableinator") == 0);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> StoreAssertions.assertStoresHold(postgres, neo4j, dumps.toArray(Path[]::new)));
    }

    /** With no program running: nothing is left in the queues, and the dead letters are just what could not be stored. */
    void assertNothingIsLeft() {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(ready("graphinator")).isZero();
            assertThat(ready("tableinator")).isZero();
        });
        try (var exchange = Exchange.connect(rabbitmq.port())) {
            for (String service : Topology.CONSUMERS) {
                for (DataType type : DataType.values()) {
                    String queue = "discogsography-" + service + "-" + type + "-dead";
                    Set<String> found = new TreeSet<>();
                    for (var letter = exchange.take(queue); letter != null; letter = exchange.take(queue)) {
                        found.add(new String(letter.getBody(), StandardCharsets.UTF_8));
                    }
                    assertThat(found).as(queue).isEqualTo(poison.getOrDefault(type, Set.of()));
                }
            }
        }
        poison.clear();
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

    Path folder() {
        return folder;
    }

    @Override
    public void close() throws IOException {
        for (FaultyLink link : links.values()) {
            link.close();
        }
        postgres.close();
        neo4j.close();
        rabbitmq.close();
    }
}
