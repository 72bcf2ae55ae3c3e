package org.discogsography.table;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;
import org.apache.camel.api.management.ManagedResource;
import org.discogsography.dump.DataType;
import org.discogsography.idempotent.StoreIdempotentRepository;
import org.discogsography.idempotent.StoredRecord;
import org.postgresql.PGStatement;

/** The idempotent repository for one of the tables. */
@ManagedResource(description = "Idempotent repository over a table of PostgreSQL")
public final class TableIdempotentRepository extends StoreIdempotentRepository {

    /**
     * A plan for each execution, by how large the table is now. One that is kept may be from when it was all but empty, and reads all of it
     * for each batch until PostgreSQL has analysed it.
     */
    private static final int PLANNED_ANEW = 0;

    private static final String SETTLED = "select coalesce(max(version collate \"C\"), '') from loads"
            + " where type = ? and state in ('complete', 'accepted')";

    private final DataSource dataSource;
    private final String find;
    private final String forget;
    private final String type;

    public TableIdempotentRepository(DataSource dataSource, DataType type) {
        this.dataSource = dataSource;
        this.type = type.plural();
        this.find = "select data_id, hash, version from " + type.plural() + " where data_id = any(?)";
        this.forget = "update " + type.plural() + " set hash = '' where data_id = ? and hash = ?";
    }

    @Override
    protected Collection<StoredRecord> find(Collection<String> ids) throws SQLException {
        List<StoredRecord> found = new ArrayList<>(ids.size());
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(find)) {
            statement.unwrap(PGStatement.class).setPrepareThreshold(PLANNED_ANEW);
            Array array = connection.createArrayOf("text", ids.toArray());
            statement.setArray(1, array);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(new StoredRecord(rows.getString(1), rows.getString(2), rows.getString(3)));
                }
            }
        }
        return found;
    }

    @Override
    protected String settledVersion() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(SETTLED)) {
            statement.setString(1, type);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    @Override
    protected boolean forget(String id, String sha256) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(forget)) {
            statement.setString(1, id);
            statement.setString(2, sha256);
            return statement.executeUpdate() > 0;
        }
    }
}
