package org.discogsography.graph;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.discogsography.dump.DataType;

/** The fields of one record that the graph needs, read in one pass over its JSON. All other fields are skipped. */
final class RecordFields {

    private static final JsonFactory JSON = new JsonFactory();

    /** The content of a field, and so how to read it. */
    private enum Kind {
        TEXT,
        NAMES,
        REFERENCES,
        REFERENCE,
        CATALOGUE,
        FORMATS
    }

    private static final Map<DataType, Map<String, Kind>> FIELDS = Map.of(
            DataType.ARTISTS,
            Map.of(
                    "name", Kind.TEXT,
                    "aliases", Kind.REFERENCES,
                    "groups", Kind.REFERENCES,
                    "members", Kind.REFERENCES),
            DataType.LABELS,
            Map.of(
                    "name", Kind.TEXT,
                    "parentLabel", Kind.REFERENCE,
                    "sublabels", Kind.REFERENCES),
            DataType.MASTERS,
            Map.of(
                    "title", Kind.TEXT,
                    "year", Kind.TEXT,
                    "released", Kind.TEXT,
                    "artists", Kind.REFERENCES,
                    "genres", Kind.NAMES,
                    "styles", Kind.NAMES),
            DataType.RELEASES,
            Map.ofEntries(
                    Map.entry("title", Kind.TEXT),
                    Map.entry("year", Kind.TEXT),
                    Map.entry("released", Kind.TEXT),
                    Map.entry("country", Kind.TEXT),
                    Map.entry("master_id", Kind.TEXT),
                    Map.entry("artists", Kind.REFERENCES),
                    Map.entry("genres", Kind.NAMES),
                    Map.entry("styles", Kind.NAMES),
                    Map.entry("labels", Kind.CATALOGUE),
                    Map.entry("formats", Kind.FORMATS)));

    private final DataType type;
    private final String id;
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, List<String>> keys = new HashMap<>();
    private final Map<String, Set<String>> catalogue = new TreeMap<>();
    private final Set<String> formats = new LinkedHashSet<>();

    private RecordFields(DataType type, String id) {
        this.type = type;
        this.id = id;
    }

    static RecordFields read(DataType type, String id, byte[] json) {
        RecordFields fields = new RecordFields(type, id);
        try (JsonParser parser = JSON.createParser(json)) {
            fields.readRecord(parser);
        } catch (IOException e) {
            throw new IllegalArgumentException("%s %s is not JSON: %s".formatted(type, id, e.getMessage()), e);
        }
        return fields;
    }

    /** A text; {@code null} if the record has none. */
    String text(String field) {
        return texts.get(field);
    }

    /** The ids that a field refers to, each once, sorted. */
    List<String> ids(String field) {
        return keys.getOrDefault(field, List.of());
    }

    /** The names in a field, each once, sorted. */
    List<String> texts(String field) {
        return keys.getOrDefault(field, List.of());
    }

    /** The names of the formats, each once, in the record's order. */
    List<String> formats() {
        return List.copyOf(formats);
    }

    /** One {@code {id, catnos}} for each label, sorted by id; the catalogue numbers in the record's order, each once. */
    List<Map<String, Object>> catalogue() {
        return catalogue.entrySet().stream()
                .map(label -> Map.<String, Object>of("id", label.getKey(), "catnos", List.copyOf(label.getValue())))
                .toList();
    }

    private void readRecord(JsonParser parser) throws IOException {
        expect("the record", parser.nextToken(), JsonToken.START_OBJECT, "an object");
        Map<String, Kind> wanted = FIELDS.get(type);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            Kind kind = wanted.get(field);
            JsonToken value = parser.nextToken();
            if (kind == null || value == JsonToken.VALUE_NULL) {
                parser.skipChildren();
            } else {
                switch (kind) {
                    case TEXT -> texts.put(field, readText(field, parser));
                    case NAMES -> readNames(field, parser);
                    case REFERENCES -> readReferences(field, parser);
                    case REFERENCE -> readReference(field, parser);
                    case CATALOGUE -> readCatalogue(field, parser);
                    case FORMATS -> readFormats(field, parser);
                }
            }
        }
    }

    private String readText(String field, JsonParser parser) throws IOException {
        expect(field, parser.currentToken(), JsonToken.VALUE_STRING, "text");
        return parser.getText();
    }

    private void readNames(String field, JsonParser parser) throws IOException {
        expect(field, parser.currentToken(), JsonToken.START_ARRAY, "a list");
        Set<String> names = new TreeSet<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.VALUE_NULL) {
                names.add(readText(field, parser));
            }
        }
        keys.put(field, List.copyOf(names));
    }

    private void readReferences(String field, JsonParser parser) throws IOException {
        expect(field, parser.currentToken(), JsonToken.START_ARRAY, "a list");
        Set<String> ids = new TreeSet<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            String target = readMember(field, "id", parser);
            if (target != null) {
                ids.add(target);
            }
        }
        keys.put(field, List.copyOf(ids));
    }

    private void readReference(String field, JsonParser parser) throws IOException {
        String target = readMember(field, "id", parser);
        keys.put(field, target == null ? List.of() : List.of(target));
    }

    private void readFormats(String field, JsonParser parser) throws IOException {
        expect(field, parser.currentToken(), JsonToken.START_ARRAY, "a list");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            String name = readMember(field, "name", parser);
            if (name != null) {
                formats.add(name);
            }
        }
    }

    /** Whether the value is an object: a reference by name alone is plain text, and the value may be null. */
    private static boolean hasMembers(JsonParser parser) {
        return parser.currentToken() != JsonToken.VALUE_STRING && parser.currentToken() != JsonToken.VALUE_NULL;
    }

    /** One member of the current object, or {@code null}. */
    private String readMember(String field, String member, JsonParser parser) throws IOException {
        if (!hasMembers(parser)) {
            return null;
        }
        expect(field, parser.currentToken(), JsonToken.START_OBJECT, "an object");
        String found = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean wanted = parser.currentName().equals(member);
            JsonToken value = parser.nextToken();
            if (wanted && value != JsonToken.VALUE_NULL) {
                found = readText(field, parser);
            } else {
                parser.skipChildren();
            }
        }
        return found;
    }

    private void readCatalogue(String field, JsonParser parser) throws IOException {
        expect(field, parser.currentToken(), JsonToken.START_ARRAY, "a list");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (!hasMembers(parser)) {
                continue;
            }
            expect(field, parser.currentToken(), JsonToken.START_OBJECT, "an object");
            List<String> catnos = new ArrayList<>(1);
            String label = null;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String member = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value == JsonToken.VALUE_NULL) {
                    continue;
                }
                switch (member) {
                    case "id" -> label = readText(field, parser);
                    case "catno" -> catnos.add(readText(field, parser));
                    default -> parser.skipChildren();
                }
            }
            if (label != null) {
                catalogue.computeIfAbsent(label, key -> new LinkedHashSet<>()).addAll(catnos);
            }
        }
    }

    private void expect(String field, JsonToken found, JsonToken expected, String words) {
        if (found != expected) {
            throw new IllegalArgumentException(
                    "%s %s: %s should be %s, but is %s".formatted(type.element(), id, field, words, found));
        }
    }
}
