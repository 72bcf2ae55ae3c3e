package org.discogsography.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.discogsography.servers.TestServers;
import org.junit.jupiter.api.Test;
import org.neo4j.driver.AccessMode;

class GraphCountTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @Test
    void records_are_counted_by_type_and_stubs_are_not() throws Exception {
        var neo4j = TestServers.start().clear().neo4j();
        try (var runner = new CypherRunner(neo4j.driver(), neo4j.database())) {
            runner.run(
                    "CREATE (:Artist {id: '1', sha256: 'a'}), (:Artist {id: '2'}), (:Label {id: '1', sha256: 'b'}),"
                            + " (:Label {id: '2', sha256: 'c'}), (:Release {id: '1'}), (:Genre {name: 'Rock'})",
                    Map.of(),
                    AccessMode.WRITE,
                    TIMEOUT);

            assertThat(new GraphCount(runner, TIMEOUT).now())
                    .isEqualTo(Map.of("artists", 1L, "labels", 2L, "masters", 0L, "releases", 0L));
        }
    }
}
