package org.discogsography.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.discogsography.dump.DataType;
import org.discogsography.expected.ExpectedGraph;
import org.discogsography.expected.ExpectedRecord;
import org.discogsography.expected.ExpectedRecords;
import org.discogsography.expected.GraphSnapshot;
import org.discogsography.expected.RealSamples;
import org.discogsography.servers.EmbeddedNeo4j;
import org.junit.jupiter.api.Test;
import org.neo4j.driver.AccessMode;

/** Stores the first records of a real dump. */
class GraphSamplesTest {

    @Test
    void a_real_dump_makes_the_expected_graph() throws Exception {
        assumeTrue(RealSamples.present(), RealSamples.ABSENT);
        EmbeddedNeo4j server = EmbeddedNeo4j.start().clear();
        List<ExpectedGraph.Newest> all = new ArrayList<>();
        try (CypherRunner runner = new CypherRunner(server.driver(), server.database())) {
            for (DataType type : DataType.values()) {
                List<GraphRecord> rows = new ArrayList<>();
                for (ExpectedRecord record :
                        ExpectedRecords.read(RealSamples.FOLDER.resolve("discogs_20200806_" + type + ".xml.gz"))) {
                    all.add(new ExpectedGraph.Newest(type, record.sha256(), "20200806", record.json()));
                    rows.add(GraphRecord.of(
                            type,
                            record.id(),
                            record.sha256(),
                            "20200806",
                            record.canonicalJson().getBytes(StandardCharsets.UTF_8)));
                }
                assertThat(rows).hasSizeGreaterThan(500);
                for (int again = 0; again < 2; again++) {
                    runner.run(
                            Cypher.statement("store", type),
                            GraphRecord.parameters(rows),
                            AccessMode.WRITE,
                            Duration.ofSeconds(60));
                }
            }
        }
        GraphSnapshot actual = GraphSnapshot.of(server.driver(), server.database());
        assertThat(actual.differenceFrom(ExpectedGraph.of(all))).isEmpty();
        assertThat(actual.edges()).hasSizeGreaterThan(5_000);
    }
}
