package org.discogsography.broker.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.discogsography.broker.OutboundMessage;
import org.discogsography.dump.DumpFolder;
import org.discogsography.dump.DumpReader;
import org.discogsography.dump.DumpRecord;
import org.discogsography.expected.RealSamples;
import org.discogsography.sample.SampleDump;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

        // Another publisher: other order, no hash.
        var tree = (ObjectNode) MAPPER.readTree(message.body());
        tree.remove("sha256");
        var reordered = MAPPER.createObjectNode();
        tree.properties().stream()
                .sorted((one, other) -> other.getKey().compareTo(one.getKey()))
                .forEach(field -> reordered.set(field.getKey(), field.getValue()));
        var again = (Message.Data) reader.read(MAPPER.writeValueAsBytes(reordered), null);
        assertThat(again.sha256()).as("hash of %s", record).isEqualTo(record.sha256());
        assertThat(MAPPER.readTree(again.json())).isEqualTo(MAPPER.readTree(record.canonicalJson()));
    }
}
