package org.discogsography.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.discogsography.outage.Failure;
import org.discogsography.servers.TestNeo4jSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.Driver;
import org.neo4j.driver.exceptions.Neo4jException;
import org.neo4j.harness.Neo4j;
import org.neo4j.harness.Neo4jBuilders;

/** A login that Neo4j refuses, or no longer accepts, is an outage: no record is to blame. */
class GraphLoginTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static Neo4j server;

    @BeforeAll
    static void start(@TempDir Path folder) {
        server = Neo4jBuilders.newInProcessBuilder(folder)
                .withDisabledServer()
                .withConfig(GraphDatabaseSettings.auth_enabled, true)
                .withConfig(GraphDatabaseSettings.auth_lock_time, Duration.ofMinutes(10))
                .build();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void a_wrong_expired_or_revoked_login_is_an_outage() throws Exception {
        expectOutage("neo4j", "wrong", "Neo.ClientError.Security.Unauthorized");
        // The initial password of a new server has to be changed first.
        expectOutage("neo4j", "neo4j", "Neo.ClientError.Security.CredentialsExpired");
        // After that many wrong passwords, the server refuses the right one too.
        for (int i = 0; i < 4; i++) {
            expectOutage("neo4j", "wrong", "Neo.ClientError.Security.");
        }
        expectOutage("neo4j", "neo4j", "Neo.ClientError.Security.AuthenticationRateLimit");
    }

    private static void expectOutage(String username, String password, String code) throws Exception {
        try (Driver driver = TestNeo4jSettings.of(server.boltURI().toString(), username, password)
                        .driver();
                var runner = new CypherRunner(driver, "neo4j")) {
            var thrown = catchThrowableOfType(
                    Neo4jException.class,
                    () -> runner.run("CREATE (:Label {id: '1'})", Map.of(), AccessMode.WRITE, PATIENCE));
            assertThat(thrown).isNotNull();
            assertThat(thrown.code()).startsWith(code);
            assertThat(GraphFailure.of(thrown)).as(thrown.toString()).isEqualTo(Failure.OUTAGE);
        }
    }
}
