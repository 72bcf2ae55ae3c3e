package org.discogsography.graph;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpFile;
import org.discogsography.dump.DumpReader;
import org.discogsography.dump.DumpRecord;
import org.discogsography.expected.ExpectedGraph;
import org.discogsography.expected.ExpectedRecord;
import org.discogsography.expected.ExpectedRecords;
import org.discogsography.expected.GraphSnapshot;
import org.discogsography.expected.RealSamples;
import org.discogsography.sample.ChangedFormat;
import org.discogsography.sample.DumpFormat;
import org.discogsography.sample.SampleDump;
import org.discogsography.servers.EmbeddedNeo4j;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.neo4j.driver.AccessMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.w3c.dom.Element;

/**
 * The format of the dumps will change: nothing that nobody has seen costs a record, or anything of it that has not changed.
 * Repeat a run with {@code -Dseed=}.
 */
class ChangedFormatTest {

    private static final Logger LOG = LoggerFactory.getLogger(ChangedFormatTest.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String VERSION = "20260801";
    private static final String HASH = "a hash";

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @TempDir
    private Path folder;

    ChangedFormatTest() {
        LOG.info("changed with -Dseed={}", seed);
    }

    @ParameterizedTest
    @EnumSource
    void new_attributes_new_elements_and_repetitions_leave_node_and_edges_as_they_were(DumpFormat format)
            throws Exception {
        for (var file : SampleDump.of(500).inFormat(format).writeTo(folder).files()) {
            assertUnmoved(file);
        }
    }

    @Test
    void new_attributes_new_elements_and_repetitions_leave_the_node_and_edges_of_real_records_as_they_were()
            throws Exception {
        for (var type : DataType.values()) {
            assertUnmoved(new DumpFile(
                    RealSamples.folder().resolve("discogs_20200806_" + type + ".xml.gz"), "20200806", type));
        }
    }

    private void assertUnmoved(DumpFile file) throws Exception {
        var format = new ChangedFormat(random);
        var elements = ExpectedRecords.elements(file.path());
        var changed = new ArrayList<Element>();
        elements.forEach(element -> changed.add(format.changed(element)));
        var records = read(format.write(
                new DumpFile(folder.resolve("changed-" + file.name()), file.version(), file.type()), changed));
        assertThat(records).as("records, seed %d", seed).hasSameSizeAs(elements);
        for (int i = 0; i < elements.size(); i++) {
            var before = ExpectedRecords.record(elements.get(i));
            var after = ExpectedRecords.record(changed.get(i));
            var record = records.get(i);
            assertThat(record.canonicalJson())
                    .as("seed %d", seed)
                    .asString(UTF_8)
                    .isEqualTo(after.canonicalJson());
            assertThat(graphRecord(file.type(), record.id(), record.canonicalJson())
                            .row())
                    .as("seed %d, from %s to %s", seed, before.canonicalJson(), after.canonicalJson())
                    .isEqualTo(graphRecord(
                                    file.type(),
                                    before.id(),
                                    before.canonicalJson().getBytes(UTF_8))
                            .row());
        }
    }

    private static List<DumpRecord> read(DumpFile file) throws Exception {
        var records = new ArrayList<DumpRecord>();
        try (var reader = DumpReader.open(file, rejected -> {
            throw new AssertionError(rejected);
        })) {
            reader.forEachRemaining(records::add);
        }
        return records;
    }

    @Test
    void in_neo4j_the_graph_of_changed_records_is_that_of_the_records_before() throws Exception {
        var server = EmbeddedNeo4j.start().clear();
        var format = new ChangedFormat(random);
        var before = new ArrayList<ExpectedGraph.Newest>();
        try (var runner = new CypherRunner(server.driver(), server.database())) {
            for (var file : SampleDump.of(150).writeTo(folder).files()) {
                var rows = new ArrayList<GraphRecord>();
                for (var element : ExpectedRecords.elements(file.path())) {
                    before.add(new ExpectedGraph.Newest(
                            file.type(),
                            HASH,
                            VERSION,
                            ExpectedRecords.record(element).json()));
                    var record = ExpectedRecords.record(format.changed(element));
                    rows.add(graphRecord(
                            file.type(), record.id(), record.canonicalJson().getBytes(UTF_8)));
                }
                runner.run(
                        Cypher.statement("store", file.type()),
                        GraphRecord.parameters(rows),
                        AccessMode.WRITE,
                        Duration.ofSeconds(60));
            }
        }
        var actual = GraphSnapshot.of(server.driver(), server.database());
        assertThat(actual.differenceFrom(ExpectedGraph.of(before)))
                .as("seed %d", seed)
                .isEmpty();
    }

    /** Which parts of a row come from which field; those of others come from the field of their name. */
    private static final Map<String, String> PARTS = Map.of(
            "name", "properties.name",
            "title", "properties.title",
            "country", "properties.country",
            "formats", "properties.formats",
            "year", "properties.year",
            "released", "properties.year",
            "parentLabel", "parents",
            "master_id", "masters");

    @ParameterizedTest
    @EnumSource
    void whatever_a_field_has_become_all_others_are_read_as_before(DataType type) throws Exception {
        for (ExpectedRecord record : ExpectedRecords.read(
                SampleDump.of(500).writeTo(folder).file(type).path())) {
            var json = (ObjectNode) record.json().deepCopy();
            var names = new ArrayList<String>();
            json.fieldNames().forEachRemaining(names::add);
            names.remove("id");
            var field = names.isEmpty() ? "name" : one(names);
            json.set(field, spoiled(json.path(field)));

            var before = parts(graphRecord(type, record.id(), JSON.writeValueAsBytes(record.json())));
            var after = parts(graphRecord(type, record.id(), JSON.writeValueAsBytes(json)));
            before.remove(PARTS.getOrDefault(field, field));
            after.remove(PARTS.getOrDefault(field, field));
            assertThat(after)
                    .as("seed %d, %s with %s: %s", seed, record.canonicalJson(), field, json.path(field))
                    .isEqualTo(before);
        }
    }

    /** The value, or something in it, replaced by another. */
    private JsonNode spoiled(JsonNode value) {
        if (value.isContainerNode() && !value.isEmpty() && random.nextInt(4) > 0) {
            if (value instanceof ArrayNode array) {
                int index = random.nextInt(array.size());
                array.set(index, spoiled(array.get(index)));
            } else {
                var names = new ArrayList<String>();
                value.fieldNames().forEachRemaining(names::add);
                var name = one(names);
                ((ObjectNode) value).set(name, spoiled(value.get(name)));
            }
            return value;
        }
        return switch (random.nextInt(9)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.numberNode(random.nextInt());
            case 2 -> NODES.booleanNode(random.nextBoolean());
            case 3 -> NODES.textNode(one(List.of("", "0", "x", "\u0000")));
            case 4 -> NODES.arrayNode();
            case 5 -> NODES.objectNode();
            case 6 -> NODES.arrayNode().add(NODES.arrayNode()).add(value);
            case 7 ->
                NODES.objectNode().set("name", NODES.arrayNode().add(value).add(1.5));
            default -> NODES.objectNode().set("id", NODES.objectNode().set("id", value));
        };
    }

    private static Map<String, Object> parts(GraphRecord record) {
        Map<String, Object> parts = new HashMap<>(record.row());
        ((Map<?, ?>) parts.remove("properties")).forEach((name, value) -> parts.put("properties." + name, value));
        return parts;
    }

    private static GraphRecord graphRecord(DataType type, String id, byte[] json) {
        return GraphRecord.of(type, id, HASH, VERSION, json);
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
