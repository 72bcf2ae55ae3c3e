package org.discogsography.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpFile;
import org.discogsography.dump.DumpFolder;
import org.discogsography.expected.ExpectedGraph;
import org.discogsography.expected.ExpectedRecords;
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

    private static final ObjectMapper JSON = new ObjectMapper();

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
        var graph = new ExpectedGraph();
        besides.inGraph().forEach(graph::add);
        assertTablesHold(postgres, besides, graph, dumps);
        var found = GraphSnapshot.of(neo4j.driver(), neo4j.database());
        assertThat(found.differenceFrom(graph.snapshot())).isEmpty();
    }

    /** The tables alone. */
    public static void assertTablesHold(Postgres postgres, Path... dumps) throws Exception {
        assertTablesHold(postgres, Besides.NOTHING, new ExpectedGraph(), dumps);
    }

    /** Adds to a graph what the dumps say. Large dumps are compared too: of one file at a time the records are kept. */
    private static void assertTablesHold(Postgres postgres, Besides besides, ExpectedGraph graph, Path... dumps)
            throws Exception {
        for (DataType type : DataType.values()) {
            Map<String, TableSnapshot.Row> rows = new TreeMap<>();
            List<DumpFile> files = new ArrayList<>();
            for (Path dump : dumps) {
                DumpFolder.scan(dump).files().stream()
                        .filter(file -> file.type() == type)
                        .forEach(files::add);
            }
            Collections.reverse(files);
            for (DumpFile file : files) {
                add(file, rows, graph);
            }
            for (ExpectedGraph.Newest record : besides.inTables()) {
                if (record.type() == type) {
                    rows.put(
                            record.json().path("id").asText(),
                            new TableSnapshot.Row(record.sha256(), record.version(), record.sha256()));
                }
            }
            try (var connection = postgres.connect()) {
                assertThat(TableSnapshot.differences(TableSnapshot.of(connection, type), rows))
                        .as(type.plural())
                        .isEmpty();
            }
        }
    }

    /** What no newer file has. */
    private static void add(DumpFile file, Map<String, TableSnapshot.Row> rows, ExpectedGraph graph)
            throws IOException {
        Map<String, String> newest = new HashMap<>();
        ExpectedRecords.forEach(file.path(), element -> {
            var record = ExpectedRecords.record(element);
            if (!rows.containsKey(record.id())) {
                newest.put(record.id(), record.canonicalJson());
            }
        });
        for (var record : newest.entrySet()) {
            String hash = ExpectedRecords.sha256(record.getValue());
            rows.put(record.getKey(), new TableSnapshot.Row(hash, file.version(), hash));
            graph.add(new ExpectedGraph.Newest(file.type(), hash, file.version(), JSON.readTree(record.getValue())));
        }
    }
}
