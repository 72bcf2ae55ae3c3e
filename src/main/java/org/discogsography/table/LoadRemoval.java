package org.discogsography.table;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.discogsography.dump.DataType;
import org.discogsography.loads.Load;
import org.discogsography.loads.Removal;

/** Removes what is older than a settled load from its table, some pages in a transaction. Thread-safe. */
final class LoadRemoval {

    private static final long FIRST_REMOVAL = 256;
    private static final long LEAST_REMOVAL = 8;
    private static final long MOST_REMOVAL = 65_536;

    /** Records that a transaction removes, as in remove.sql. */
    private static final long MOST_REMOVED = 5_000;

    private static final Duration LONGEST_REMOVAL = Duration.ofMillis(250);

    private final LoadTransactions transactions;
    private final String remove = resource("sql/remove.sql");
    private final Map<DataType, Long> removalPages = new EnumMap<>(DataType.class); // guarded by this

    LoadRemoval(LoadTransactions transactions) {
        this.transactions = transactions;
    }

    /** Where a removal is. */
    private record Pass(long page, long found, boolean finished) {}

    /** Removes some of the records, and notes how far it has got. */
    Removal remove(Load load) throws SQLException, InterruptedException {
        try {
            return removeStep(load);
        } catch (SQLException e) {
            // It may have been too much for its time-out.
            removalPages(load.type(), Math.max(removalPages(load.type()) / 2, LEAST_REMOVAL));
            throw e;
        }
    }

    private Removal removeStep(Load load) throws SQLException, InterruptedException {
        return transactions.run(connection -> {
            LoadTransactions.limitLockWait(connection);
            LoadTransactions.update(
                    connection,
                    "insert into removals (version, type) values (?, ?) on conflict do nothing",
                    load.version(),
                    load.type().plural());
            Pass pass = lockedPass(connection, load);
            if (pass == null || pass.finished()) {
                return new Removal(0, Removal.Outcome.LATER);
            }
            return remove(connection, load, pass);
        });
    }

    /** Where the removal is, for no other instance to go on meanwhile; null if another one does, or the load is not settled. */
    private static Pass lockedPass(Connection connection, Load load) throws SQLException {
        String query = """
                select page, found, finished_at is not null
                from removals
                where version = ? and type = ?
                    and exists (
                        select from loads
                        where loads.version = removals.version and loads.type = removals.type
                            and loads.state in ('complete', 'accepted'))
                for update skip locked
                """;
        try (PreparedStatement statement = LoadTransactions.prepare(
                        connection, query, load.version(), load.type().plural());
                ResultSet row = statement.executeQuery()) {
            return row.next() ? new Pass(row.getLong(1), row.getLong(2), row.getBoolean(3)) : null;
        }
    }

    /** One range of pages. A pass that has found nothing is the last: rows that were locked, or moved, are found by the next. */
    private Removal remove(Connection connection, Load load, Pass pass) throws SQLException {
        String type = load.type().plural();
        long size = removalPages(load.type());
        long began = System.nanoTime();
        long old;
        long removed;
        try (PreparedStatement statement = LoadTransactions.prepare(
                        connection,
                        remove.replace("{table}", type),
                        TablePages.place(pass.page()),
                        TablePages.place(pass.page() + size),
                        load.version(),
                        load.version(),
                        load.version());
                ResultSet counts = statement.executeQuery()) {
            counts.next();
            old = counts.getLong(1);
            removed = counts.getLong(2);
        }
        if (removed > 0) {
            LoadTransactions.update(
                    connection,
                    "update loads set removed = removed + ? where version = ? and type = ?",
                    removed,
                    load.version(),
                    type);
        }
        long found = pass.found() + old;
        // Of pages with more old records than a transaction removes the rest comes next.
        long next = old == MOST_REMOVED && removed > 0 ? pass.page() : pass.page() + size;
        boolean passEnds = next >= TablePages.count(connection, load.type());
        boolean isLast = passEnds && found == 0;
        LoadTransactions.update(
                connection,
                "update removals set page = ?, found = ?, finished_at = case when ? then now() end"
                        + " where version = ? and type = ?",
                passEnds ? 0L : next,
                passEnds ? 0L : found,
                isLast,
                load.version(),
                type);
        removalPages(load.type(), TablePages.next(size, began, LONGEST_REMOVAL, LEAST_REMOVAL, MOST_REMOVAL));
        return new Removal(
                removed, isLast ? Removal.Outcome.DONE : passEnds ? Removal.Outcome.LATER : Removal.Outcome.MORE);
    }

    private synchronized long removalPages(DataType type) {
        return removalPages.getOrDefault(type, FIRST_REMOVAL);
    }

    private synchronized void removalPages(DataType type, long pages) {
        removalPages.put(type, pages);
    }

    private static String resource(String name) {
        try (InputStream in = LoadRemoval.class.getClassLoader().getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
