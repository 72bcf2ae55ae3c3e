package org.discogsography.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.discogsography.broker.AmqpAddress;
import org.discogsography.broker.BrokerConnections;
import org.discogsography.broker.Topology;
import org.discogsography.graph.Neo4jSettings;
import org.discogsography.health.HealthReport;
import org.discogsography.outage.Reason;
import org.discogsography.outage.ServerWatch;
import org.discogsography.pipeline.StoreAssertions;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.Certificates;
import org.discogsography.servers.LogLines;
import org.discogsography.servers.Postgres;
import org.discogsography.servers.PostgresServer;
import org.discogsography.servers.Program;
import org.discogsography.servers.RabbitMqServer;
import org.discogsography.servers.TlsDoor;
import org.discogsography.servers.TlsNeo4j;
import org.discogsography.settings.RunningServices;
import org.discogsography.table.PostgresAddress;
import org.discogsography.table.PostgresTls;
import org.discogsography.table.TablePool;
import org.discogsography.table.TableServer;
import org.discogsography.tls.TlsFiles;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Connections with TLS: to whom they are made, and to whom not. */
class TlsTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    @TempDir
    private static Path folder;

    private static Certificates certificates;

    @BeforeAll
    static void sign() throws IOException {
        certificates = Certificates.in(Files.createDirectory(folder.resolve("certificates")));
    }

    /** The program's own ways to connect. */
    enum Server {
        RABBITMQ(false) {
            @Override
            void connect(String host, int port, Duration timeout) {
                try (var connections = new BrokerConnections(
                        AmqpAddress.parse("amqps://guest:guest@" + host + ":" + port),
                        trusted(),
                        new Topology("any", "any-dead", "any-", "classic"),
                        "test",
                        timeout,
                        timeout)) {
                    connections.shared().createConnection().close();
                }
            }
        },
        POSTGRESQL(true) {
            @Override
            void connect(String host, int port, Duration timeout) throws Exception {
                var server = new TableServer(
                        PostgresAddress.parse(host + ":" + port),
                        new PostgresTls("verify-full", trusted()),
                        Postgres.DATABASE,
                        Postgres.USERNAME,
                        Postgres.PASSWORD);
                try (var ping = TablePool.ping(server)) {
                    ping.run();
                }
            }
        },
        NEO4J(false) {
            @Override
            void connect(String host, int port, Duration timeout) {
                var settings = new Neo4jSettings(
                        "neo4j+s://" + host + ":" + port,
                        "",
                        "",
                        1,
                        PATIENCE,
                        timeout,
                        PATIENCE,
                        timeout,
                        Optional.of(certificates.ca()));
                try (var driver = settings.driver()) {
                    driver.verifyConnectivity();
                }
            }
        };

        private final boolean asked;

        Server(boolean asked) {
            this.asked = asked;
        }

        /** @param timeout of its own connections; PostgreSQL's have one that is fixed */
        abstract void connect(String host, int port, Duration timeout) throws Exception;

        private static TlsFiles trusted() {
            return new TlsFiles(Optional.of(certificates.ca()), Optional.empty());
        }
    }

    static Stream<Arguments> certificates() {
        return Stream.of(Server.values())
                .flatMap(server -> Stream.of(
                        Arguments.of(server, "localhost", "expired", "its certificate has expired: NotAfter: "),
                        Arguments.of(server, "127.0.0.1", "server", "its certificate does not match the host name: "),
                        Arguments.of(
                                server,
                                "localhost",
                                "stranger",
                                "its certificate is not signed by a trusted authority: ")));
    }

    @ParameterizedTest
    @MethodSource("certificates")
    void a_certificate_that_is_not_right_is_refused_and_the_reason_says_why(
            Server server, String host, String certificate, String reason) throws Exception {
        try (var door = TlsDoor.showing(certificates, certificate, server.asked)) {
            // The first handshake of a JVM may take longer than PostgreSQL's own time-out.
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                            Reason.of(catchThrowable(() -> server.connect(host, door.port(), PATIENCE))))
                    .startsWith(reason));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_server_that_hangs_in_the_handshake_is_given_up(Server server) throws Exception {
        try (var door = TlsDoor.silent(server.asked)) {
            var began = Instant.now();
            assertThat(catchThrowable(() -> server.connect("localhost", door.port(), TIMEOUT)))
                    .isNotNull();
            assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(20));
        }
    }

    @Test
    void a_certificate_that_is_right_is_accepted() throws Exception {
        try (var postgres = PostgresServer.withTls(certificates)) {
            await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                Server.POSTGRESQL.connect("localhost", postgres.port(), PATIENCE);
                return true;
            });
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(Reason.of(
                            catchThrowable(() -> Server.POSTGRESQL.connect("127.0.0.1", postgres.port(), PATIENCE))))
                    .startsWith("its certificate does not match the host name: "));
        }
    }

    @Test
    @Tag("drill")
    void a_load_goes_through_servers_that_demand_tls() throws Exception {
        Brokers.requireRabbitMq();
        Path dump = Files.createDirectory(folder.resolve("dump"));
        SampleDump.of(500).writeTo(dump);
        try (var rabbitmq = RabbitMqServer.withTls(certificates);
                var postgres = PostgresServer.withTls(certificates);
                var neo4j = TlsNeo4j.start(certificates)) {
            Map<String, String> settings = new HashMap<>(Map.of(
                    "discogs.root",
                    dump.toString(),
                    "extractor.state-folder",
                    folder.resolve("state").toString(),
                    "amqp.connection",
                    "amqps://guest:guest@localhost:" + rabbitmq.tlsPort() + "/",
                    "amqp.tls-ca",
                    certificates.ca().toString(),
                    "postgres.address",
                    "localhost:" + postgres.port(),
                    "postgres.database",
                    Postgres.DATABASE,
                    "postgres.tls",
                    "verify-full",
                    "postgres.tls-ca",
                    certificates.ca().toString(),
                    "neo4j.address",
                    "neo4j+s://localhost:" + neo4j.address().getPort(),
                    "neo4j.tls-ca",
                    certificates.ca().toString()));
            settings.put("neo4j.username", "");
            settings.put("retry.look-interval", "1");

            // Without a certificate of its own, and under a name that is not the server's.
            settings.put("postgres.address", "127.0.0.1:" + postgres.port());
            try (var log = LogLines.of(ServerWatch.class);
                    var program = Program.start(List.of("extractor", "tableinator"), settings)) {
                await().atMost(PATIENCE).untilAsserted(() -> assertThat(log.lines())
                        .anyMatch(line -> line.matches(
                                "PostgreSQL: failed, .*: its certificate does not match the host name: .*"))
                        .anyMatch(line -> line.matches("RabbitMQ: failed, .*certificate.*")));
                var context = program.main().getCamelContext();
                var report = new HealthReport(context, context.getRegistry().findSingleByType(RunningServices.class));
                assertThat(report.now().reasons())
                        .anyMatch(reason ->
                                reason.contains("PostgreSQL") && reason.contains("does not match the host name"));
            }

            settings.put("postgres.address", "localhost:" + postgres.port());
            settings.put(
                    "amqp.tls-certificate", certificates.certificate("client").toString());
            settings.put("amqp.tls-key", certificates.key("client").toString());
            try (var program = Program.start(List.of("extractor", "graphinator", "tableinator"), settings)) {
                await().atMost(PATIENCE)
                        .until(() -> program.hasLoaded("graphinator") && program.hasLoaded("tableinator"));
            }
            StoreAssertions.assertStoresHold(postgres, neo4j, dump);
        }
    }
}
