package org.discogsography.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Hands on the changes in the order of {@code seq}, and keeps in PostgreSQL how far it has got. One instance does so at a time; another that
 * asks meanwhile gets nothing.
 *
 * <p>Transactions do not commit in the order of their numbers in {@code seq}. So the numbers up to the highest one that is there are handed on
 * only after all transactions have ended that were running when it was seen: none of them can add a smaller number any more. Nobody waits for
 * a lock for that. Thread-safe.
 */
public final class TableFeed {

    private static final int PAGE = 500;

    private static final String TAKE_TURN = "select pg_try_advisory_xact_lock(20260801, 0)";

    /** A transaction has its number before it writes a change, and numbers from {@code next} on had not been given when it was read. */
    private static final String HORIZON =
            "select coalesce(max(seq), 0), pg_snapshot_xmax(pg_current_snapshot())::text::bigint from changes";

    private static final String OLDEST_RUNNING = "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint";

    private static final String SELECT = "select * from changes where seq > ? and seq <= ? order by seq limit " + PAGE;

    /** Changes that wait are counted no further. */
    public static final int MOST_COUNTED = 10_000;

    private static final String WAITING =
            "select position, count(at), min(at) from change_feed left join lateral (select at from changes"
                    + " where seq > position order by seq limit " + MOST_COUNTED
                    + ") waiting on true group by position";

    /** The oldest that has written something; those of others are hidden from a login without pg_read_all_stats. */
    private static final String OPEN = """
            select what || coalesce(' has been open since ' || to_char(began at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), ' is open')
            from (
                select format('a transaction of PostgreSQL (pid %s, user %s)', pid, usename), xact_start, backend_xid
                from pg_stat_activity where backend_xid is not null
                union all
                select format('the prepared transaction %s of PostgreSQL (user %s)', gid, owner), prepared, transaction
                from pg_prepared_xacts
            ) open (what, began, number)
            order by age(number) desc limit 1
            """;

    private final DataSource dataSource;
    private Horizon horizon; // null: none is waited for; guarded by this
    private Obstacle obstacle = Obstacle.NONE; // met by the last call; guarded by this

    private enum Obstacle {
        NONE,
        OTHERS_TURN,
        OPEN_TRANSACTION
    }

    private record Horizon(long seq, long next) {}

    /**
     * The changes that wait.
     *
     * @param position the last one handed on
     * @param changes their number, up to {@link #MOST_COUNTED}
     * @param since the time of the oldest; null if there is none
     * @param reason why the last call of {@link #handOn} has left them
     */
    public record Waiting(long position, long changes, Instant since, String reason) {}

    public TableFeed(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** What waits now. */
    public synchronized Waiting waiting() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            String reason = reason(statement);
            try (ResultSet row = statement.executeQuery(WAITING)) {
                row.next();
                Timestamp oldest = row.getTimestamp(3);
                return new Waiting(row.getLong(1), row.getLong(2), oldest == null ? null : oldest.toInstant(), reason);
            }
        }
    }

    private String reason(Statement statement) throws SQLException {
        return switch (obstacle) {
            case NONE -> "they have come only now";
            case OTHERS_TURN -> "it is another instance's turn to publish them";
            case OPEN_TRANSACTION -> openTransaction(statement) + ", and may still add a change before them";
        };
    }

    private static String openTransaction(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(OPEN)) {
            return row.next()
                    ? row.getString(1)
                    : "a transaction of PostgreSQL is open (pg_stat_activity shows it to a login with pg_read_all_stats)";
        }
    }

    /** Takes changes. */
    @FunctionalInterface
    public interface Receiver {

        /** Returns when they are received for good. */
        void receive(List<Change> changes) throws Exception;
    }

    /**
     * Hands on the next changes. If it fails, they come again.
     *
     * @return whether there may be more of them now
     */
    public synchronized boolean handOn(Receiver receiver) throws Exception {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                boolean more = handOn(connection, receiver);
                connection.commit();
                return more;
            } catch (Exception e) {
                connection.rollback();
                throw e;
            }
        }
    }

    private boolean handOn(Connection connection, Receiver receiver) throws Exception {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet turn = statement.executeQuery(TAKE_TURN)) {
                turn.next();
                if (!turn.getBoolean(1)) {
                    obstacle = Obstacle.OTHERS_TURN;
                    return false;
                }
            }
            long position = number(statement, "select position from change_feed");
            if (horizon == null || horizon.seq() <= position) {
                horizon = horizon(statement);
            }
            obstacle = Obstacle.NONE;
            if (horizon.seq() <= position) {
                return false;
            }
            if (number(statement, OLDEST_RUNNING) < horizon.next()) {
                obstacle = Obstacle.OPEN_TRANSACTION;
                return false;
            }
            List<Change> changes = changes(connection, position, horizon.seq());
            if (!changes.isEmpty()) {
                receiver.receive(changes);
            }
            long last = changes.size() < PAGE
                    ? horizon.seq()
                    : changes.get(PAGE - 1).seq();
            statement.executeUpdate("update change_feed set position = " + last);
            return true;
        }
    }

    private static Horizon horizon(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(HORIZON)) {
            row.next();
            return new Horizon(row.getLong(1), row.getLong(2));
        }
    }

    private static long number(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static List<Change> changes(Connection connection, long after, long last) throws SQLException {
        List<Change> changes = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(SELECT)) {
            statement.setLong(1, after);
            statement.setLong(2, last);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    changes.add(TableChanges.change(row));
                }
            }
        }
        return changes;
    }
}
