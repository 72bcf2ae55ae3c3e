package org.discogsography.graph;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.discogsography.dump.DataType;
import org.discogsography.dump.FieldText;
import org.discogsography.dump.RecordJson;

/**
 * The fields of one record that the graph needs, read in one pass over its JSON. All other fields are skipped.
 *
 * <p>The format of the dumps changes, so a field may have any shape. Where a text is expected, an object has it in its
 * {@code name}; where one value is expected, it is the last of several that can be read. What cannot be read is left out, and
 * nothing else with it.
 */
final class RecordFields {

    private static final Map<DataType, Set<String>> FIELDS = Map.of(
            DataType.ARTISTS,
            Set.of("name", "aliases", "groups", "members"),
            DataType.LABELS,
            Set.of("name", "parentLabel", "sublabels"),
            DataType.MASTERS,
            Set.of("title", "year", "released", "artists", "genres", "styles"),
            DataType.RELEASES,
            Set.of(
                    "title",
                    "year",
                    "released",
                    "country",
                    "master_id",
                    "artists",
                    "genres",
                    "styles",
                    "labels",
                    "formats"));

    /** How older dumps refer to nothing. */
    private static final String NOT_LINKED = "0";

    /** In bytes of UTF-8. Neo4j's indexes take little more, and nodes are found by them. */
    private static final int LONGEST_KEY = 8_000;

    private final Map<String, JsonNode> fields = new HashMap<>();

    private RecordFields() {}

    /** @throws IllegalArgumentException if it is not a JSON object */
    static RecordFields read(DataType type, String id, byte[] json) {
        RecordFields fields = new RecordFields();
        try (JsonParser parser = RecordJson.FACTORY.createParser(json)) {
            fields.readRecord(parser, FIELDS.get(type));
        } catch (IOException e) {
            throw new IllegalArgumentException("%s %s is not JSON: %s".formatted(type, id, e.getMessage()), e);
        }
        return fields;
    }

    private void readRecord(JsonParser parser, Set<String> wanted) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("not an object");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (!wanted.contains(field)) {
                parser.skipChildren();
            } else if (value == JsonToken.VALUE_STRING) {
                fields.put(field, TextNode.valueOf(parser.getText()));
            } else {
                fields.put(field, RecordJson.MAPPER.readTree(parser));
            }
        }
    }

    /** A text; {@code null} if the record has none. */
    String text(String field) {
        JsonNode value = fields.get(field);
        return value == null ? null : FieldText.of(value);
    }

    /** The ids that a list of references refers to, each once, sorted. */
    List<String> ids(String field) {
        return sorted(values(field).map(RecordFields::idOf));
    }

    /** The id that a field with one reference refers to, if it does. */
    List<String> id(String field) {
        JsonNode reference = fields.get(field);
        String id = reference == null ? null : idOf(reference);
        return id == null ? List.of() : List.of(id);
    }

    /** The id that a field consists of, if it refers to anything. */
    List<String> plainId(String field) {
        String id = linked(text(field));
        return id == null ? List.of() : List.of(id);
    }

    /** The texts in a list, each once, sorted. */
    List<String> texts(String field) {
        return sorted(values(field).map(FieldText::of).filter(RecordFields::isKey));
    }

    /** The names of the formats, each once, in the record's order. */
    List<String> formats() {
        return values("formats")
                .map(FieldText::of)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** One {@code {id, catnos}} for each label, sorted by id; the catalogue numbers in the record's order, each once. */
    List<Map<String, Object>> catalogue() {
        Map<String, Collection<String>> catnos = new TreeMap<>();
        values("labels").forEach(label -> {
            String id = idOf(label);
            if (id != null) {
                Collection<String> ofLabel = catnos.computeIfAbsent(id, key -> new LinkedHashSet<>());
                String catno = FieldText.of(label.path("catno"));
                if (catno != null) {
                    ofLabel.add(catno);
                }
            }
        });
        return catnos.entrySet().stream()
                .map(label -> Map.<String, Object>of("id", label.getKey(), "catnos", List.copyOf(label.getValue())))
                .toList();
    }

    private Stream<JsonNode> values(String field) {
        JsonNode value = fields.get(field);
        return value == null ? Stream.of() : FieldText.values(value);
    }

    private static List<String> sorted(Stream<String> found) {
        Set<String> sorted = new TreeSet<>();
        found.filter(Objects::nonNull).forEach(sorted::add);
        return List.copyOf(sorted);
    }

    /** The id in a reference; {@code null} if there is none. A reference by name alone is plain text. */
    private static String idOf(JsonNode reference) {
        return FieldText.lastOf(reference, one -> linked(FieldText.of(one.path("id"))));
    }

    private static String linked(String id) {
        return id == null || id.equals(NOT_LINKED) || !isKey(id) ? null : id;
    }

    /** Whether a node can have this key. One that cannot is as good as none: the record is stored without that edge. */
    private static boolean isKey(String text) {
        return text == null
                || text.length() <= LONGEST_KEY / 3 // a character has three bytes at most
                || text.getBytes(StandardCharsets.UTF_8).length <= LONGEST_KEY;
    }
}
