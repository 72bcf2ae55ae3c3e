package org.discogsography.table;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private static final String TAKE_TURN = "select pg_try_advisory_xact_lock(20260801, 5)";

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

    private final DataSource dataSource;
    private final Reading reading;
    private final Naming naming;
    private final SearchQueue queue = new SearchQueue(); // guarded by this

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

    /** Brings on at most so many records, and fewer if they are long: the others are put back into the queue. */
    public synchronized Step step(int most) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            SearchQueue.Position before = queue.keep();
            boolean done = false;
            try {
                Step step = step(connection, most);
                connection.commit();
                done = true;
                return step;
            } finally {
                if (!done) {
                    queue.restore(before);
                    connection.rollback();
                }
            }
        }
    }

    private Step step(Connection connection, int most) throws SQLException {
        if (!takesTurn(connection)) {
            return Step.LATER;
        }
        Map<String, Set<String>> taken = queue.take(connection, most);
        if (taken.isEmpty()) {
            return SearchQueue.fill(connection, most) ? Step.MORE : Step.DONE;
        }
        var change = new SearchChange(naming);
        for (DataType type : DataType.values()) {
            Set<String> ids = taken.get(type.plural());
            if (ids != null) {
                compare(connection, type, ids, change);
            }
        }
        change.write(connection);
        return Step.MORE;
    }

    /** Takes the record out of the queue that the last step, of one record, has failed with: its entry stays as it is. Returns what it was. */
    public synchronized String skip() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return queue.skip(connection);
        }
    }

    /** The number of records that wait, counted no further than this; without a few whose numbers were committed late. */
    public synchronized long waiting(int most) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return queue.waiting(connection, most);
        }
    }

    static boolean takesTurn(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet turn = statement.executeQuery(TAKE_TURN)) {
            turn.next();
            return turn.getBoolean(1);
        }
    }

    private void compare(Connection connection, DataType type, Set<String> ids, SearchChange change)
            throws SQLException {
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
            queue.putBack(connection, type.plural(), later);
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
                    change.store(type, entry, terms.getOrDefault(id, List.of()));
                }
            }
        }
        gone.forEach(id -> change.forget(type, id, terms.getOrDefault(id, List.of())));
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
}
