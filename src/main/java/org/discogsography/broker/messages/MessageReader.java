package org.discogsography.broker.messages;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads message bodies. A record's JSON is not parsed and written again: the envelope's fields are cut out of the bytes, and the
 * rest is the record as it was published. Thread-safe.
 */
public final class MessageReader {

    private static final JsonFactory JSON = new JsonFactory();
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /**
     * Reads one message.
     *
     * @param body JSON in UTF-8
     * @param version the dump's date from the AMQP header, or null if there is none
     * @throws MalformedMessageException if the message is malformed; its text says why
     */
    public Message read(byte[] body, String version) throws MalformedMessageException {
        Envelope envelope;
        try {
            envelope = Envelope.scan(body);
        } catch (IOException e) {
            throw new MalformedMessageException("not JSON: " + firstLine(e), e);
        }
        if (envelope.type == null) {
            throw new MalformedMessageException("no type");
        }
        return switch (envelope.type) {
            case "data" -> data(envelope, version == null ? "" : version);
            case "file_complete", "extraction_complete" -> control(envelope.type, body);
            default -> throw new MalformedMessageException("unknown type: " + abbreviated(envelope.type));
        };
    }

    private static Message.Data data(Envelope envelope, String version) throws MalformedMessageException {
        if (envelope.id == null || envelope.id.isEmpty()) {
            throw new MalformedMessageException("no id, or one that is not a string");
        }
        byte[] json = envelope.record.toByteArray();
        String sha256 = envelope.sha256;
        if (sha256 == null) {
            sha256 = ContentHash.of(json);
        } else if (!SHA256.matcher(sha256).matches()) {
            throw new MalformedMessageException("sha256 is not 64 lower-case hex digits: " + abbreviated(sha256));
        }
        return new Message.Data(envelope.id, sha256, version, json);
    }

    private static Message control(String type, byte[] body) throws MalformedMessageException {
        try {
            JsonNode node = MAPPER.readTree(body);
            if (type.equals("file_complete")) {
                return new Message.FileComplete(
                        node.path("data_type").asText(),
                        node.path("file").asText(),
                        node.path("total_processed").asLong(),
                        node.path("timestamp").asText());
            }
            Map<String, Long> counts = new HashMap<>();
            node.path("record_counts")
                    .properties()
                    .forEach(
                            count -> counts.put(count.getKey(), count.getValue().asLong()));
            return new Message.ExtractionComplete(
                    node.path("version").asText(),
                    node.path("started_at").asText(),
                    node.path("timestamp").asText(),
                    Map.copyOf(counts));
        } catch (IOException e) {
            throw new MalformedMessageException("not JSON: " + firstLine(e), e);
        }
    }

    private static String abbreviated(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    private static String firstLine(IOException e) {
        return e.getMessage().lines().findFirst().orElse("");
    }

    /** The top level of a body: the envelope's values, and the bytes of all other fields. */
    private static final class Envelope {
        String type;
        String id;
        String sha256;
        ByteArrayOutputStream record;

        static Envelope scan(byte[] body) throws IOException, MalformedMessageException {
            var envelope = new Envelope();
            try (JsonParser parser = JSON.createParser(body)) {
                if (parser.nextToken() != JsonToken.START_OBJECT) {
                    throw new MalformedMessageException("not a JSON object");
                }
                envelope.record = new ByteArrayOutputStream(body.length);
                envelope.record.write('{');
                envelope.fields(parser, body);
                envelope.record.write('}');
                if (parser.nextToken() != null) {
                    throw new MalformedMessageException("something follows the JSON object");
                }
            }
            return envelope;
        }

        /** Copies runs of neighbouring fields of the record, each run from its first byte to its last. */
        private void fields(JsonParser parser, byte[] body) throws IOException, MalformedMessageException {
            int start = -1;
            int end = -1;
            Set<String> seen = new HashSet<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                int nameStart = (int) parser.currentTokenLocation().getByteOffset();
                JsonToken value = parser.nextToken();
                String text = value == JsonToken.VALUE_STRING ? parser.getText() : null;
                boolean cut = name.equals("type") || name.equals("sha256");
                if ((cut || name.equals("id")) && !seen.add(name)) {
                    throw new MalformedMessageException("more than one " + name);
                }
                switch (name) {
                    case "type" -> type = text;
                    case "id" -> id = text;
                    case "sha256" -> sha256 = value == JsonToken.VALUE_NULL || text != null ? text : "not a string";
                    default -> {}
                }
                parser.skipChildren();
                parser.finishToken();
                if (cut) {
                    copy(body, start, end);
                    start = -1;
                } else {
                    start = start < 0 ? nameStart : start;
                    end = (int) parser.currentLocation().getByteOffset();
                }
            }
            copy(body, start, end);
        }

        private void copy(byte[] body, int start, int end) {
            if (start >= 0) {
                if (record.size() > 1) {
                    record.write(',');
                }
                record.write(body, start, end - start);
            }
        }
    }
}
