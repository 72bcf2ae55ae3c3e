package org.discogsography.tableinator;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.discogsography.dump.RecordJson;

/**
 * Names in a record, besides its own, by which it is found or told from others. What has another shape than a name is left out.
 *
 * @param artists names of its artists
 * @param variations of its own name, the first 50
 * @param realName of an artist; null if it has none
 * @param parent name of a label's parent; null if it has none
 */
record OtherNames(List<String> artists, List<String> variations, String realName, String parent) {

    private static final int MOST_VARIATIONS = 50;

    /** @throws IllegalArgumentException if it is not a JSON object */
    static OtherNames of(byte[] json) {
        List<String> artists = List.of();
        List<String> variations = List.of();
        String realName = null;
        String parent = null;
        try (JsonParser parser = RecordJson.FACTORY.createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                switch (field) {
                    case "artists" -> artists = names(parser);
                    case "namevariations" -> variations = texts(parser);
                    case "realname" -> realName = text(RecordJson.MAPPER.readTree(parser));
                    case "parentLabel" ->
                        parent = text(
                                RecordJson.MAPPER.<JsonNode>readTree(parser).path("name"));
                    default -> parser.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("the record is not JSON: " + e.getMessage(), e);
        }
        return new OtherNames(artists, variations, realName, parent);
    }

    /** The real name or the parent's. */
    String ownOrParents() {
        return realName == null ? parent : realName;
    }

    private static List<String> names(JsonParser parser) throws IOException {
        List<String> names = new ArrayList<>();
        for (JsonNode one : list(parser)) {
            String name = text(one.path("name"));
            if (name != null) {
                names.add(name);
            }
        }
        return names;
    }

    private static List<String> texts(JsonParser parser) throws IOException {
        List<String> texts = new ArrayList<>();
        for (JsonNode one : list(parser)) {
            if (one.isTextual() && texts.size() < MOST_VARIATIONS) {
                texts.add(one.textValue());
            }
        }
        return texts;
    }

    /** What is no list is a list of one. */
    private static Iterable<JsonNode> list(JsonParser parser) throws IOException {
        JsonNode value = RecordJson.MAPPER.readTree(parser);
        return value.isArray() ? value : List.of(value);
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : null;
    }
}
