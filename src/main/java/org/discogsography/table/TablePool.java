package org.discogsography.table;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.discogsography.outage.PoolUse;
import org.postgresql.Driver;

/** Builds the pool of connections to PostgreSQL. */
public final class TablePool {

    private TablePool() {}

    /**
     * How the pool behaves.
     *
     * @param minimum connections kept open
     * @param maximum connections at most
     * @param check how often an idle connection is asked whether it still works; broken ones are replaced
     * @param connectTimeout how long connecting, or waiting for a free connection, may take
     * @param answerTimeout how long the server may stay silent in the middle of a statement before its connection is
     *     given up; a hung server is found by this
     */
    public record Settings(int minimum, int maximum, Duration check, Duration connectTimeout, Duration answerTimeout) {}

    /** A pool that has not connected yet; it fills itself when the server is there. */
    public static HikariDataSource create(
            PostgresAddress address, String database, String username, String password, Settings settings) {
        var config = new HikariConfig();
        config.setPoolName("postgresql");
        // Named, so that it is found by this class's own class loader: camel run has another one than the system's.
        config.setDriverClassName(Driver.class.getName());
        config.setJdbcUrl(url(address, database));
        config.setUsername(username);
        config.setPassword(password);
        config.addDataSourceProperty("ApplicationName", "discogsography");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("connectTimeout", seconds(settings.connectTimeout()));
        config.addDataSourceProperty("loginTimeout", seconds(settings.connectTimeout()));
        config.addDataSourceProperty("socketTimeout", seconds(settings.answerTimeout()));
        // A handful of statements run all day: let the server keep their plans from the first time on.
        config.addDataSourceProperty("prepareThreshold", "1");
        config.setMinimumIdle(settings.minimum());
        config.setMaximumPoolSize(settings.maximum());
        config.setKeepaliveTime(settings.check().toMillis());
        config.setConnectionTimeout(settings.connectTimeout().toMillis());
        config.setValidationTimeout(Math.min(5_000, settings.connectTimeout().toMillis()));
        config.setInitializationFailTimeout(-1);
        config.setRegisterMbeans(true);
        return new HikariDataSource(config);
    }

    /** Asks the same server, over a connection that is not the pool's. */
    public static TablePing ping(PostgresAddress address, String database, String username, String password) {
        return new TablePing(url(address, database), username, password);
    }

    private static String url(PostgresAddress address, String database) {
        return "jdbc:postgresql://" + address + "/" + URLEncoder.encode(database, StandardCharsets.UTF_8);
    }

    /** How its connections are used; none while it has not begun to connect. */
    public static PoolUse use(HikariDataSource pool) {
        HikariPoolMXBean now = pool.getHikariPoolMXBean();
        int maximum = pool.getMaximumPoolSize();
        return now == null
                ? new PoolUse(0, 0, 0, maximum)
                : new PoolUse(
                        now.getActiveConnections(),
                        now.getIdleConnections(),
                        now.getThreadsAwaitingConnection(),
                        maximum);
    }

    /** As text: the driver takes a Long for no value at all, without a word, and would wait for ever. */
    private static String seconds(Duration time) {
        return Long.toString(time.toSeconds());
    }
}
