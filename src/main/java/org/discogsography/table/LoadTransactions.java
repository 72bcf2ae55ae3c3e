package org.discogsography.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.discogsography.dump.DataType;

/** Transactions that read and write the loads, and the lock under which a load is settled. Thread-safe. */
final class LoadTransactions {

    /** How long those who store records of the type may have to wait for a load to be settled, and that for them. */
    private static final Duration LOCK = Duration.ofSeconds(2);

    private final DataSource dataSource;

    LoadTransactions(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** What a transaction does; it is committed unless this fails. */
    interface Work<T> {
        T in(Connection connection) throws SQLException, InterruptedException;
    }

    <T> T run(Work<T> work) throws SQLException, InterruptedException {
        return run(Connection.TRANSACTION_READ_COMMITTED, work);
    }

    /** @param isolation as in {@link Connection} */
    <T> T run(int isolation, Work<T> work) throws SQLException, InterruptedException {
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

    /** Nobody stores records of the type from here to the end of the transaction. */
    static void lockAlone(Connection connection, DataType type) throws SQLException {
        limitLockWait(connection);
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_xact_lock(20260801, load_lock('" + type.plural() + "'))");
        }
    }

    /** To the end of the transaction no lock is waited for longer than those who store records may have to wait. */
    static void limitLockWait(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local lock_timeout = " + LOCK.toMillis());
        }
    }

    /** Returns the number of rows that were changed. */
    static int update(Connection connection, String statement, Object... values) throws SQLException {
        try (PreparedStatement prepared = prepare(connection, statement, values)) {
            return prepared.executeUpdate();
        }
    }

    static PreparedStatement prepare(Connection connection, String text, Object... values) throws SQLException {
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
}
