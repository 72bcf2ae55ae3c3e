package org.discogsography.broker.messages;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.discogsography.dump.RecordJson;

/**
 * Reads message bodies strictly: UTF-8, and the hash that of the record. A record's JSON is not parsed and written again: the
 * envelope's fields are cut out of the bytes, and the rest is the record as it was published. Only if that is not what its
 * publisher has hashed, it is brought into canonical form. What the extractor has written is a {@link PublishedRecord}.
 * Thread-safe.
 */
public final class MessageReader {

    /** {@code 20260801}, or {@code 20260801-2} if a file has been replaced. */
    private static final Pattern VERSION = Pattern.compile("\\d{8}(-\\d{1,3})?");

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private volatile String lastVersion; // null: none yet; that of most messages, so that they all share one

    /**
     * Reads one message.
     *
     * @param body JSON in UTF-8
     * @param version the dump's date from the AMQP header, or null if there is none
     * @throws MalformedMessageException if the message is malformed; its text says why
     */
    public Message read(byte[] body, String version) throws MalformedMessageException {
        if (Utf8.startsWithByteOrderMark(body)) {
            throw new MalformedMessageException("begins with a byte order mark");
        }
        if (!Utf8.isValid(body)) {
            throw new MalformedMessageException("not UTF-8");
        }
        PublishedRecord published = PublishedRecord.read(body);
        if (published != null && published.sha256().equals(CanonicalJson.sha256(body, PublishedRecord.RECORD_START))) {
            return new Message.Data(
                    published.id(), published.sha256(), versionOrNone(version), body, PublishedRecord.RECORD_START);
        }
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
            case "data" -> data(envelope, versionOrNone(version));
            case "file_complete", "extraction_complete" -> control(envelope.type, body);
            default -> throw new MalformedMessageException("unknown type: " + abbreviated(envelope.type));
        };
    }

    private String versionOrNone(String version) throws MalformedMessageException {
        if (version == null) {
            return "";
        }
        String last = lastVersion; // once: another thread may set it meanwhile
        if (!version.equals(last)) {
            last = requireVersion(version);
            lastVersion = last;
        }
        return last;
    }

    private static Message.Data data(Envelope envelope, String version) throws MalformedMessageException {
        if (envelope.id == null || envelope.id.isEmpty()) {
            throw new MalformedMessageException("no id, or one that is not a string");
        }
        String sha256 = envelope.sha256;
        if (sha256 != null && !SHA256.matcher(sha256).matches()) {
            throw new MalformedMessageException("sha256 is not 64 lower-case hex digits: " + abbreviated(sha256));
        }
        byte[] json = envelope.record.toByteArray();
        if (sha256 != null && sha256.equals(CanonicalJson.sha256(json))) {
            return new Message.Data(envelope.id, sha256, version, json);
        }
        byte[] canonical = canonical(json);
        String actual = CanonicalJson.sha256(canonical);
        if (sha256 != null && !sha256.equals(actual)) {
            throw new MalformedMessageException(
                    "sha256 is " + sha256 + ", but that of record " + abbreviated(envelope.id) + " is " + actual);
        }
        return new Message.Data(envelope.id, actual, version, canonical);
    }

    private static byte[] canonical(byte[] json) throws MalformedMessageException {
        try {
            return CanonicalJson.of(json);
        } catch (IOException e) {
            throw new MalformedMessageException("not JSON: " + firstLine(e), e);
        }
    }

    private static Message control(String type, byte[] body) throws MalformedMessageException {
        try {
            JsonNode node = RecordJson.MAPPER.readTree(body);
            if (type.equals("extraction_complete")) {
                requireVersion(
                        node.path("version").isTextual() ? node.path("version").asText() : "");
            }
            if (type.equals("file_complete")) {
                return new Message.FileComplete(
                        node.path("data_type").asText(),
                        node.path("file").asText(),
                        node.path("total_processed").asLong(),
                        node.path("timestamp").asText());
            }
            return new Message.ExtractionComplete(
                    node.path("version").asText(),
                    node.path("started_at").asText(),
                    node.path("timestamp").asText(),
                    counts(node.path("record_counts")),
                    counts(node.path("rejected")),
                    files(node.path("files")));
        } catch (IOException e) {
            throw new MalformedMessageException("not JSON: " + firstLine(e), e);
        }
    }

    /** Another one could be newer than all dumps: its records would never be replaced, nor removed. */
    private static String requireVersion(String version) throws MalformedMessageException {
        if (!VERSION.matcher(version).matches()) {
            throw new MalformedMessageException("the version is not the date of a dump: " + abbreviated(version));
        }
        return version;
    }

    /** Older records are removed if the store holds this many: a number that was guessed could empty it. */
    private static Map<String, Long> counts(JsonNode object) throws MalformedMessageException {
        Map<String, Long> counts = new HashMap<>();
        for (Map.Entry<String, JsonNode> count : object.properties()) {
            JsonNode number = count.getValue();
            if (!number.isIntegralNumber() || !number.canConvertToLong() || number.asLong() < 0) {
                throw new MalformedMessageException("the count of " + abbreviated(count.getKey()) + " is not a number");
            }
            counts.put(count.getKey(), number.asLong());
        }
        return Map.copyOf(counts);
    }

    private static Map<String, Message.ReadFile> files(JsonNode object) {
        Map<String, Message.ReadFile> files = new HashMap<>();
        object.properties()
                .forEach(file -> files.put(
                        file.getKey(),
                        new Message.ReadFile(
                                file.getValue().path("file").asText(),
                                file.getValue().path("sha256").asText())));
        return Map.copyOf(files);
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
            try (JsonParser parser = RecordJson.FACTORY.createParser(body)) {
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
            Set<String> seen = new HashSet<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                int nameStart = position(parser);
                JsonToken value = parser.nextToken();
                boolean cut = name.equals("type") || name.equals("sha256");
                if (cut || name.equals("id")) {
                    if (!seen.add(name)) {
                        throw new MalformedMessageException("more than one " + name);
                    }
                    keep(name, value, value == JsonToken.VALUE_STRING ? parser.getText() : null);
                }
                parser.skipChildren();
                if (cut) {
                    copy(body, start, nameStart);
                    start = -1;
                } else {
                    start = start < 0 ? nameStart : start;
                }
            }
            copy(body, start, position(parser));
        }

        private void keep(String name, JsonToken value, String text) {
            switch (name) {
                case "type" -> type = text;
                case "id" -> id = text;
                default -> sha256 = value == JsonToken.VALUE_NULL || text != null ? text : "not a string";
            }
        }

        /** Where the current token begins. */
        private static int position(JsonParser parser) {
            return (int) parser.currentTokenLocation().getByteOffset();
        }

        /** Copies the fields between the start, if there is one, and the token that follows them. */
        private void copy(byte[] body, int start, int next) {
            if (start >= 0) {
                int end = next;
                while (",\n\r\t ".indexOf(body[end - 1]) >= 0) {
                    end--;
                }
                if (record.size() > 1) {
                    record.write(',');
                }
                record.write(body, start, end - start);
            }
        }
    }
}
