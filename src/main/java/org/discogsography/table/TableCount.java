package org.discogsography.table;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.discogsography.dump.DataType;

/**
 * Counts the rows of each table. If counting takes too long, PostgreSQL's own estimate takes the place of the count.
 * Thread-safe.
 */
public final class TableCount {

    /** Shorter than the answer time-out, which detects a hung server. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private static final String CANCELLED = "57014";

    private final DataSource dataSource;

    public TableCount(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** The number of rows by table. */
    public Map<String, Long> now() throws SQLException {
        Map<String, Long> rows = new HashMap<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout((int) LONGEST.toSeconds());
            for (DataType type : DataType.values()) {
                rows.put(type.plural(), rows(statement, type));
            }
        }
        return rows;
    }

    private static long rows(Statement statement, DataType type) throws SQLException {
        try {
            return number(statement, "select count(*) from " + type.plural());
        } catch (SQLException e) {
            if (!CANCELLED.equals(e.getSQLState())) {
                throw e;
            }
            return number(
                    statement,
                    "select greatest(reltuples, 0)::bigint from pg_class where oid = '" + type.plural()
                            + "'::regclass");
        }
    }

    private static long number(Statement statement, String query) throws SQLException {
        try (ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getLong(1);
        }
    }
}
