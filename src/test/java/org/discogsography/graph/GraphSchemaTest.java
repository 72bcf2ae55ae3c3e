package org.discogsography.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.discogsography.outage.Failure;
import org.discogsography.servers.EmbeddedNeo4j;
import org.discogsography.servers.TestNeo4jSettings;
import org.junit.jupiter.api.Test;
import org.neo4j.driver.AccessMode;

class GraphSchemaTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final EmbeddedNeo4j server = EmbeddedNeo4j.start().clear();

    @Test
    void several_instances_can_create_the_schema_at_the_same_time() throws Exception {
        for (int round = 0; round < 3; round++) {
            try (var session = server.driver().session()) {
                for (var row : session.run("SHOW CONSTRAINTS YIELD name").list()) {
                    session.run("DROP CONSTRAINT " + row.get("name").asString()).consume();
                }
            }
            var instances = Executors.newFixedThreadPool(4);
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                done.add(instances.submit(() -> GraphSchema.apply(server.driver(), server.database())));
            }
            for (Future<?> instance : done) {
                instance.get();
            }
            instances.shutdown();
            try (var session = server.driver().session()) {
                assertThat(session.run("SHOW INDEXES YIELD state, owningConstraint WHERE owningConstraint IS NOT NULL "
                                        + "AND state = 'ONLINE' RETURN count(*) AS online")
                                .single()
                                .get("online")
                                .asInt())
                        .isEqualTo(7);
            }
        }
    }

    @Test
    void the_probe_creates_missing_constraints() throws Exception {
        try (var runner = new CypherRunner(server.driver(), server.database());
                var session = server.driver().session()) {
            var probe = new GraphProbe(server.driver(), server.database(), runner, PATIENCE);
            probe.run();
            assertThat(missing(runner)).isEmpty();
            session.run("DROP CONSTRAINT style_name").consume();
            assertThat(missing(runner)).containsExactly("Style(name)");
            session.run("CREATE CONSTRAINT own FOR (n:Style) REQUIRE n.name IS UNIQUE")
                    .consume();
            assertThat(missing(runner)).as("under another name").isEmpty();
            session.run("DROP CONSTRAINT own").consume();
            probe.run();
            assertThat(missing(runner)).isEmpty();
        }
    }

    /** Without the constraint, two writers may create the same node. */
    @Test
    void the_probe_fails_while_something_else_is_in_the_place_of_a_constraint() throws Exception {
        try (var runner = new CypherRunner(server.driver(), server.database());
                var session = server.driver().session()) {
            var probe = new GraphProbe(server.driver(), server.database(), runner, PATIENCE);
            for (String own : List.of(
                    "INDEX own FOR (n:Artist) ON (n.id)",
                    "INDEX artist_id FOR (n:Other) ON (n.other)",
                    "CONSTRAINT artist_id FOR (n:Other) REQUIRE n.other IS UNIQUE")) {
                session.run("DROP CONSTRAINT artist_id").consume();
                session.run("CREATE " + own).consume();
                assertThatThrownBy(probe::run)
                        .as(own)
                        .hasMessageContaining("the uniqueness constraint on Artist(id) cannot be created")
                        .satisfies(e -> assertThat(GraphFailure.of(e)).isEqualTo(Failure.OUTAGE));

                session.run("DROP " + own.substring(0, own.indexOf(" FOR"))).consume();
                probe.run();
                assertThat(missing(runner)).isEmpty();
            }
        }
    }

    private static List<String> missing(CypherRunner runner) throws Exception {
        return GraphSchema.missing(runner.run(GraphSchema.ONLINE, Map.of(), AccessMode.READ, PATIENCE)
                .rows());
    }

    @Test
    void an_invalid_address_is_refused_with_the_name_of_its_variable() {
        for (String address : List.of(
                "localhost:7687", "http://localhost", "bolt://", "bolt://localhost:99999", "not an address", "")) {
            assertThatThrownBy(() -> TestNeo4jSettings.of(address, "neo4j", "secret"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("NEO4J_ADDRESS");
        }
        assertThatThrownBy(() -> TestNeo4jSettings.of("bolt://neo4j:secret@localhost:7687", "", ""))
                .hasMessageContaining("NEO4J_ADDRESS")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
        assertThat(TestNeo4jSettings.of("bolt://localhost:7687", "neo4j", "secret")
                        .toString())
                .doesNotContain("secret");
    }
}
