package org.discogsography.table;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.discogsography.dump.DataType;

/** The table of changes. Thread-safe. */
public final class TableChanges {

    private static final int FETCHED = 1_000;

    private static final String COLUMNS =
            "select seq, version, type, data_id, change, hash, previous_hash, at from changes";

    private final DataSource dataSource;

    public TableChanges(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Takes one change after the other. */
    @FunctionalInterface
    public interface Reader {

        /** Returns whether it wants more. */
        boolean read(Change change) throws IOException;
    }

    /** Whether there is a load of this version. */
    public boolean knows(String version) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("select exists (select from loads where version = ?)")) {
            statement.setString(1, version);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /**
     * Reads the changes of a version in the order of {@code seq}, a few at a time.
     *
     * @param type null for all types
     */
    public void read(String version, DataType type, Reader reader) throws SQLException, IOException {
        String query = COLUMNS + " where version = ?" + (type == null ? "" : " and type = ?") + " order by seq";
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false); // otherwise the driver fetches all rows at once
            try (PreparedStatement statement = connection.prepareStatement(query)) {
                statement.setFetchSize(FETCHED);
                statement.setString(1, version);
                if (type != null) {
                    statement.setString(2, type.plural());
                }
                try (ResultSet row = statement.executeQuery()) {
                    boolean more = true;
                    while (more && row.next()) {
                        more = reader.read(change(row));
                    }
                }
            } finally {
                connection.rollback();
            }
        }
    }

    static Change change(ResultSet row) throws SQLException {
        return new Change(
                row.getLong("seq"),
                row.getString("version"),
                row.getString("type"),
                row.getString("data_id"),
                row.getString("change"),
                row.getString("hash"),
                row.getString("previous_hash"),
                row.getTimestamp("at").toInstant());
    }
}
