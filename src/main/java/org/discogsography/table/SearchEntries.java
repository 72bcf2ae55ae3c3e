package org.discogsography.table;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.discogsography.dump.DataType;

/**
 * Brings the entries for searching in line with the records, some at a time, each time in one transaction. Who stores or removes a record
 * puts it into a queue in the same transaction; it leaves the queue in the transaction that changes its entry. So whatever is redelivered or
 * killed, the entries end as the records are.
 *
 * <p>One instance does so at a time, so that no older state of a record can come after a newer one. Thread-safe.
 */
public final class SearchEntries {

    /** Bytes of records that a step reads; a longer record is read alone. What is made of them takes a multiple of that for a while. */
    private static final long MOST_BYTES = 8_000_000;

    /** To look through the queue from its first place takes one part in so many of the time. */
    private static final int FROM_FIRST_SHARE = 100;

    private static final Duration FROM_FIRST_LATEST = Duration.ofMinutes(10);

    private static final String TAKE_TURN = "select pg_try_advisory_xact_lock(20260801, 5)";

    private static final String TAKE = """
            delete from search_queue
            where seq = any (array(select seq from search_queue where seq > ? order by seq limit ?))
            returning seq, type, data_id
            """;

    /** The last number that was given; 0 if this login may not ask. */
    private static final String LAST_GIVEN = """
            select case when has_sequence_privilege(name, 'USAGE, SELECT')
                then coalesce(pg_sequence_last_value(name::regclass), 0) else 0 end
            from pg_get_serial_sequence('search_queue', 'seq') as name
            """;

    private static final String FILL = """
            with page as materialized (
                select data_id, hash from %1$s where data_id > ? order by data_id limit ?
            ), queued as (
                insert into search_queue (type, data_id)
                select '%1$s', page.data_id
                from page left join search_entries as entry on entry.type = '%1$s' and entry.data_id = page.data_id
                where entry.hash is distinct from page.hash
            )
            select max(data_id), count(*) from page
            """;

    private static final String RECORDS = """
            select data_id, hash, data::text,
                array(select jsonb_path_query(data, 'lax $.artists[*].name ? (@.type() == "string")') #>> '{}'),
                array(select jsonb_path_query(data, 'lax $.namevariations[*] ? (@.type() == "string")') #>> '{}' limit 50),
                coalesce(data ->> 'realname', data #>> '{parentLabel,name}')
            from %s where data_id = any (?)
            """;

    /** Most records of a newer dump are unchanged: these need not be read. */
    private static final String DIFFERENT = """
            select asked.id, record.data_id is null,
                coalesce(octet_length(record.data::text), 0) + coalesce(octet_length(entry.terms::text), 0)
            from unnest(?) as asked(id)
            left join %1$s as record on record.data_id = asked.id
            left join search_entries as entry
                on entry.type = '%1$s' and entry.data_id = asked.id and entry.hash is not null
            where record.hash is distinct from entry.hash
            """;

    private static final String TERMS =
            "select data_id, terms from search_entries where type = ? and data_id = any (?) and hash is not null";

    private static final String PUT_BACK = "insert into search_queue (type, data_id) select ?, unnest(?)";

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

    private final DataSource dataSource;
    private final Reading reading;
    private final Naming naming;
    private long lastTaken; // guarded by this
    private long fromFirstAt = System.nanoTime(); // guarded by this
    private long tried; // the first place that the last step took; guarded by this

    /** Reads what is to be found of a record. */
    @FunctionalInterface
    public interface Reading {

        /**
         * Its entry.
         *
         * @param artists names of its artists
         * @param variations of its own name
         * @param other the real name of an artist, the parent of a label; null if it has none
         */
        SearchEntry entry(
                DataType type,
                String id,
                String hash,
                String json,
                List<String> artists,
                List<String> variations,
                String other);
    }

    /** Makes the entry of a genre or style. */
    @FunctionalInterface
    public interface Naming {

        /** Its entry. */
        SearchEntry entry(String type, String name);
    }

    /** What a step has done. */
    public enum Step {
        /** Something; there may be more. */
        MORE,
        /** Nothing is left. */
        DONE,
        /** Another instance is at work. */
        LATER
    }

    /** Entries are read from records by the one, and of genres and styles by the other. */
    public SearchEntries(DataSource dataSource, Reading reading, Naming naming) {
        this.dataSource = dataSource;
        this.reading = reading;
        this.naming = naming;
    }

    private static String tier(String refs) {
        return "(case when " + refs + " >= 1000 then 2 when " + refs + " >= 10 then 1 else 0 end)::smallint";
    }

