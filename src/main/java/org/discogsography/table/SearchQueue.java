package org.discogsography.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.discogsography.dump.DataType;

/**
 * The records whose entries for searching are to be brought in line. One that is taken comes back if its transaction is rolled back; {@link
 * #keep} and {@link #restore} do the same for what is kept here of it. For one thread at a time.
 */
final class SearchQueue {

    /** To look through the queue from its first place takes one part in so many of the time. */
    private static final int FROM_FIRST_SHARE = 100;

    private static final Duration FROM_FIRST_LATEST = Duration.ofMinutes(10);

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
                from page
                left join lateral (
                    select known.hash from search_entries as known
                    where known.type = '%1$s' and known.data_id = page.data_id
                    limit 1 -- by its key, whatever the statistics say
                ) as entry on true
                where entry.hash is distinct from page.hash
            )
            select max(data_id), count(*) from page
            """;

    private static final String PUT_BACK = "insert into search_queue (type, data_id) select ?, unnest(?)";

    private long lastTaken;
    private long fromFirstAt = System.nanoTime();
    private long tried; // the first place that was taken last

    /** What a transaction that is rolled back must leave as it was. */
    record Position(long lastTaken, long fromFirstAt) {}

    Position keep() {
        return new Position(lastTaken, fromFirstAt);
    }

    void restore(Position position) {
        lastTaken = position.lastTaken();
        fromFirstAt = position.fromFirstAt();
    }

    /** Takes out what the last call of {@link #take} took first. Returns what it was; empty if it is gone. */
    String skip(Connection connection) throws SQLException {
        // Not simply the first: one with a smaller number may have been committed meanwhile.
        try (PreparedStatement statement = connection.prepareStatement(
                "delete from search_queue where seq = ? returning type || '/' || data_id")) {
            statement.setLong(1, tried);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : "";
            }
        }
    }

    /** How many wait, counted no further than this; without a few whose numbers were committed late. */
    long waiting(Connection connection, int most) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select count(*) from (select from search_queue where seq > ? limit ?) as queued")) {
            statement.setLong(1, lastTaken);
            statement.setInt(2, most);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    void putBack(Connection connection, String type, Collection<String> ids) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PUT_BACK)) {
            statement.setString(1, type);
            statement.setArray(2, connection.createArrayOf("text", ids.toArray()));
            statement.executeUpdate();
        }
    }

    /**
     * Takes at most so many, by type. Begins behind those that were taken before, whose places in the index are dead, and stay there while an old transaction is open, a backup's
     * say. Smaller numbers that were committed later are found from the first place on, the more rarely the longer that takes.
     */
    Map<String, Set<String>> take(Connection connection, int most) throws SQLException {
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
    static boolean fill(Connection connection, int most) throws SQLException {
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
}
