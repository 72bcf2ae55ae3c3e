package org.discogsography.table;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.discogsography.dump.DataType;

/** What is to change in the entries for searching, and in the counts of who refers to whom. For one thread. */
final class SearchChange {

    /** Bytes of records that a change holds; a longer record is read alone. What is made of them takes a multiple of that for a while. */
    private static final long MOST_BYTES = 8_000_000;

    private static final String STORE = """
            insert into search_entries as known
                (type, data_id, hash, name, folded, lexemes, detail, year, country, terms)
            select type, data_id, hash, name, folded, array_to_tsvector(string_to_array(lexemes, ' ')),
                detail, year::smallint, country, string_to_array(terms, E'\\x1F')
            from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                as entry(type, data_id, hash, name, folded, lexemes, detail, year, country, terms)
            on conflict (type, data_id) do update
            set hash = excluded.hash, name = excluded.name, folded = excluded.folded, lexemes = excluded.lexemes,
                detail = excluded.detail, year = excluded.year, country = excluded.country, terms = excluded.terms
            """;

    private static final String WORDS = "insert into search_words select unnest(?) on conflict do nothing";

    /** An entry of no record only counts. */
    private static final String FORGET = """
            update search_entries
            set hash = null, name = null, folded = null, lexemes = null, detail = null, year = null, country = null, terms = '{}'
            where type = ? and data_id = any (?)
            """;

    private static final String COUNT = """
            insert into search_entries as known (type, data_id, refs, tier)
            select type, data_id, change, %1$s
            from unnest(?, ?, ?) as counted(type, data_id, change)
            on conflict (type, data_id) do update
            set refs = known.refs + excluded.refs, tier = %2$s
            """.formatted(tier("change"), tier("(known.refs + excluded.refs)"));

    private static final String CLEAN = """
            delete from search_entries as known
            using unnest(?, ?) as counted(type, data_id)
            where known.type = counted.type and known.data_id = counted.data_id and known.refs <= 0
                and (known.hash is null or known.type in ('genres', 'styles'))
            """;

    private static final String NAME_GENRES = """
            update search_entries as known
            set hash = '', name = known.data_id, folded = entry.folded,
                lexemes = array_to_tsvector(string_to_array(entry.lexemes, ' '))
            from unnest(?, ?, ?, ?) as entry(type, data_id, folded, lexemes)
            where known.type = entry.type and known.data_id = entry.data_id and known.hash is null
            """;

    private final SearchEntries.Naming naming;
    private final List<SearchEntry> stored = new ArrayList<>();
    private final Map<String, List<String>> forgotten = new TreeMap<>();
    private final Map<String, Integer> references = new TreeMap<>();
    private boolean ofReleases;
    private long bytes;

    /** @param naming makes the entries of genres and styles */
    SearchChange(SearchEntries.Naming naming) {
        this.naming = naming;
    }

    /** Whether nothing was taken yet. What comes first may be as long as it is. */
    boolean isEmpty() {
        return bytes == 0;
    }

    /** Bytes of records that can be taken as well. */
    long room() {
        return MOST_BYTES - bytes;
    }

    /** Notes how long the records are that are taken. */
    void takes(long length) {
        bytes += length;
    }

    /** Stores the entry of a record in place of what was known of it, with these terms. */
    void store(DataType type, SearchEntry entry, List<String> termsBefore) {
        stored.add(entry);
        count(entry.references(), 1);
        count(references(termsBefore), -1);
        ofReleases |= type == DataType.RELEASES;
    }

    /** Forgets what was known of a record that is gone, with these terms. */
    void forget(DataType type, String id, List<String> termsBefore) {
        forgotten.computeIfAbsent(type.plural(), none -> new ArrayList<>()).add(id);
        count(references(termsBefore), -1);
        ofReleases |= type == DataType.RELEASES;
    }

    private void count(Collection<String> those, int change) {
        those.forEach(reference -> references.merge(reference, change, Integer::sum));
    }

    private static List<String> references(List<String> terms) {
        return terms.stream()
                .filter(term -> !term.startsWith(SearchEntry.FORMATS))
                .toList();
    }

