package org.discogsography.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.discogsography.health.HealthReport;
import org.discogsography.outage.ServerWatch;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.FaultyLink;
import org.discogsography.servers.Program;
import org.discogsography.servers.TestServers;
import org.discogsography.settings.RunningServices;
import org.discogsography.web.WebJson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers of several hosts, of which some are away. */
class SeveralHostsTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final TestServers servers = TestServers.start().clear();
    private FaultyLink[] brokers;
    private FaultyLink[] tables;

    @BeforeEach
    void connect() throws IOException {
        int broker = servers.broker().port();
        int table = servers.postgres().port();
        brokers = new FaultyLink[] {FaultyLink.to("127.0.0.1", broker), FaultyLink.to("127.0.0.1", broker)};
        tables = new FaultyLink[] {FaultyLink.to("127.0.0.1", table), FaultyLink.to("127.0.0.1", table)};
        try (var exchange = Exchange.connect(broker)) {
            exchange.purgeAll();
        }
    }

    @AfterEach
    void disconnect() throws IOException {
        for (int i = 0; i < 2; i++) {
            brokers[i].close();
            tables[i].close();
        }
    }

    @Test
    void the_one_that_works_is_used_and_after_it_hangs_the_other_and_health_names_it() throws IOException {
        brokers[0].refuse();
        tables[0].refuse();
        try (var program = Program.start(List.of("graphinator", "tableinator"), settings())) {
            store("1");
            assertInUse(program, 1);

            brokers[0].pass();
            tables[0].pass();
            brokers[1].drop();
            tables[1].drop();
            store("2");
            assertInUse(program, 0);
        }
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(servers.settings());
        settings.put(
                "amqp.connection",
                "amqp://guest:guest@127.0.0.1:%d,127.0.0.1:%d/".formatted(brokers[0].port(), brokers[1].port()));
        settings.put("postgres.address", "127.0.0.1:%d,127.0.0.1:%d".formatted(tables[0].port(), tables[1].port()));
        settings.put("neo4j.address", servers.neo4j().address().toString().replace("bolt://", "neo4j://"));
        settings.put("amqp.heartbeat", "1");
        settings.put("amqp.timeout", "2");
        settings.put("amqp.retry-interval", "1");
        settings.put("postgres.connect-timeout", "2");
        settings.put("postgres.answer-timeout", "2");
        settings.put("breaker.open-for", "1");
        settings.put("retry.delay", "100");
        settings.put("retry.maximum-delay", "500");
        settings.put("graphinator.batch-interval", "100");
        settings.put("tableinator.batch-interval", "100");
        return settings;
    }

    /** A label, published past the links, is in both stores in the end. */
    private void store(String id) {
        try (var exchange = Exchange.connect(servers.broker().port())) {
            exchange.publish("labels", "20260801", label(id));
        }
        await().atMost(PATIENCE).until(() -> isInTables(id) && isInGraph(id));
    }

    private static String label(String id) {
        String fields = "\"id\":\"" + id + "\",\"name\":\"A\"}";
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(("{" + fields).getBytes(UTF_8));
            return "{\"type\":\"data\",\"sha256\":\"" + HexFormat.of().formatHex(hash) + "\"," + fields;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isInTables(String id) throws Exception {
        try (var connection = servers.postgres().connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery("select 1 from labels where data_id = '" + id + "'")) {
            return row.next();
        }
    }

    private boolean isInGraph(String id) {
        try (var session = servers.neo4j().driver().session()) {
            return session.run("MATCH (l:Label {id: $id}) WHERE l.sha256 IS NOT NULL RETURN l", Map.of("id", id))
                    .hasNext();
        }
    }

    private void assertInUse(Program program, int index) throws IOException {
        var context = program.main().getCamelContext();
        assertThat(program.main().lookup("rabbitmq-watch", ServerWatch.class).address())
                .contains("127.0.0.1:" + brokers[index].port());
        var report = new HealthReport(context, context.getRegistry().findSingleByType(RunningServices.class));
        var health = new ObjectMapper().readTree(WebJson.write(report.now()));
        assertThat(health.at("/servers/rabbitmq/address").asText()).isEqualTo("127.0.0.1:" + brokers[index].port());
        assertThat(health.at("/servers/postgresql/address").asText()).isEqualTo("127.0.0.1:" + tables[index].port());
        assertThat(health.at("/servers/neo4j/address").asText())
                .isEqualTo(servers.neo4j().address().getAuthority());
    }
}
