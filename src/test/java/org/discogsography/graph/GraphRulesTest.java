package org.discogsography.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.discogsography.dump.DataType;
import org.discogsography.expected.GraphSnapshot;
import org.discogsography.servers.EmbeddedNeo4j;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.neo4j.driver.AccessMode;

/** The contract's rules for the graph, one by one, as examples. */
class GraphRulesTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final EmbeddedNeo4j server = EmbeddedNeo4j.start();
    private final CypherRunner runner = new CypherRunner(server.driver(), server.database());

    @BeforeEach
    void empty() {
        server.clear();
    }

    @AfterEach
    void close() {
        runner.close();
    }

    @Test
    void a_release_has_one_edge_to_its_label_with_all_catalogue_numbers() throws Exception {
        store(
                DataType.RELEASES,
                "1",
                "1",
                "\"labels\":[{\"id\":\"5\",\"catno\":\"B\"},{\"id\":\"5\",\"catno\":\"A\"}]");
        assertThat(edges()).containsExactly("(Release 1)-[ON{catnos=[B, A]}]->(Label 5)");
        store(DataType.RELEASES, "1", "2", "\"labels\":[{\"id\":\"5\",\"catno\":\"A\"}]");
        assertThat(edges()).containsExactly("(Release 1)-[ON{catnos=[A]}]->(Label 5)");
        store(DataType.RELEASES, "1", "3", "\"labels\":[{\"id\":\"5\"}]");
        assertThat(edges()).containsExactly("(Release 1)-[ON{catnos=[]}]->(Label 5)");
    }

    @Test
    void a_membership_stays_until_neither_end_asserts_it() throws Exception {
        store(DataType.ARTISTS, "1", "1", "\"members\":[{\"id\":\"2\"}]");
        store(DataType.ARTISTS, "2", "1", "\"groups\":[{\"id\":\"1\"}]");
        assertThat(edges()).containsExactly("(Artist 2)-[MEMBER_OF]->(Artist 1)");
        store(DataType.ARTISTS, "1", "2", "\"name\":\"alone\"");
        assertThat(edges()).containsExactly("(Artist 2)-[MEMBER_OF]->(Artist 1)");
        store(DataType.ARTISTS, "2", "2", "\"name\":\"alone\"");
        assertThat(edges()).isEmpty();
    }

    @Test
    void a_stub_has_only_its_key_and_is_removed_with_its_last_edge() throws Exception {
        store(DataType.RELEASES, "1", "1", "\"artists\":[{\"id\":\"9\",\"name\":\"A\"}],\"genres\":[\"Rock\"]");
        assertThat(nodes()).contains("Artist 9 {id=9}", "Genre Rock {name=Rock}");
        store(DataType.RELEASES, "1", "2", "\"title\":\"bare\"");
        assertThat(nodes()).hasSize(1);
    }

    @Test
    void a_record_that_changes_and_changes_back_ends_as_it_began() throws Exception {
        store(DataType.LABELS, "1", "1", "\"parentLabel\":{\"id\":\"2\"}");
        GraphSnapshot first = GraphSnapshot.of(server.driver(), server.database());
        store(DataType.LABELS, "1", "2", "\"sublabels\":[{\"id\":\"3\"}]");
        assertThat(edges()).containsExactly("(Label 3)-[SUBLABEL_OF]->(Label 1)");
        store(DataType.LABELS, "1", "3", "\"parentLabel\":{\"id\":\"2\"}");
        assertThat(edges()).isEqualTo(first.edges());
        assertThat(nodes()).hasSize(2).allMatch(node -> !node.contains("version") || node.contains("version=3"));
    }

    @Test
    void after_a_hash_is_removed_its_record_is_written_again() throws Exception {
        store(DataType.RELEASES, "1", "1", "\"artists\":[{\"id\":\"9\"}]");
        var repository = new GraphIdempotentRepository(DataType.RELEASES, runner, TIMEOUT);
        String key = "1:" + sha256("\"artists\":[{\"id\":\"9\"}]");
        assertThat(repository.contains(key)).isTrue();
        assertThat(repository.contains("9:x")).isFalse();
        assertThat(repository.remove(key)).isTrue();
        assertThat(repository.contains(key)).isFalse();
        store(DataType.RELEASES, "1", "1", "\"artists\":[{\"id\":\"9\"}]");
        assertThat(repository.contains(key)).isTrue();
        assertThat(edges()).containsExactly("(Release 1)-[BY]->(Artist 9)");
    }

    private List<String> nodes() {
        return GraphSnapshot.of(server.driver(), server.database()).nodes();
    }

    private List<String> edges() {
        return GraphSnapshot.of(server.driver(), server.database()).edges();
    }

    private void store(DataType type, String id, String version, String fields) throws InterruptedException {
        byte[] json = ("{\"id\":\"" + id + "\"," + fields + "}").getBytes(StandardCharsets.UTF_8);
        GraphRecord record = GraphRecord.of(type, id, sha256(fields), version, json);
        Map<String, Object> parameters = GraphRecord.parameters(List.of(record));
        runner.run(Cypher.statement("store", type), parameters, AccessMode.WRITE, TIMEOUT);
    }

    private static String sha256(String fields) {
        return Integer.toHexString(fields.hashCode());
    }
}
