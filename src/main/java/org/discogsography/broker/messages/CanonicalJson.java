package org.discogsography.broker.messages;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.discogsography.dump.RecordJson;

/** A record's JSON in the form that the extractor writes it in, and its content hash. */
final class CanonicalJson {

    // Nothing is escaped that need not be (Jackson would escape emoji and the like), and digits of escapes are in lower
    // case.
    private static final JsonFactory WRITER = JsonFactory.builder()
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
            .build();

    private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(CanonicalJson::digest);

    /** A number or the like, with all its digits. */
    private record Literal(String text) {}

    private CanonicalJson() {}

    /** SHA-256 of this object, in lower-case hex. */
    static String sha256(byte[] canonical) {
        return sha256(canonical, 0);
    }

    /** That of an object whose opening brace has this place in a body, which may have another character there. */
    static String sha256(byte[] body, int start) {
        MessageDigest digest = DIGEST.get();
        digest.reset(); // An OutOfMemoryError may have ended the last one in its middle.
        digest.update((byte) '{');
        digest.update(body, start + 1, body.length - start - 1);
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The same JSON with its keys sorted and without white space; of several fields of one name, the last. */
    static byte[] of(byte[] json) throws IOException {
        var canonical = new ByteArrayOutputStream(json.length);
        try (JsonParser parser = RecordJson.FACTORY.createParser(json);
                JsonGenerator generator = WRITER.createGenerator(canonical)) {
            parser.nextToken();
            write(read(parser), generator);
        }
        return canonical.toByteArray();
    }

    private static Object read(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> fields = new TreeMap<>();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    fields.put(name, read(parser));
                }
                yield fields;
            }
            case START_ARRAY -> {
                List<Object> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(read(parser));
                }
                yield items;
            }
            case VALUE_STRING -> parser.getText();
            default -> new Literal(parser.getText());
        };
    }

    private static void write(Object value, JsonGenerator generator) throws IOException {
        if (value instanceof Map<?, ?> fields) {
            generator.writeStartObject();
            for (var field : fields.entrySet()) {
                generator.writeFieldName((String) field.getKey());
                write(field.getValue(), generator);
            }
            generator.writeEndObject();
        } else if (value instanceof List<?> items) {
            generator.writeStartArray();
            for (Object item : items) {
                write(item, generator);
            }
            generator.writeEndArray();
        } else if (value instanceof Literal literal) {
            generator.writeRawValue(literal.text());
        } else {
            generator.writeString((String) value);
        }
    }
}