    /** Brings on at most so many records, and fewer if they are long: the others are put back into the queue. */
    public synchronized Step step(int most) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            long taken = lastTaken;
            long looked = fromFirstAt;
            boolean done = false;
            try {
                Step step = step(connection, most);
                connection.commit();
                done = true;
                return step;
            } finally {
                if (!done) {
                    lastTaken = taken;
                    fromFirstAt = looked;
                    connection.rollback();
                }
            }
        }
    }

    private Step step(Connection connection, int most) throws SQLException {
        if (!takesTurn(connection)) {
            return Step.LATER;
        }
        Map<String, Set<String>> taken = take(connection, most);
        if (taken.isEmpty()) {
            return fill(connection, most) ? Step.MORE : Step.DONE;
        }
        var change = new Change();
        for (DataType type : DataType.values()) {
            Set<String> ids = taken.get(type.plural());
            if (ids != null) {
                compare(connection, type, ids, change);
            }
        }
        write(connection, change);
        return Step.MORE;
    }

    /** Takes the record out of the queue that the last step, of one record, has failed with: its entry stays as it is. Returns what it was. */
    public synchronized String skip() throws SQLException {
        // Not simply the first: one with a smaller number may have been committed meanwhile.
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "delete from search_queue where seq = ? returning type || '/' || data_id")) {
            statement.setLong(1, tried);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : "";
            }
        }
    }

    /** The number of records that wait, counted no further than this; without a few whose numbers were committed late. */
    public synchronized long waiting(int most) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "select count(*) from (select from search_queue where seq > ? limit ?) as queued")) {
            statement.setLong(1, lastTaken);
            statement.setInt(2, most);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    static boolean takesTurn(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet turn = statement.executeQuery(TAKE_TURN)) {
            turn.next();
            return turn.getBoolean(1);
        }
    }

    /**
     * Begins behind those that were taken before, whose places in the index are dead, and stay there while an old transaction is open, a backup's
     * say. Smaller numbers that were committed later are found from the first place on, the more rarely the longer that takes.
     */
    private Map<String, Set<String>> take(Connection connection, int most) throws SQLException {
        long lastGiven = lastGiven(connection); // asked first: what is given meanwhile is behind it
        Map<String, Set<String>> taken = take(connection, lastTaken, most);
        if (taken.isEmpty() && System.nanoTime() - fromFirstAt >= 0) {
            long began = System.nanoTime();
            taken = take(connection, 0, most);
            long ended = System.nanoTime();
            fromFirstAt = ended + Math.min(FROM_FIRST_SHARE * (ended - began), FROM_FIRST_LATEST.toNanos());
        }
        if (taken.isEmpty()) {
            lastTaken = Math.max(lastTaken, lastGiven);
        }
        return taken;
    }

    private Map<String, Set<String>> take(Connection connection, long after, int most) throws SQLException {
        Map<String, Set<String>> taken = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(TAKE)) {
            statement.setLong(1, after);
            statement.setInt(2, most);
            long first = Long.MAX_VALUE;
            long last = after;
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    first = Math.min(first, row.getLong(1));
                    last = Math.max(last, row.getLong(1));
                    taken.computeIfAbsent(row.getString(2), type -> new HashSet<>())
                            .add(row.getString(3));
                }
            }
            tried = first;
            lastTaken = last;
        }
        return taken;
    }

    private static long lastGiven(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(LAST_GIVEN)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Puts some records into the queue that were stored before there was one. Returns whether there may be more. */
    private static boolean fill(Connection connection, int most) throws SQLException {
        String type;
        String position;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select type, position from search_fill where not finished order by type limit 1")) {
            if (!row.next()) {
                return false;
            }
            type = DataType.named(row.getString(1)).orElseThrow().plural();
            position = row.getString(2);
        }
        String last = null;
        try (PreparedStatement statement = connection.prepareStatement(FILL.formatted(type))) {
            statement.setString(1, position);
            statement.setInt(2, most);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                last = row.getString(1);
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "update search_fill set position = coalesce(?, position), finished = ? where type = ?")) {
            statement.setString(1, last);
            statement.setBoolean(2, last == null);
            statement.setString(3, type);
            statement.executeUpdate();
        }
        return true;
    }

    /** What a step changes. */
    private static final class Change {
        final List<SearchEntry> store = new ArrayList<>();
        final Map<String, List<String>> forget = new TreeMap<>();
        final Map<String, Integer> references = new TreeMap<>();
        boolean releases;
        private long bytes;

        /** Whether what is so long can be read as well; the first always can. */
        boolean hasRoomFor(long length) {
            boolean hasRoom = bytes == 0 || bytes + length <= MOST_BYTES;
            bytes += hasRoom ? Math.max(length, 1) : 0;
            return hasRoom;
        }

        void count(Collection<String> references, int change) {
            references.forEach(reference -> this.references.merge(reference, change, Integer::sum));
        }
    }

    private void compare(Connection connection, DataType type, Set<String> ids, Change change) throws SQLException {
        List<String> gone = new ArrayList<>();
        List<String> changed = new ArrayList<>();
        List<String> later = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(DIFFERENT.formatted(type.plural()))) {
            statement.setArray(1, connection.createArrayOf("text", ids.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    List<String> some = !change.hasRoomFor(row.getLong(3)) ? later : row.getBoolean(2) ? gone : changed;
                    some.add(row.getString(1));
                }
            }
        }
        if (!later.isEmpty()) {
            update(connection, PUT_BACK, type.plural(), connection.createArrayOf("text", later.toArray()));
        }
        Map<String, List<String>> terms = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(TERMS)) {
            statement.setString(1, type.plural());
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "text",
                            Stream.concat(gone.stream(), changed.stream()).toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    terms.put(row.getString(1), texts(row.getArray(2)));
                }
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(RECORDS.formatted(type.plural()))) {
            statement.setArray(1, connection.createArrayOf("text", changed.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    String id = row.getString(1);
                    SearchEntry entry = reading.entry(
                            type,
                            id,
                            row.getString(2),
                            row.getString(3),
                            texts(row.getArray(4)),
                            texts(row.getArray(5)),
                            row.getString(6));
                    change.store.add(entry);
                    change.count(entry.references(), 1);
                    change.count(references(terms.getOrDefault(id, List.of())), -1);
                    change.releases |= type == DataType.RELEASES;
                }
            }
        }
        if (!gone.isEmpty()) {
            change.forget.put(type.plural(), gone);
            gone.forEach(id -> change.count(references(terms.getOrDefault(id, List.of())), -1));
            change.releases |= type == DataType.RELEASES;
        }
    }

    private static List<String> references(List<String> terms) {
        return terms.stream()
                .filter(term -> !term.startsWith(SearchEntry.FORMATS))
                .toList();
    }

    private static List<String> texts(Array array) throws SQLException {
        List<String> texts = new ArrayList<>();
        if (array != null) {
            for (Object text : (Object[]) array.getArray()) {
                if (text != null) {
                    texts.add((String) text);
                }
            }
        }
        return texts;
    }

    private void write(Connection connection, Change change) throws SQLException {
        if (!change.store.isEmpty()) {
            List<SearchEntry> all = change.store;
            update(
                    connection,
                    STORE,
                    column(connection, all, SearchEntry::type),
                    column(connection, all, SearchEntry::id),
                    column(connection, all, SearchEntry::hash),
                    column(connection, all, SearchEntry::name),
                    column(connection, all, SearchEntry::folded),
                    column(connection, all, entry -> String.join(" ", entry.lexemes())),
                    column(connection, all, SearchEntry::detail),
                    column(
                            connection,
                            all,
                            entry -> entry.year() == null ? null : entry.year().toString()),
                    column(connection, all, SearchEntry::country),
                    column(connection, all, entry -> String.join(SearchEntry.SEPARATOR, entry.terms())));
        }
        for (Map.Entry<String, List<String>> forgotten : change.forget.entrySet()) {
            update(
                    connection,
                    FORGET,
                    forgotten.getKey(),
                    connection.createArrayOf("text", forgotten.getValue().toArray()));
        }
        Set<String> words = new LinkedHashSet<>();
        change.store.forEach(entry -> words.addAll(entry.lexemes()));
        words.addAll(count(connection, change));
        if (!words.isEmpty()) {
            update(
                    connection,
                    WORDS,
                    connection.createArrayOf("text", words.stream().sorted().toArray()));
        }
        if (change.releases) {
            update(connection, "update search_state set release_changes = release_changes + 1");
        }
    }

    /** Counts who refers to whom. Returns the words of the genres and styles among these. */
    private Set<String> count(Connection connection, Change change) throws SQLException {
        change.references.values().removeIf(number -> number == 0);
        // What is gone and what nothing refers to any more is cleaned as well.
        Set<String> words = new LinkedHashSet<>();
        List<Counted> counted = new ArrayList<>();
        List<SearchEntry> genres = new ArrayList<>();
        change.references.forEach((reference, number) -> {
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
        change.forget.forEach((type, ids) -> ids.forEach(id -> fewer.add(new Counted(type, id, 0))));
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
