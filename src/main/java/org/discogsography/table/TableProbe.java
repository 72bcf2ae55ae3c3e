package org.discogsography.table;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import javax.sql.DataSource;
import org.discogsography.dump.DataType;
import org.discogsography.outage.Probe;

/**
 * Checks that PostgreSQL answers, has the tables (missing ones are created), has some space on its disk, and accepts writes
 * to each table. Thread-safe.
 */
public final class TableProbe implements Probe {

    /** Writes some pages, for which a full disk has no space. The transaction's end removes them. */
    private static final String ROOM =
            "create temporary table discogsography_probe on commit drop as select repeat('x', 1000) from generate_series(1, 100)";

    /** What else a statement that stores records needs. */
    private static final String LOADS = "select * from begin_store('artists', array[''])";

    private static final String SEARCH = "insert into search_queue (type, data_id) values ('artists', '')";

    /** Syntax error or access rule violation: an undefined table or column, among others. */
    private static final String WRONG_OBJECTS = "42";

    private final DataSource dataSource;
    private final TableSchema schema;
    private final String write = statement();
    private volatile boolean tablesKnown;

    public TableProbe(DataSource dataSource) {
        this.dataSource = dataSource;
        this.schema = new TableSchema(dataSource);
    }

    @Override
    public void run() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            // Detects a hung server. Flyway would wait for it with several connections, one after the other.
            statement.execute("select 1");
        }
        if (!tablesKnown) {
            // Not every time: if the connection breaks, Flyway retries for ten seconds in vain.
            schema.apply();
            tablesKnown = true;
        }
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                for (DataType type : DataType.values()) {
                    statement.execute(write.replace("{table}", type.plural()));
                }
                statement.execute(LOADS);
                statement.execute(SEARCH);
                statement.execute(ROOM);
            } catch (SQLException e) {
                // The tables are gone or differ: the database was created again, or restored from a backup.
                tablesKnown = !String.valueOf(e.getSQLState()).startsWith(WRONG_OBJECTS);
                throw e;
            } finally {
                connection.rollback();
            }
        }
    }

    private static String statement() {
        try (InputStream in = TableProbe.class.getClassLoader().getResourceAsStream("sql/probe.sql")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("sql/probe.sql", e);
        }
    }
}
