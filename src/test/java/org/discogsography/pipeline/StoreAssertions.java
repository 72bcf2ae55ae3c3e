package org.discogsography.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.discogsography.dump.DataType;
import org.discogsography.expected.ExpectedGraph;
import org.discogsography.expected.GraphSnapshot;
import org.discogsography.expected.TableSnapshot;
import org.discogsography.servers.Neo4j;
import org.discogsography.servers.Postgres;
import org.discogsography.servers.TestServers;

/** Holds both stores, whole, against a second reading of dumps. */
public final class StoreAssertions {

    /** Records that are in no dump, and that one of the stores has all the same. */
    public record Besides(List<ExpectedGraph.Newest> inTables, List<ExpectedGraph.Newest> inGraph) {

        static final Besides NOTHING = new Besides(List.of(), List.of());
    }

    private StoreAssertions() {}

    /** Dumps in the order of their versions: of each record the last is what has to be there. */
    static void assertStoresHold(TestServers servers, Path... dumps) throws Exception {
        assertStoresHold(servers.postgres(), servers.neo4j(), dumps);
    }

    /** The same, for stores of the test's own. */
    public static void assertStoresHold(Postgres postgres, Neo4j neo4j, Path... dumps) throws Exception {
        assertStoresHold(postgres, neo4j, Besides.NOTHING, dumps);
    }

    /** The same, and what one store holds besides. */
    public static void assertStoresHold(Postgres postgres, Neo4j neo4j, Besides besides, Path... dumps)
            throws Exception {
        assertTablesHold(postgres, besides, dumps);
        var found = GraphSnapshot.of(neo4j.driver(), neo4j.database());
        assertThat(found.differenceFrom(ExpectedStores.of(besides, dumps).graph()))
                .isEmpty();
    }

    /** The tables alone. */
    public static void assertTablesHold(Postgres postgres, Path... dumps) throws Exception {
        assertTablesHold(postgres, Besides.NOTHING, dumps);
    }

    private static void assertTablesHold(Postgres postgres, Besides besides, Path... dumps) throws Exception {
        var expected = ExpectedStores.of(besides, dumps);
        for (DataType type : DataType.values()) {
            try (var connection = postgres.connect()) {
                assertThat(TableSnapshot.differences(
                                TableSnapshot.of(connection, type),
                                expected.rows().get(type)))
                        .as(type.plural())
                        .isEmpty();
            }
        }
    }
}
