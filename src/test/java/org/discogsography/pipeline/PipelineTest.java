package org.discogsography.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpFile;
import org.discogsography.dump.DumpFolder;
import org.discogsography.expected.ExpectedGraph;
import org.discogsography.expected.ExpectedRecord;
import org.discogsography.expected.ExpectedRecords;
import org.discogsography.expected.GraphSnapshot;
import org.discogsography.expected.RealSamples;
import org.discogsography.expected.TableSnapshot;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.Broker;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.EmbeddedNeo4j;
import org.discogsography.servers.Exchange;
import org.discogsography.servers.Program;
import org.discogsography.servers.TestServers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Dump files in, graph and tables out, through everything in between: exactly what a second reading makes of them. */
class PipelineTest {

    private static final List<String> ALL = List.of("extractor", "graphinator", "tableinator");

    private final TestServers servers = TestServers.start();

    @BeforeEach
    void clear() {
        servers.clear();
    }

    @ParameterizedTest
    @EnumSource
    void real_records_become_exactly_the_rows_nodes_and_edges_of_the_contract(Brokers broker) throws Exception {
        load(RealSamples.folder(), broker.shared());
        assertStoresHold(RealSamples.FOLDER);
    }

    @Test
    void month_after_month_the_stores_hold_what_the_newest_dump_says(@TempDir Path first, @TempDir Path second)
            throws Exception {
        var sample = SampleDump.of(2_000);
        sample.writeTo(first);
        load(first);
        assertStoresHold(first);

        sample.inMonth(2).writeTo(second);
        load(second);
        assertStoresHold(first, second);

        // An old dump once more: nothing of it may come back.
        load(first);
        assertStoresHold(first, second);
    }

    @Test
    void loading_a_dump_again_changes_nothing(@TempDir Path folder) throws Exception {
        SampleDump.of(1_000).writeTo(folder);
        load(folder);
        load(folder);
        assertStoresHold(folder);
    }

    private void load(Path folder) {
        load(folder, servers.broker());
    }

    private void load(Path folder, Broker broker) {
        try (var exchange = Exchange.connect(broker.port())) {
            // Other tests share the broker, and leave messages behind.
            exchange.purgeAll();
        }
        Map<String, String> settings = new HashMap<>(servers.settings());
        settings.put("amqp.connection", broker.address());
        settings.put("discogs.root", folder.toString());
        try (var program = Program.start(ALL, settings)) {
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> program.hasLoaded("graphinator") && program.hasLoaded("tableinator"));
        }
    }

    /** Dumps in the order of their versions: of each record the last is what has to be there. */
    private void assertStoresHold(Path... dumps) throws Exception {
        List<ExpectedGraph.Newest> newest = new ArrayList<>();
        for (DataType type : DataType.values()) {
            Map<String, TableSnapshot.Row> rows = new TreeMap<>();
            for (Path dump : dumps) {
                for (DumpFile file : DumpFolder.scan(dump).files()) {
                    if (file.type() == type) {
                        for (ExpectedRecord record : ExpectedRecords.read(file.path())) {
                            rows.put(
                                    record.id(), new TableSnapshot.Row(record.sha256(), file.version(), record.json()));
                        }
                    }
                }
            }
            try (var connection = servers.postgres().connect()) {
                assertThat(TableSnapshot.of(connection, type)).isEqualTo(rows);
            }
            rows.forEach(
                    (id, row) -> newest.add(new ExpectedGraph.Newest(type, row.hash(), row.version(), row.data())));
        }
        EmbeddedNeo4j neo4j = servers.neo4j();
        var expected = ExpectedGraph.of(newest);
        var found = GraphSnapshot.of(neo4j.driver(), neo4j.database());
        assertThat(found.differenceFrom(expected)).isEmpty();
    }
}
