package org.discogsography.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.discogsography.broker.Topology;
import org.discogsography.dump.DataType;
import org.discogsography.pipeline.StoreAssertions;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.Exchange;
import org.neo4j.driver.exceptions.Neo4jException;

/**
 * What is loaded through the servers of a rig: a dump a month, and between its records messages that no store takes. It asks
 * the servers themselves, not through the links.
 */
final class Load {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final OutageRig rig;
    private final Path folder;
    private final List<Path> dumps = new ArrayList<>();
    private final Set<String> poison = new TreeSet<>();
    private SampleDump.Written written;

    Load(OutageRig rig, Path folder) {
        this.rig = rig;
        this.folder = folder;
    }

    /** Makes the dump of the next month, whose records differ from those before in part; its folder. */
    Path nextDump(long records) throws IOException {
        int month = dumps.size() + 1;
        Path dump = Files.createDirectory(folder.resolve("month-" + month));
        written = SampleDump.of(records).inMonth(month).writeTo(dump);
        dumps.add(dump);
        return dump;
    }

    /** How many records the newest dump has. */
    long records() {
        return written.total();
    }

    /**
     * Sends messages that no store takes, each of another kind, to the queues of every type, which have to be there. A NUL is
     * refused by PostgreSQL alone, and is no part of this.
     */
    void sendPoison() {
        String month = written.version();
        // More than an index takes, in either store, and nothing that compression would make smaller.
        String idTooLarge = new java.util.Random(dumps.size())
                .ints(12_000, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        try (var exchange = Exchange.connect(rig.rabbitmq().port())) {
            for (String body : List.of(
                    "no JSON, " + month,
                    "{\"type\":\"data\",\"name\":\"no id, " + month + "\"}",
                    "{\"type\":\"unheard of\",\"id\":\"" + month + "\"}",
                    "{\"type\":\"data\",\"id\":\"" + idTooLarge + "\"}")) {
                for (DataType type : DataType.values()) {
                    exchange.send(type.plural(), "20260101", body);
                }
                poison.add(body);
            }
            exchange.confirm();
        }
    }

    /** Records of the newest dump that a service has stored; -1 where its store cannot be asked. */
    long stored(String service) {
        return service.equals("tableinator") ? rows() : nodes();
    }

    private long rows() {
        try (var connection = rig.postgres().connect();
                var statement = connection.createStatement()) {
            long rows = 0;
            for (DataType type : DataType.values()) {
                try (var result = statement.executeQuery(
                        "select count(*) from " + type + " where version = '" + written.version() + "'")) {
                    result.next();
                    rows += result.getLong(1);
                }
            }
            return rows;
        } catch (SQLException e) {
            return -1;
        }
    }

    private long nodes() {
        try (var session = rig.neo4j().driver().session()) {
            return session.run("MATCH (n) WHERE n.version = '" + written.version() + "' RETURN count(n)")
                    .single()
                    .get(0)
                    .asLong();
        } catch (Neo4jException | IllegalStateException e) {
            return -1;
        }
    }

    /** Messages that wait in the queues of a service: those that are out for delivery are not among them. */
    long ready(String service) {
        try (var exchange = Exchange.connect(rig.rabbitmq().port())) {
            long ready = 0;
            for (DataType type : DataType.values()) {
                ready += exchange.ready(queue(service, type));
            }
            return ready;
        }
    }

    /** How often the messages that wait in front of the queues of a service have been taken before, at most. */
    long deliveries(String service) {
        try (var exchange = Exchange.connect(rig.rabbitmq().port())) {
            long most = 0;
            for (DataType type : DataType.values()) {
                most = Math.max(most, exchange.deliveriesOfFirst(queue(service, type)));
            }
            return most;
        }
    }

    private static String queue(String service, DataType type) {
        return "discogsography-" + service + "-" + type;
    }

    /** Waits until both stores have taken all that they can, and no message waits. */
    void awaitStored() {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> stored("tableinator") == records()
                        && stored("graphinator") == records()
                        && ready("graphinator") + ready("tableinator") == 0);
    }

    /** Waits until both stores hold what the dumps say: all of it, and nothing else. */
    void awaitExact() {
        awaitStored();
        // What is stored is there before what brings PART_OF in line.
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() ->
                        StoreAssertions.assertStoresHold(rig.postgres(), rig.neo4j(), dumps.toArray(Path[]::new)));
    }

    /** With no program running: nothing is left in the queues, and the dead letters are just what could not be stored. */
    void assertNothingIsLeft() {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(ready("graphinator")).isZero();
            assertThat(ready("tableinator")).isZero();
        });
        try (var exchange = Exchange.connect(rig.rabbitmq().port())) {
            for (String service : Topology.CONSUMERS) {
                for (DataType type : DataType.values()) {
                    String queue = queue(service, type) + "-dead";
                    Set<String> found = new TreeSet<>();
                    for (var letter = exchange.take(queue); letter != null; letter = exchange.take(queue)) {
                        found.add(new String(letter.getBody(), StandardCharsets.UTF_8));
                    }
                    assertThat(found).as(queue).isEqualTo(poison);
                }
            }
        }
        poison.clear();
    }
}
