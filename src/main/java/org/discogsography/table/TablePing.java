package org.discogsography.table;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.discogsography.outage.Probe;

/**
 * Checks whether PostgreSQL answers at all. It has a connection of its own: the pool gives none while it waits for the
 * server itself. For one thread.
 */
public final class TablePing implements Probe, AutoCloseable {

    private static final int SECONDS = 3;

    private final String url;
    private final Properties properties = new Properties();
    private volatile Connection connection; // null: none

    TablePing(String url, String username, String password) {
        this.url = url;
        properties.setProperty("user", username);
        properties.setProperty("password", password);
        properties.setProperty("ApplicationName", "discogsography liveness");
        // As text: the driver ignores numbers.
        properties.setProperty("connectTimeout", Integer.toString(SECONDS));
        properties.setProperty("loginTimeout", Integer.toString(SECONDS));
        properties.setProperty("socketTimeout", Integer.toString(SECONDS));
    }

    @Override
    public void run() throws SQLException {
        if (connection == null) {
            connection = DriverManager.getConnection(url, properties);
        }
        try (var statement = connection.createStatement()) {
            statement.execute("select 1");
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    @Override
    public void close() throws SQLException {
        if (connection != null) {
            Connection lost = connection;
            connection = null;
            lost.abort(Runnable::run);
        }
    }
}
