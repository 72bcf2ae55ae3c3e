package org.discogsography.tableinator;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.discogsography.dump.FieldText;
import org.discogsography.dump.RecordJson;

/**
 * Names in a record, besides its own, by which it is found or told from others. Fields of any shape are read as for the graph ({@link
 * FieldText}); what has no name then is left out.
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
                    case "artists" -> artists = names(parser, Integer.MAX_VALUE);
                    case "namevariations" -> variations = names(parser, MOST_VARIATIONS);
                    case "realname" -> realName = FieldText.of(RecordJson.MAPPER.readTree(parser));
                    case "parentLabel" -> parent = FieldText.of(RecordJson.MAPPER.readTree(parser));
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

    private static List<String> names(JsonParser parser, int most) throws IOException {
        return FieldText.values(RecordJson.MAPPER.<JsonNode>readTree(parser))
                .map(FieldText::of)
                .filter(Objects::nonNull)
                .limit(most)
                .toList();
    }
}
