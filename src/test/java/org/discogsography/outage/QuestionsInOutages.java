package org.discogsography.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.discogsography.graph.GraphSchema;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.Program;
import org.discogsography.table.TableSchema;
import org.discogsography.web.WebServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clients ask while the stores fail, one, both and the other: they get what is left, with what is missing, or are told when to come again, and
 * nobody waits longer than a question may take. All of it comes back by itself.
 */
@Tag("outage")
class QuestionsInOutages {

    private static final Logger LOG = LoggerFactory.getLogger(QuestionsInOutages.class);
    private static final Duration PATIENCE = Duration.ofSeconds(Drill.isOn() ? 200 : 90);

    /** What a question may take, with its wait for its turn; in the drill as the program comes. */
    private static final Duration BUDGET = Duration.ofSeconds(Drill.isOn() ? 11 : 5);

    /** Until an answer has got to its client, on a machine that is busy: that shows only in part as a {@link Stalls stall}. */
    private static final Duration DELIVERY = Duration.ofSeconds(3);

    private static final Map<String, String> QUESTIONS = Map.of(
            "getRecord", "/api/artists/1",
            "loads", "/api/loads",
            "neighbours", "/api/artists/1/neighbours",
            "changes", "/api/changes",
            "suggest", "/api/suggest?q=persu");

    private static OutageRig rig;

    @BeforeAll
    static void start() {
        Brokers.requireRabbitMq();
        rig = OutageRig.shared();
    }

    static Stream<Fault> faults() {
        return Drill.cases(
                "stores fail while clients ask",
                Stream.of(Fault.KILL, Fault.STOP, Fault.PAUSE),
                List.of(Fault.KILL, Fault.PAUSE));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("faults")
    void clients_get_what_is_left_in_time_and_all_of_it_when_the_stores_are_back(Fault fault) throws Exception {
        rig.empty();
        fill();
        Set<Server> away = EnumSet.noneOf(Server.class);
        try (var program = Program.start(List.of("discovery"), settings());
                var clients = new AskingClients(address(program), QUESTIONS, BUDGET.plus(DELIVERY))) {
            awaitAnswers(clients, "200", "200", "200");
            away.add(Server.POSTGRESQL);
            rig.begin(Server.POSTGRESQL, fault);
            awaitAnswers(clients, "200 without postgresql", "503", "200");
            away.add(Server.NEO4J);
            rig.begin(Server.NEO4J, fault);
            awaitAnswers(clients, "503", "503", "503");
            rig.end(Server.POSTGRESQL, fault);
            away.remove(Server.POSTGRESQL);
            awaitAnswers(clients, "200 without neo4j", "200", "503");
            rig.end(Server.NEO4J, fault);
            away.remove(Server.NEO4J);
            awaitAnswers(clients, "200", "200", "200");
            LOG.info("{}: {}", fault, clients.end());
        } finally {
            // Also if something was not as it should be: the next case has the same servers.
            rig.end(away, fault);
        }
    }

    /** Waits until these come: of questions to both stores, to the tables alone, to the graph alone. */
    private static void awaitAnswers(AskingClients clients, String ofBoth, String ofTables, String ofGraph) {
        Map<String, String> wanted = Map.of(
                "getRecord", ofBoth, "loads", ofBoth, "changes", ofTables, "suggest", ofTables, "neighbours", ofGraph);
        await().atMost(PATIENCE).failFast(clients::assertAsking).untilAsserted(() -> assertThat(clients.last())
                .isEqualTo(wanted));
    }

    private static String address(Program program) {
        return program.main()
                .getCamelContext()
                .getRegistry()
                .findSingleByType(WebServer.class)
                .address();
    }

    private static Map<String, String> settings() {
        // The processes themselves, not links: a dead one refuses, a halted one accepts.
        Map<String, String> settings = rig.settings();
        settings.putAll(rig.ownAddresses());
        if (!Drill.isOn()) {
            settings.put("discovery.statement-timeout", "1000");
            settings.put("discovery.budget", "4");
        }
        return settings;
    }

    /** The same artist with one release in both. */
    private static void fill() throws SQLException {
        var dataSource = new PGSimpleDataSource();
        try (var connection = rig.postgres().connect();
                var statement = connection.createStatement()) {
            dataSource.setUrl(connection.getMetaData().getURL());
            dataSource.setUser("postgres");
            dataSource.setPassword("postgres");
            new TableSchema(dataSource).apply();
            statement.execute(
                    "insert into artists values ('1', repeat('a', 64), '{\"id\":\"1\",\"name\":\"The Persuader\"}', '20260801', now())");
            statement.execute("insert into changes (version, type, data_id, change, hash, at)"
                    + " values ('20260801', 'artists', '1', 'added', repeat('a', 64), now())");
            statement.execute("insert into loads (version, type, records, state, started_at)"
                    + " values ('20260801', 'artists', 1, 'complete', now())");
            statement.execute("insert into search_entries values ('artists', '1', 'h', 'The Persuader', 'thepersuader',"
                    + " array_to_tsvector(array['the', 'persuader']), null, null, null, '{}', 1, 0)");
        }
        GraphSchema.apply(rig.neo4j().driver(), "neo4j");
        try (var session = rig.neo4j().driver().session()) {
            session.run(
                            "CREATE (a:Artist {id: '1', name: 'The Persuader', version: '20260801', sha256: 'a'}),"
                                    + " (r:Release {id: '1', title: 'Stockholm', year: 1999, version: '20260801', sha256: 'b'}), (r)-[:BY]->(a)")
                    .consume();
        }
    }
}
