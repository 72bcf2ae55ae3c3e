package org.discogsography.table;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.discogsography.dump.DataType;
import org.discogsography.loads.Announcement;
import org.discogsography.loads.Comparison;
import org.discogsography.loads.Load;
import org.discogsography.loads.LoadState;
import org.discogsography.loads.LoadStore;
import org.discogsography.loads.Removal;

/**
 * The loads of PostgreSQL's tables. Tables are read in ranges of pages, which needs no index and locks nothing, so that no statement is
 * silent for long.
 *
 * <p>Who stores records shares a lock of its type for as long as its transaction lasts ({@code begin_store} in the schema). A load is
 * settled while nobody has that lock: whoever stores records later knows it and ignores older ones, and what was stored before is there for
 * the removal to find. Thread-safe.
 */
public final class TableLoads implements LoadStore {

    /** Of the first range of pages that is counted, and the least; it grows as long as counting is quick. */
    private static final long FIRST_COUNT = 2_048;

    /** A statement that reads half a gigabyte answers in time on a slow disk too. */
    private static final long MOST_COUNT = 65_536;

    private static final Duration LONGEST_COUNT = Duration.ofSeconds(1);

    private static final long FIRST_REMOVAL = 256;
    private static final long LEAST_REMOVAL = 8;
    private static final long MOST_REMOVAL = 65_536;

    /** Records that a transaction removes, as in remove.sql. */
    private static final long MOST_REMOVED = 5_000;

    private static final Duration LONGEST_REMOVAL = Duration.ofMillis(250);

    /** How long those who store records of the type may have to wait for a load to be settled, and that for them. */
    private static final Duration LOCK = Duration.ofSeconds(2);

    private static final String SELECT = """
            select loads.*, removals.finished_at is not null as removal_done
            from loads left join removals using (version, type)
            order by version collate "C", type
            """;

    private static final String ANNOUNCE = """
            insert into loads (version, type, file, sha256, records, rejected, started_at)
            values (?, ?, ?, ?, ?, ?, ?)
            on conflict (version, type) do update
            set file = excluded.file, sha256 = excluded.sha256, records = excluded.records, rejected = excluded.rejected,
                started_at = excluded.started_at
            where loads.state in ('loading', 'incomplete')
                and (loads.records is null or loads.started_at <= excluded.started_at)
            """;

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

    private final DataSource dataSource;
    private final String remove = resource("sql/remove.sql");
    private final Map<DataType, Long> removalPages = new EnumMap<>(DataType.class); // guarded by this

