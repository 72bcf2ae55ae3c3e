package org.discogsography.tableinator;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.discogsography.dump.DataType;
import org.discogsography.graph.GraphRecord;
import org.discogsography.search.SearchText;
import org.discogsography.table.SearchEntries;
import org.discogsography.table.SearchEntry;

/** Reads what is to be found of a record. What it refers to is read as for the graph, so that both count the same. Thread-safe. */
final class EntryReader implements SearchEntries.Reading, SearchEntries.Naming {

    private static final int MOST_LEXEMES = 64;
    private static final int LONGEST_NAME = 1_000;

    @Override
    public SearchEntry entry(DataType type, String id, String hash, byte[] json) {
        Map<String, Object> row = GraphRecord.of(type, id, hash, "", json).row();
        Map<?, ?> properties = (Map<?, ?>) row.get("properties");
        OtherNames other = OtherNames.of(json);
        String name =
                cut((String) properties.get(type == DataType.ARTISTS || type == DataType.LABELS ? "name" : "title"));
        String detail = other.artists().isEmpty() ? other.ownOrParents() : String.join(", ", other.artists());
        Set<String> lexemes = new LinkedHashSet<>();
        Stream.of(
                        Stream.ofNullable(name),
                        other.artists().stream(),
                        ownOther(type, other.ownOrParents()),
                        other.variations().stream())
                .flatMap(texts -> texts)
                .forEach(text -> lexemes.addAll(SearchText.of(text).lexemes()));
        return new SearchEntry(
                type.plural(),
                id,
                hash,
                name,
                name == null ? null : SearchText.of(name).key(),
                lexemes.stream().limit(MOST_LEXEMES).toList(),
                cut(detail),
                (Integer) properties.get("year"),
                cut((String) properties.get("country")),
                terms(row, properties));
    }

    /** An artist is also found by the real name, a label not by its parent's. */
    private static Stream<String> ownOther(DataType type, String other) {
        return type == DataType.ARTISTS ? Stream.ofNullable(other) : Stream.empty();
    }

    private static List<String> terms(Map<String, Object> row, Map<?, ?> properties) {
        List<String> terms = new ArrayList<>();
        for (String field : List.of("aliases", "groups", "members", "artists")) {
            add(terms, "artists/", row.get(field));
        }
        for (String field : List.of("parents", "sublabels", "labels")) {
            add(terms, "labels/", row.get(field));
        }
        add(terms, "masters/", row.get("masters"));
        add(terms, "genres/", row.get("genres"));
        add(terms, "styles/", row.get("styles"));
        add(terms, "formats/", properties.get("formats"));
        return terms;
    }

    private static void add(List<String> terms, String prefix, Object values) {
        if (values instanceof List<?> all) {
            all.forEach(value -> terms.add(prefix + (value instanceof Map<?, ?> object ? object.get("id") : value)));
        }
    }

    @Override
    public SearchEntry entry(String type, String name) {
        SearchText text = SearchText.of(name);
        return new SearchEntry(type, name, "", name, text.key(), text.lexemes(), null, null, null, List.of());
    }

    private static String cut(String text) {
        return text == null || text.length() <= LONGEST_NAME
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST_NAME / 2));
    }
}
