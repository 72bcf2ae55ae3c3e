package org.discogsography.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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

    private final DataSource dataSource;
    private Horizon horizon; // null: none is waited for; guarded by this

    private record Horizon(long seq, long next) {}

    public TableFeed(DataSource dataSource) {
        this.dataSource = dataSource;
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
                    return false;
                }
            }
            long position = number(statement, "select position from change_feed");
            if (horizon == null || horizon.seq() <= position) {
                horizon = horizon(statement);
            }
            if (horizon.seq() <= position || number(statement, OLDEST_RUNNING) < horizon.next()) {
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
