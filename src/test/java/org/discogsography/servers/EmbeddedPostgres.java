package org.discogsography.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.discogsography.dump.DataType;

/** A real PostgreSQL on a free port of its own, in a folder that goes when it is closed. */
public final class EmbeddedPostgres implements AutoCloseable {

    public static final String USERNAME = "postgres";
    public static final String PASSWORD = "postgres";
    public static final String DATABASE = "postgres";

    private final io.zonky.test.db.postgres.embedded.EmbeddedPostgres server;

    private EmbeddedPostgres(io.zonky.test.db.postgres.embedded.EmbeddedPostgres server) {
        this.server = server;
    }

    public static EmbeddedPostgres start() {
        try {
            return new EmbeddedPostgres(io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "100")
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not start", e);
        }
    }

    public int port() {
        return server.getPort();
    }

    /** {@code host:port}, as POSTGRES_ADDRESS has it. */
    public String address() {
        return "localhost:" + port();
    }

    public Connection connect() throws SQLException {
        return server.getPostgresDatabase().getConnection();
    }

    /** Empties the tables that are there. */
    public void clear() {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            for (DataType type : DataType.values()) {
                var there = statement.executeQuery("select to_regclass('public." + type + "') is not null");
                there.next();
                if (there.getBoolean(1)) {
                    statement.execute("truncate " + type);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The tables could not be emptied", e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
