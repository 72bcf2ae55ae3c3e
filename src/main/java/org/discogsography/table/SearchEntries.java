package org.discogsography.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /** In bytes. A longer text is written again rather than kept: 500 of them may be more than the server's disk holds. */
    private static final int LONGEST_KEPT = 16_000;

    /**
     * What is different: most records of a newer dump are unchanged, and need not be read. A record for which there is no room has no text. One
     * that would not have any if it were alone keeps no other waiting; the first always has a text if it is asked for.
     *
     * <p>Each entry is looked for by its key ({@code limit 1}): in a first load PostgreSQL's statistics still say that there are none of the type, and
     * a join would read all of them for each record.
     */
    private static final String DIFFERENT = """
            with different as materialized (
                select id, hash, is_gone, is_known, case when octet_length(data) <= %2$d then data end as kept,
                    coalesce(octet_length(data), 0) + length_before + 1 as length, row_number() over () = 1 and ? as is_first
                from (
                    select asked.id, record.hash, record.data_id is null as is_gone, entry.hash is not null as is_known,
                        record.data::text as data, coalesce(octet_length(entry.terms::text), 0) as length_before
                    from unnest(?) as asked(id)
                    left join %1$s as record on record.data_id = asked.id
                    left join lateral (
                        select known.hash, known.terms from search_entries as known
                        where known.type = '%1$s' and known.data_id = asked.id and known.hash is not null
                        limit 1
                    ) as entry on true
                    where record.hash is distinct from entry.hash
                    offset 0 -- so that each text is made once
                ) as found
            ), measured as (
                select *, sum(case when length <= room or is_first then length else 0 end)
                    over (rows unbounded preceding) as bytes
                from different, (select ?::bigint) as change(room)
            ), chosen as (
                select *, length <= room and bytes <= room or is_first as has_room from measured
            )
            select id, hash, is_gone, has_room,
                case when has_room then coalesce(kept,
                    (select data::text from %1$s as record where record.data_id = chosen.id)) end,
                case when has_room and is_known then (
                    select array_to_string(known.terms, E'\\x1F') from search_entries as known
                    where known.type = '%1$s' and known.data_id = chosen.id and known.hash is not null
                    limit 1) end,
                bytes
            from chosen
            """;

    private final DataSource dataSource;
    private final Reading reading;
    private final Naming naming;
    private final SearchQueue queue = new SearchQueue(); // guarded by this

    /** Reads what is to be found of a record. */
    @FunctionalInterface
    public interface Reading {

        /** Its entry. The JSON is UTF-8. */
        SearchEntry entry(DataType type, String id, String hash, byte[] json);
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
        List<String> later = new ArrayList<>();
        long bytes = 0;
        try (PreparedStatement statement =
                connection.prepareStatement(DIFFERENT.formatted(type.plural(), LONGEST_KEPT))) {
            statement.setBoolean(1, change.isEmpty());
            statement.setArray(2, connection.createArrayOf("text", ids.toArray()));
            statement.setLong(3, change.room());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    String id = row.getString(1);
                    List<String> termsBefore = SearchEntry.terms(row.getString(6));
                    if (!row.getBoolean(4)) {
                        later.add(id);
                    } else if (row.getBoolean(3)) {
                        change.forget(type, id, termsBefore);
                    } else {
                        change.store(type, reading.entry(type, id, row.getString(2), row.getBytes(5)), termsBefore);
                    }
                    bytes = row.getBoolean(4) ? row.getLong(7) : bytes;
                }
            }
        }
        change.takes(bytes);
        if (!later.isEmpty()) {
            queue.putBack(connection, type.plural(), later);
        }
    }
}