    public TableLoads(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    private interface Work<T> {
        T in(Connection connection) throws SQLException, InterruptedException;
    }

    private <T> T transaction(int isolation, Work<T> work) throws SQLException, InterruptedException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(isolation);
            boolean done = false;
            try {
                T result = work.in(connection);
                connection.commit();
                done = true;
                return result;
            } finally {
                if (!done) {
                    connection.rollback();
                }
            }
        }
    }

    private <T> T transaction(Work<T> work) throws SQLException, InterruptedException {
        return transaction(Connection.TRANSACTION_READ_COMMITTED, work);
    }

    @Override
    public void announce(Announcement told) throws SQLException, InterruptedException {
        transaction(connection -> update(
                connection,
                ANNOUNCE,
                told.version(),
                told.type().plural(),
                told.file(),
                told.sha256(),
                told.records(),
                told.rejected(),
                Timestamp.from(told.startedAt())));
    }

    @Override
    public List<Load> loads() throws SQLException {
        List<Load> loads = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SELECT)) {
            while (row.next()) {
                DataType type = DataType.named(row.getString("type")).orElse(null);
                if (type != null) {
                    loads.add(new Load(
                            row.getString("version"),
                            type,
                            row.getString("file"),
                            row.getString("sha256"),
                            row.getObject("records", Long.class),
                            row.getObject("added", Long.class),
                            row.getObject("changed", Long.class),
                            row.getObject("unchanged", Long.class),
                            row.getObject("removed", Long.class),
                            row.getObject("rejected", Long.class),
                            LoadState.of(row.getString("state")),
                            instant(row, "started_at"),
                            instant(row, "completed_at"),
                            row.getBoolean("removal_done")));
                }
            }
        }
        return loads;
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }

    /**
     * The count is of one snapshot. That the table goes on to change does no harm: the store held all records of the version, and whatever
     * is older than it and still there is not in that version, then and later.
     */
    @Override
    public Comparison compare(Load load) throws SQLException, InterruptedException {
        long stored = transaction(Connection.TRANSACTION_REPEATABLE_READ, connection -> count(connection, load));
        boolean equal = load.records() != null && load.records() == stored && Objects.equals(load.rejected(), 0L);
        String type = load.type().plural();
        transaction(connection -> update(
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
                && transaction(connection -> {
                            lockAlone(connection, load.type());
                            return update(connection, COMPLETE.formatted(type), load.version(), type, stored);
                        })
                        > 0;
        return new Comparison(stored, completed);
    }

    private static long count(Connection connection, Load load) throws SQLException, InterruptedException {
        long pages = pages(connection, load.type());
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
                statement.setString(1, place(page));
                statement.setString(2, place(page + size));
                statement.setString(3, load.version());
                try (ResultSet found = statement.executeQuery()) {
                    found.next();
                    count += found.getLong(1);
                }
                page += size;
                size = next(size, began, LONGEST_COUNT, FIRST_COUNT / 8, MOST_COUNT);
            }
        }
        return count;
    }

    /** As many as a statement may read in its time, by what the last one took. */
    private static long next(long size, long began, Duration longest, long least, long most) {
        long took = System.nanoTime() - began;
        if (took > longest.toNanos()) {
            return Math.max(size / 2, least);
        }
        return took < longest.toNanos() / 2 ? Math.min(size * 2, most) : size;
    }

    /** The place of a page's first row. Pages are counted with 32 bits; there is none at the last number. */
    private static String place(long page) {
        return "(" + Math.min(page, 0xFFFF_FFFEL) + ",0)";
    }

    private static long pages(Connection connection, DataType type) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet size = statement.executeQuery(
                        "select pg_relation_size('" + type.plural() + "') / current_setting('block_size')::bigint")) {
            size.next();
            return size.getLong(1);
        }
    }

    private static void lockAlone(Connection connection, DataType type) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local lock_timeout = " + LOCK.toMillis());
            statement.execute("select pg_advisory_xact_lock(20260801, load_lock('" + type.plural() + "'))");
        }
    }

    @Override
    public boolean incomplete(Load load) throws SQLException, InterruptedException {
        return transaction(connection -> update(
                        connection,
                        "update loads set state = 'incomplete' where version = ? and type = ? and state = 'loading'",
                        load.version(),
                        load.type().plural()))
                > 0;
    }

    @Override
    public boolean accept(String version, DataType type) throws SQLException, InterruptedException {
        return transaction(connection -> {
                    lockAlone(connection, type);
                    return update(
                            connection,
                            "update loads set state = 'accepted', completed_at = now()"
                                    + " where version = ? and type = ? and state = 'incomplete'",
                            version,
                            type.plural());
                })
                > 0;
    }

    /** Where a removal is. */
    private record Pass(long page, long found, boolean finished) {}

    @Override
    public Removal remove(Load load) throws SQLException, InterruptedException {
        try {
            return removeStep(load);
        } catch (SQLException e) {
            // It may have been too much for its time-out.
            removalPages(load.type(), Math.max(removalPages(load.type()) / 2, LEAST_REMOVAL));
            throw e;
        }
    }

    private Removal removeStep(Load load) throws SQLException, InterruptedException {
        return transaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("set local lock_timeout = " + LOCK.toMillis());
            }
            update(
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
        try (PreparedStatement statement =
                        prepare(connection, query, load.version(), load.type().plural());
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
        try (PreparedStatement statement = prepare(
                        connection,
                        remove.replace("{table}", type),
                        place(pass.page()),
                        place(pass.page() + size),
                        load.version(),
                        load.version(),
                        load.version());
                ResultSet counts = statement.executeQuery()) {
            counts.next();
            old = counts.getLong(1);
            removed = counts.getLong(2);
        }
        if (removed > 0) {
            update(
                    connection,
                    "update loads set removed = removed + ? where version = ? and type = ?",
                    removed,
                    load.version(),
                    type);
        }
        long found = pass.found() + old;
        // Of pages with more old records than a transaction removes the rest comes next.
        long next = old == MOST_REMOVED && removed > 0 ? pass.page() : pass.page() + size;
        boolean passEnds = next >= pages(connection, load.type());
        boolean isLast = passEnds && found == 0;
        update(
                connection,
                "update removals set page = ?, found = ?, finished_at = case when ? then now() end"
                        + " where version = ? and type = ?",
                passEnds ? 0L : next,
                passEnds ? 0L : found,
                isLast,
                load.version(),
                type);
        removalPages(load.type(), next(size, began, LONGEST_REMOVAL, LEAST_REMOVAL, MOST_REMOVAL));
        return new Removal(
                removed, isLast ? Removal.Outcome.DONE : passEnds ? Removal.Outcome.LATER : Removal.Outcome.MORE);
    }

    private synchronized long removalPages(DataType type) {
        return removalPages.getOrDefault(type, FIRST_REMOVAL);
    }

    private synchronized void removalPages(DataType type, long pages) {
        removalPages.put(type, pages);
    }

    private static int update(Connection connection, String statement, Object... values) throws SQLException {
        try (PreparedStatement prepared = prepare(connection, statement, values)) {
            return prepared.executeUpdate();
        }
    }

    private static PreparedStatement prepare(Connection connection, String text, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(text);
        try {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private static String resource(String name) {
        try (InputStream in = TableLoads.class.getClassLoader().getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
