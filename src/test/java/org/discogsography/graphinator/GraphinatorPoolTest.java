package org.discogsography.graphinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ThrowingRunnable;
import org.discogsography.graph.Neo4jSettings;
import org.discogsography.metrics.Metric;
import org.discogsography.outage.ServerWatch;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.FaultyLink;
import org.discogsography.servers.Meters;
import org.discogsography.servers.Program;
import org.discogsography.servers.TestServers;
import org.junit.jupiter.api.Test;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Session;
import org.neo4j.driver.exceptions.ClientException;

/** The Neo4j driver's connections: as many as documented, and none broken after the server was gone. */
class GraphinatorPoolTest {

    private static void soon(ThrowingRunnable assertion) {
        await().atMost(Duration.ofMinutes(2)).untilAsserted(assertion);
    }

    private static Driver driver(Program program) {
        return program.main().getCamelContext().getRegistry().lookupByNameAndType("neo4j-driver", Driver.class);
    }

    /** Begins transactions, each of which holds a connection of its own. */
    private static List<Session> take(Driver driver, int connections) {
        List<Session> taken = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            Session session = driver.session();
            taken.add(session);
            assertThat(session.beginTransaction()
                            .run("RETURN 1")
                            .single()
                            .get(0)
                            .asInt())
                    .isEqualTo(1);
        }
        return taken;
    }

    @Test
    void a_connection_lives_1800_s_and_is_waited_for_60_s_by_default() {
        try (var program =
                Program.start(List.of("graphinator"), TestServers.start().settings())) {
            var settings = program.main().getCamelContext().getRegistry().findSingleByType(Neo4jSettings.class);
            assertThat(settings.connections()).isEqualTo(50);
            assertThat(settings.lifetime()).hasSeconds(1800);
            assertThat(settings.acquisition()).hasSeconds(60);
            assertThat(settings.liveness()).hasSeconds(30);
        }
    }

    @Test
    void there_are_50_connections_at_most() {
        var settings = TestServers.start().settings();
        // Longer than a ping has one, for which the last of the 50 may have to wait.
        settings.put("neo4j.pool.acquisition", "5");
        try (var program = Program.start(List.of("graphinator"), settings)) {
            var meters = Meters.of(program);
            soon(() -> assertThat(meters.value(Metric.NEO4J_CONNECTIONS, "state", "in_use"))
                    .isZero());
            List<Session> taken = take(driver(program), 50);
            try (var another = driver(program).session()) {
                assertThat(meters.value(Metric.NEO4J_CONNECTIONS, "state", "in_use"))
                        .isEqualTo(50);
                assertThatThrownBy(another::beginTransaction).isInstanceOf(ClientException.class);
                // The driver counts on a thread of its own.
                soon(() -> assertThat(meters.value(Metric.NEO4J_TIMEOUTS)).isPositive());
            } finally {
                taken.forEach(Session::close);
            }
        }
    }

    @Test
    void no_broken_connection_is_left_after_the_server_was_gone() throws Exception {
        var neo4j = TestServers.start().neo4j().address();
        try (var link = FaultyLink.to(neo4j.getHost(), neo4j.getPort());
                var program = Program.start(
                        List.of("graphinator"),
                        Map.of(
                                "amqp.connection",
                                Brokers.EMBEDDED.shared().address(),
                                "neo4j.address",
                                "bolt://127.0.0.1:" + link.port(),
                                "neo4j.username",
                                "",
                                "breaker.open-for",
                                "1"))) {
            var meters = Meters.of(program);
            take(driver(program), 10).forEach(Session::close);
            // A ping has one of them for a moment.
            soon(() -> assertThat(meters.value(Metric.NEO4J_CONNECTIONS, "state", "idle"))
                    .isGreaterThanOrEqualTo(10));
            var watch = program.main()
                    .getCamelContext()
                    .getRegistry()
                    .lookupByNameAndType("neo4j-watch", ServerWatch.class);
            link.refuse();
            watch.breaker().transitionToOpenState();
            soon(() -> assertThat(meters.value(Metric.BREAKER_STATE, "server", "neo4j", "state", "open"))
                    .isEqualTo(1));
            link.pass();
            soon(() -> assertThat(meters.value(Metric.SERVER_UP, "server", "neo4j"))
                    .isEqualTo(1));
            take(driver(program), 10).forEach(Session::close);
        }
    }
}
