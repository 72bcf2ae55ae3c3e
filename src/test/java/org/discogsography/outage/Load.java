package org.discogsography.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.discogsography.broker.Topology;
import org.discogsography.dump.DataType;
import org.discogsography.expected.ExpectedGraph;
import org.discogsography.graph.CypherRunner;
import org.discogsography.pipeline.StoreAssertions;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.Exchange;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.exceptions.Neo4jException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is loaded through the servers of a rig: a dump a month, and between its records messages that no store takes. It asks
 * the servers themselves, not through the links.
 */
final class Load {

    private static final Logger LOG = LoggerFactory.getLogger(Load.class);
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final OutageRig rig;
    private final Path folder;
    private final List<Path> dumps = new ArrayList<>();
    private final List<Poison> poison = new ArrayList<>(); // since the dead letters were last emptied
    private final List<ExpectedGraph.Newest> inTables = new ArrayList<>(); // of the poison
    private final List<ExpectedGraph.Newest> inGraph = new ArrayList<>(); // of the poison
    private SampleDump.Written written;
    private Connection tables; // guarded by this

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

    /** Sends messages that some store refuses, each of another kind, to the queues of every type, which have to be there. */
    void sendPoison() {
        List<Poison> kinds = Poison.ofMonth(written.version());
        try (var exchange = Exchange.connect(rig.rabbitmq().port())) {
            for (Poison kind : kinds) {
                for (DataType type : DataType.values()) {
                    exchange.send(type.plural(), Poison.VERSION, kind.body());
                }
            }
            exchange.confirm();
        }
        poison.addAll(kinds);
        for (Poison kind : kinds) {
            for (DataType type : DataType.values()) {
                if (!kind.refusedBy().contains("tableinator")) {
                    inTables.add(kind.stored(type));
                }
                if (!kind.refusedBy().contains("graphinator")) {
                    inGraph.add(kind.stored(type));
                }
            }
        }
    }

    /** Records of the newest dump that a service has stored; -1 where its store cannot be asked. */
    long stored(String service) {
        return service.equals("tableinator") ? rows() : nodes();
    }

    private long rows() {
        try {
            return rowsByKeptConnection();
        } catch (SQLException e) {
            return -1;
        }
    }

    /** Asked often: each new connection is a new process of PostgreSQL. After an outage the one that was kept is of no use. */
    private synchronized long rowsByKeptConnection() throws SQLException {
        if (tables != null && !tables.isValid((int) ANSWER.toSeconds())) {
            tables.close();
            tables = null;
        }
        if (tables == null) {
            tables = rig.postgres().connect(ANSWER);
        }
        String counts = Stream.of(DataType.values())
                .map(type -> "(select count(*) from " + type + " where version = '" + written.version() + "')")
                .collect(Collectors.joining(" + ", "select ", ""));
        try (var statement = tables.createStatement();
                var result = statement.executeQuery(counts)) {
            result.next();
            return result.getLong(1);
        }
    }

    private long nodes() {
        String count = "MATCH (n) WHERE n.version = $version AND n.sha256 IS NOT NULL RETURN count(n) AS records";
        try (var runner = new CypherRunner(rig.neo4j().driver(), rig.neo4j().database())) {
            return (Long) runner.run(count, Map.of("version", written.version()), AccessMode.READ, ANSWER)
                    .rows()
                    .get(0)
                    .get("records");
        } catch (Neo4jException | IllegalStateException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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

    /** Dead letters of a service. */
    long deadLetters(String service) {
        try (var exchange = Exchange.connect(rig.rabbitmq().port())) {
            return Stream.of(DataType.values())
                    .mapToLong(type -> exchange.ready(queue(service, type) + "-dead"))
                    .sum();
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

    /** A large load takes its time: a hundred records a second are stored, and compared, on any machine. */
    private Duration patience() {
        return PATIENCE.plusSeconds(records() / 100);
    }

    /** Waits until both stores have taken all that they can, the rest is set aside, and no message waits. */
    void awaitStored() {
        await().atMost(patience())
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptions()
                .until(() -> stored("tableinator") == records()
                        && stored("graphinator") == records()
                        && ready("graphinator") + ready("tableinator") == 0
                        && Topology.CONSUMERS.stream()
                                .allMatch(service -> deadLetters(service)
                                        >= (long) refusedBy(service).size() * DataType.values().length));
    }

    /** The poison that is to become dead letters of a service, of each type the same. */
    private Set<String> refusedBy(String service) {
        return poison.stream()
                .filter(kind -> kind.refusedBy().contains(service))
                .map(Poison::body)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Waits until both stores hold what the newest dump says: all of it, and nothing else. */
    void awaitExact() {
        awaitStored();
        // What is stored is there before what brings PART_OF in line.
        await().atMost(patience())
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> StoreAssertions.assertStoresHold(
                        rig.postgres(),
                        rig.neo4j(),
                        new StoreAssertions.Besides(inTables, inGraph),
                        dumps.get(dumps.size() - 1)));
    }

    /**
     * With no program running: nothing is left in the queues, and the dead letters are just what was refused, each once. Where
     * channels were lost one may be there once more for each: it is set aside before its original is acknowledged, so that
     * the loss of the channel in between brings the original again, and with it a second dead letter.
     *
     * @param losses how often a queue may have lost the channel of its consumer, at most
     */
    void assertNothingIsLeft(int losses) {
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            assertThat(ready("graphinator")).isZero();
            assertThat(ready("tableinator")).isZero();
        });
        long doubled = 0;
        try (var exchange = Exchange.connect(rig.rabbitmq().port())) {
            for (String service : Topology.CONSUMERS) {
                Set<String> expected = refusedBy(service);
                for (DataType type : DataType.values()) {
                    String queue = queue(service, type) + "-dead";
                    Map<String, Integer> found = new TreeMap<>();
                    for (var letter = exchange.take(queue); letter != null; letter = exchange.take(queue)) {
                        found.merge(new String(letter.getBody(), StandardCharsets.UTF_8), 1, Integer::sum);
                    }
                    assertThat(found.keySet()).as(queue).isEqualTo(expected);
                    assertThat(found.values()).as("%s: %s", queue, found).allMatch(copies -> copies <= 1 + losses);
                    doubled += found.values().stream()
                            .mapToInt(copies -> copies - 1)
                            .sum();
                }
            }
        }
        LOG.info("{} dead letters doubled", doubled);
        poison.clear();
    }
}