    private static String tier(String refs) {
        return "(case when " + refs + " >= 1000 then 2 when " + refs + " >= 10 then 1 else 0 end)::smallint";
    }

    void write(Connection connection) throws SQLException {
        if (!stored.isEmpty()) {
            update(
                    connection,
                    STORE,
                    column(connection, stored, SearchEntry::type),
                    column(connection, stored, SearchEntry::id),
                    column(connection, stored, SearchEntry::hash),
                    column(connection, stored, SearchEntry::name),
                    column(connection, stored, SearchEntry::folded),
                    column(connection, stored, entry -> String.join(" ", entry.lexemes())),
                    column(connection, stored, SearchEntry::detail),
                    column(
                            connection,
                            stored,
                            entry -> entry.year() == null ? null : entry.year().toString()),
                    column(connection, stored, SearchEntry::country),
                    column(connection, stored, entry -> String.join(SearchEntry.SEPARATOR, entry.terms())));
        }
        for (Map.Entry<String, List<String>> gone : forgotten.entrySet()) {
            update(
                    connection,
                    FORGET,
                    gone.getKey(),
                    connection.createArrayOf("text", gone.getValue().toArray()));
        }
        Set<String> words = new LinkedHashSet<>();
        stored.forEach(entry -> words.addAll(entry.lexemes()));
        words.addAll(countReferences(connection));
        if (!words.isEmpty()) {
            update(
                    connection,
                    WORDS,
                    connection.createArrayOf("text", words.stream().sorted().toArray()));
        }
        if (ofReleases) {
            update(connection, "update search_state set release_changes = release_changes + 1");
        }
    }

    /** Counts who refers to whom. Returns the words of the genres and styles among these. */
    private Set<String> countReferences(Connection connection) throws SQLException {
        references.values().removeIf(number -> number == 0);
        // What is gone and what nothing refers to any more is cleaned as well.
        Set<String> words = new LinkedHashSet<>();
        List<Counted> counted = new ArrayList<>();
        List<SearchEntry> genres = new ArrayList<>();
        references.forEach((reference, number) -> {
            int slash = reference.indexOf('/');
            var one = new Counted(reference.substring(0, slash), reference.substring(slash + 1), number);
            counted.add(one);
            if (number > 0 && (one.type().equals("genres") || one.type().equals("styles"))) {
                genres.add(naming.entry(one.type(), one.id()));
            }
        });
        if (!counted.isEmpty()) {
            update(
                    connection,
                    COUNT,
                    column(connection, counted, Counted::type),
                    column(connection, counted, Counted::id),
                    connection.createArrayOf(
                            "int4", counted.stream().map(Counted::change).toArray()));
        }
        if (!genres.isEmpty()) {
            update(
                    connection,
                    NAME_GENRES,
                    column(connection, genres, SearchEntry::type),
                    column(connection, genres, SearchEntry::id),
                    column(connection, genres, SearchEntry::folded),
                    column(connection, genres, entry -> String.join(" ", entry.lexemes())));
            genres.forEach(entry -> words.addAll(entry.lexemes()));
        }
        List<Counted> fewer = new ArrayList<>();
        counted.stream().filter(one -> one.change() < 0).forEach(fewer::add);
        forgotten.forEach((type, ids) -> ids.forEach(id -> fewer.add(new Counted(type, id, 0))));
        if (!fewer.isEmpty()) {
            update(connection, CLEAN, column(connection, fewer, Counted::type), column(connection, fewer, Counted::id));
        }
        return words;
    }

    private record Counted(String type, String id, int change) {}

    private static <T> Array column(Connection connection, List<T> rows, Function<T, String> value)
            throws SQLException {
        return connection.createArrayOf("text", rows.stream().map(value).toArray());
    }

    private static void update(Connection connection, String statement, Object... values) throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(statement)) {
            for (int i = 0; i < values.length; i++) {
                if (values[i] instanceof Array array) {
                    prepared.setArray(i + 1, array);
                } else {
                    prepared.setObject(i + 1, values[i]);
                }
            }
            prepared.executeUpdate();
        }
    }
}
