package org.discogsography.table;

import java.sql.SQLException;
import java.util.Properties;
import org.discogsography.outage.Probe;

/**
 * Checks whether PostgreSQL answers at all. It has a connection of its own: the pool gives none while it waits for the
 * server itself. For one thread.
 */
public final class TablePing implements Probe, AutoCloseable {

    private static final int SECONDS = 3;

    private final TableServer server;
    private final Properties properties = new Properties();
    private volatile TableServer.Opened open; // null: none

    TablePing(TableServer server) {
        this.server = server;
        properties.setProperty("ApplicationName", "discogsography liveness");
        // As text: the driver ignores numbers.
        properties.setProperty("connectTimeout", Integer.toString(SECONDS));
        properties.setProperty("loginTimeout", Integer.toString(SECONDS));
        properties.setProperty("socketTimeout", Integer.toString(SECONDS));
    }

    @Override
    public void run() throws SQLException {
        if (open == null) {
            open = server.connect(properties);
        }
        try (var statement = open.connection().createStatement()) {
            statement.execute("select 1");
        } catch (SQLException e) {
            server.failed(open.host());
            close();
            throw e;
        }
    }

    @Override
    public void close() throws SQLException {
        TableServer.Opened lost = open;
        open = null;
        if (lost != null) {
            lost.connection().abort(Runnable::run);
        }
    }
}
