package org.discogsography.broker.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.discogsography.broker.OutboundMessage;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpFile;
import org.discogsography.dump.DumpFolder;
import org.discogsography.dump.DumpReader;
import org.discogsography.dump.DumpRecord;
import org.discogsography.expected.RealSamples;
import org.discogsography.sample.SampleDump;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the extractor writes, the consumers read. */
class MessageRoundTripTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final MessageWriter writer = new MessageWriter("exchange", "20260801");
    private final MessageReader reader = new MessageReader();

    @Test
    void every_record_of_a_made_up_dump_arrives_as_it_was_read(@TempDir Path folder) throws Exception {
        SampleDump.of(2_000).writeTo(folder);

        assertThat(roundTrips(folder)).isGreaterThan(1_500);
    }

    @Test
    void every_record_of_a_real_dump_arrives_as_it_was_read() throws Exception {
        assertThat(roundTrips(RealSamples.folder())).isGreaterThanOrEqualTo(2_400);
    }

    private int roundTrips(Path folder) throws Exception {
        int records = 0;
        for (var file : DumpFolder.scan(folder).files()) {
            try (var dump = DumpReader.open(file, rejected -> fail(rejected.toString()))) {
                while (dump.hasNext()) {
                    roundTrip(dump.next());
                    records++;
                }
            }
        }
        return records;
    }

    private void roundTrip(DumpRecord record) throws Exception {
        OutboundMessage message = writer.data(record);

        var data = (Message.Data) reader.read(message.body(), "20260801");
        assertThat(data.id()).isEqualTo(record.id()).isEqualTo(message.headers().get("id"));
        assertThat(data.sha256())
                .isEqualTo(record.sha256())
                .isEqualTo(message.headers().get("sha256"));
        assertThat(data.json()).isEqualTo(record.canonicalJson());

        // Another publisher: in another order, with the hash and without it.
        var tree = (ObjectNode) MAPPER.readTree(message.body());
        var reordered = MAPPER.createObjectNode();
        tree.properties().stream()
                .sorted((one, other) -> other.getKey().compareTo(one.getKey()))
                .forEach(field -> reordered.set(field.getKey(), field.getValue()));
        for (boolean hash : new boolean[] {true, false}) {
            if (!hash) {
                reordered.remove("sha256");
            }
            var again = (Message.Data) reader.read(MAPPER.writeValueAsBytes(reordered), null);
            assertThat(again.sha256()).as("hash of %s", record).isEqualTo(record.sha256());
            assertThat(again.json()).isEqualTo(record.canonicalJson());
        }
    }

    @ParameterizedTest
    @CsvSource({"255, x, true", "256, x, false", "127, \u00e9, true", "128, \u00e9, false", "21000000, x, false"})
    void an_id_that_headers_have_no_room_for_stands_in_the_body_alone(int length, String character, boolean inHeaders)
            throws Exception {
        String id = character.repeat(length);
        byte[] json = ("{\"id\":\"" + id + "\"}").getBytes(UTF_8);
        var message = writer.data(new DumpRecord(DataType.ARTISTS, id, CanonicalJson.sha256(json), json));

        assertThat(message.headers().containsKey("id")).isEqualTo(inHeaders);
        assertThat(((Message.Data) reader.read(message.body(), null)).id()).isEqualTo(id);
    }

    @Test
    void the_end_of_an_extraction_names_the_files_that_were_read() throws Exception {
        var file = DumpFile.named(Path.of("discogs_20260801_labels.xml.gz")).orElseThrow();

        var message = (Message.ExtractionComplete) reader.read(
                writer.extractionComplete(
                                DataType.LABELS,
                                Instant.EPOCH,
                                Map.of(DataType.LABELS, 5L),
                                Map.of(DataType.LABELS, 1L),
                                Map.of(file, "ab"))
                        .body(),
                "20260801");

        assertThat(message.recordCounts()).isEqualTo(Map.of("labels", 5L));
        assertThat(message.rejected()).isEqualTo(Map.of("labels", 1L));
        assertThat(message.files()).isEqualTo(Map.of("labels", new Message.ReadFile(file.name(), "ab")));
        assertThat(message.startedAt()).isEqualTo("1970-01-01T00:00:00Z");
    }
}
