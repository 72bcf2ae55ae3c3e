package org.discogsography.broker.messages;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.discogsography.broker.OutboundMessage;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpFile;
import org.discogsography.dump.DumpRecord;

/**
 * Writes the messages about a dump of one version. A record's canonical JSON follows the envelope's fields as it is; nothing is
 * written a second time. Thread-safe.
 *
 * @param exchange AMQP exchange that the messages are published to
 * @param version the dump's date
 */
public record MessageWriter(String exchange, String version) {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final byte[] ENVELOPE_START = "{\"type\":\"data\",\"sha256\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ENVELOPE_END = "\",".getBytes(StandardCharsets.US_ASCII);
    private static final int HASH_LENGTH = 64;

    /** In bytes: the longest of AMQP's short strings. All headers of a message must have room in one frame. */
    private static final int LONGEST_ID_IN_HEADERS = 255;

    /** A message with a record. Its headers have no id if that is too long for them. */
    public OutboundMessage data(DumpRecord record) {
        byte[] json = record.canonicalJson();
        byte[] body = new byte[ENVELOPE_START.length + HASH_LENGTH + ENVELOPE_END.length + json.length - 1];
        int end = 0;
        end = append(body, end, ENVELOPE_START, 0);
        end = append(body, end, record.sha256().getBytes(StandardCharsets.US_ASCII), 0);
        end = append(body, end, ENVELOPE_END, 0);
        append(body, end, json, 1);
        return new OutboundMessage(exchange, record.type().plural(), headers(record), body);
    }

    private Map<String, Object> headers(DumpRecord record) {
        String id = record.id();
        return id.getBytes(StandardCharsets.UTF_8).length > LONGEST_ID_IN_HEADERS
                ? Map.of("type", "data", "sha256", record.sha256(), "version", version)
                : Map.of("type", "data", "id", id, "sha256", record.sha256(), "version", version);
    }

    private static int append(byte[] body, int end, byte[] part, int from) {
        System.arraycopy(part, from, body, end, part.length - from);
        return end + part.length - from;
    }

    /**
     * A message that says that a file was read to its end.
     *
     * @param published number of its records that the broker has confirmed
     */
    public OutboundMessage fileComplete(DumpFile file, long published) {
        return control(
                file.type(),
                JsonNodeFactory.instance
                        .objectNode()
                        .put("type", "file_complete")
                        .put("data_type", file.type().plural())
                        .put("file", file.name())
                        .put("total_processed", published)
                        .put("timestamp", now()));
    }

    /**
     * A message for the queues of one type, whose file was read to its end.
     *
     * @param counts number of different ids, of each type whose file was read to its end
     * @param rejected number of rejected records, of those types that have some
     * @param files the SHA-256 of each file that was read to its end
     */
    public OutboundMessage extractionComplete(
            DataType type,
            Instant startedAt,
            Map<DataType, Long> counts,
            Map<DataType, Long> rejected,
            Map<DumpFile, String> files) {
        var body = JsonNodeFactory.instance
                .objectNode()
                .put("type", "extraction_complete")
                .put("version", version)
                .put("started_at", startedAt.truncatedTo(ChronoUnit.MILLIS).toString())
                .put("timestamp", now());
        ObjectNode recordCounts = body.putObject("record_counts");
        counts.forEach((counted, count) -> recordCounts.put(counted.plural(), count));
        if (!rejected.isEmpty()) {
            ObjectNode rejectedCounts = body.putObject("rejected");
            rejected.forEach((counted, count) -> rejectedCounts.put(counted.plural(), count));
        }
        ObjectNode read = body.putObject("files");
        files.forEach((file, sha256) ->
                read.putObject(file.type().plural()).put("file", file.name()).put("sha256", sha256));
        return control(type, body);
    }

    private OutboundMessage control(DataType type, ObjectNode body) {
        try {
            return new OutboundMessage(
                    exchange,
                    type.plural(),
                    Map.of("type", body.get("type").asText(), "version", version),
                    MAPPER.writeValueAsBytes(body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
