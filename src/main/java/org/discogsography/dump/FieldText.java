package org.discogsography.dump;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Reads a field of a record where a text is expected. The format of the dumps changes, so the field may have any shape: an object has the text
 * in its {@code name}, and of several the last one counts that can be read. Thread-safe.
 */
public final class FieldText {

    private FieldText() {}

    /** The text that a value is or, as an object, has as its name; {@code null} if there is none, or an empty one. */
    public static String of(JsonNode value) {
        return lastOf(value, one -> one.isObject() ? of(one.path("name")) : scalar(one));
    }

    /** The values of a list. What is no list is a list of one. */
    public static Stream<JsonNode> values(JsonNode value) {
        return value.isArray() ? StreamSupport.stream(value.spliterator(), false) : Stream.of(value);
    }

    /** What is read of a value or, of a list of any depth, of the last one that can be read; {@code null} if there is none. */
    public static String lastOf(JsonNode value, Function<JsonNode, String> read) {
        if (!value.isArray()) {
            return read.apply(value);
        }
        String found = null;
        for (int i = value.size() - 1; i >= 0 && found == null; i--) {
            found = lastOf(value.get(i), read);
        }
        return found;
    }

    private static String scalar(JsonNode value) {
        return value.isValueNode() && !value.isNull() && !value.asText().isEmpty() ? value.asText() : null;
    }
}
