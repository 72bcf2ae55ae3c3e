package org.discogsography.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import org.discogsography.loads.Comparison;
import org.discogsography.loads.Load;

/** Compares a load's number of records with its table, and completes the load if they are equal. Thread-safe. */
final class LoadComparison {

    /** Of the first range of pages that is counted, and the least; it grows as long as counting is quick. */
    private static final long FIRST_COUNT = 2_048;

    /** A statement that reads half a gigabyte answers in time on a slow disk too. */
    private static final long MOST_COUNT = 65_536;

    private static final Duration LONGEST_COUNT = Duration.ofSeconds(1);

    /** The numbers. Changes tell what was there before, except for the first load. */
    private static final String COMPARED = """
            with known as (
                select
                    coalesce((select version from first_loads where type = ?), '') collate "C" >= ? as is_first,
                    count(*) filter (where change = 'added') as added,
                    count(*) filter (where change = 'changed' and hash is distinct from previous_hash) as changed
                from changes where version = ? and type = ?
            ), number as (
                select case when is_first then ? else added end as added, case when is_first then 0 else changed end as changed
                from known
            )
            update loads
            set added = number.added,
                changed = number.changed,
                unchanged = greatest(? - number.added - number.changed, 0)
            from number
            where version = ? and type = ? and state in ('loading', 'incomplete')
            """;

    /** A dump without a record does not empty a table by itself: its load is complete only if there is nothing to remove. */
    private static final String COMPLETE = """
            update loads
            set state = 'complete', completed_at = now()
            where version = ? and type = ? and state in ('loading', 'incomplete') and records = ? and rejected = 0
                and (records > 0 or not exists (select from %s))
            """;

    private final LoadTransactions transactions;

    LoadComparison(LoadTransactions transactions) {
        this.transactions = transactions;
    }

    /**
     * The count is of one snapshot. That the table goes on to change does no harm: the store held all records of the version, and whatever
     * is older than it and still there is not in that version, then and later.
     */
    Comparison compare(Load load) throws SQLException, InterruptedException {
        long stored = transactions.run(Connection.TRANSACTION_REPEATABLE_READ, connection -> count(connection, load));
        boolean equal = load.records() != null && load.records() == stored && Objects.equals(load.rejected(), 0L);
        String type = load.type().plural();
        transactions.run(connection -> LoadTransactions.update(
                connection,
                COMPARED,
                type,
                load.version(),
                load.version(),
                type,
                stored,
                stored,
                load.version(),
                type));
        // What takes long has been counted: those who store records wait only as long as the state is written.
        boolean completed = equal
                && transactions.run(connection -> {
                            LoadTransactions.lockAlone(connection, load.type());
                            return LoadTransactions.update(
                                    connection, COMPLETE.formatted(type), load.version(), type, stored);
                        })
                        > 0;
        return new Comparison(stored, completed);
    }

    private static long count(Connection connection, Load load) throws SQLException, InterruptedException {
        long pages = TablePages.count(connection, load.type());
        long size = FIRST_COUNT;
        long count = 0;
        String query = "select count(*) from " + load.type().plural()
                + " where ctid >= ?::tid and ctid < ?::tid and version = ?";
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (long page = 0; page < pages; ) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while counting " + load);
                }
                long began = System.nanoTime();
                statement.setString(1, TablePages.place(page));
                statement.setString(2, TablePages.place(page + size));
                statement.setString(3, load.version());
                try (ResultSet found = statement.executeQuery()) {
                    found.next();
                    count += found.getLong(1);
                }
                page += size;
                size = TablePages.next(size, began, LONGEST_COUNT, FIRST_COUNT / 8, MOST_COUNT);
            }
        }
        return count;
    }
}
