package org.discogsography.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.discogsography.outage.Failure;
import org.discogsography.servers.EmbeddedNeo4j;
import org.discogsography.servers.FaultyLink;
import org.junit.jupiter.api.Test;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.Driver;
import org.neo4j.driver.exceptions.Neo4jException;
import org.neo4j.driver.exceptions.ServiceUnavailableException;

class CypherRunnerTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final EmbeddedNeo4j server = EmbeddedNeo4j.start().clear();

    @Test
    void a_hung_server_is_detected_in_time_and_its_connection_discarded() throws Exception {
        try (var link = FaultyLink.to(
                        server.address().getHost(), server.address().getPort());
                Driver driver = Neo4jSettings.of("bolt://localhost:" + link.port(), "", "")
                        .driver();
                var runner = new CypherRunner(driver, server.database())) {
            assertThat(one(runner)).isEqualTo(List.of(Map.of("one", 1L)));

            link.drop();
            long begin = System.nanoTime();
            assertThatThrownBy(() -> one(runner))
                    .isInstanceOf(ServiceUnavailableException.class)
                    .hasMessageContaining("did not answer");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(SECOND, Duration.ofSeconds(8));
            await().atMost(Duration.ofSeconds(20)).until(() -> link.connections() == 0);

            link.pass();
            await().atMost(Duration.ofSeconds(20))
                    .ignoreExceptions()
                    .until(() -> one(runner).size() == 1);
        }
    }

    @Test
    void an_error_in_the_drivers_thread_reaches_the_caller_and_the_next_statement_runs() throws Exception {
        try (var runner = new CypherRunner(server.driver(), server.database())) {
            assertThatThrownBy(() -> runner.call(
                            () -> {
                                throw new OutOfMemoryError("as a test");
                            },
                            SECOND))
                    .hasRootCauseInstanceOf(OutOfMemoryError.class)
                    .satisfies(e -> assertThat(GraphFailure.of(e)).isEqualTo(Failure.OUTAGE));
            assertThat(one(runner)).isEqualTo(List.of(Map.of("one", 1L)));
        }
    }

    @Test
    void an_unavailable_server_is_an_outage() {
        try (Driver driver = Neo4jSettings.of("bolt://localhost:1", "", "").driver();
                var runner = new CypherRunner(driver, server.database())) {
            assertThatThrownBy(() -> one(runner))
                    .satisfies(e -> assertThat(GraphFailure.of(e)).isEqualTo(Failure.OUTAGE));
        }
    }

    @Test
    void the_server_ends_a_transaction_that_takes_too_long() throws Exception {
        try (var runner = new CypherRunner(server.driver(), server.database())) {
            assertThatThrownBy(() -> runner.run(
                            "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN max(a * b)",
                            Map.of(),
                            AccessMode.READ,
                            SECOND))
                    .isInstanceOf(Neo4jException.class)
                    .satisfies(e -> assertThat(GraphFailure.of(e)).isEqualTo(Failure.OUTAGE));
        }
    }

    private static List<Map<String, Object>> one(CypherRunner runner) throws InterruptedException {
        return runner.run("RETURN 1 AS one", Map.of(), AccessMode.READ, SECOND).rows();
    }
}
