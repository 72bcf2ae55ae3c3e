package org.discogsography.table;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.discogsography.outage.PoolUse;
import org.postgresql.Driver;

/** Creates the pool of connections to PostgreSQL. */
public final class TablePool {

    private TablePool() {}

    /**
     * The settings of the pool.
     *
     * @param minimum number of connections kept open
     * @param maximum maximum number of connections
     * @param check interval at which an idle connection is tested; broken ones are replaced
     * @param connectTimeout maximum time to connect, or to wait for a free connection
     * @param answerTimeout maximum silence of the server during a statement; after it the connection is discarded. This
     *     detects a hung server
     */
    public record Settings(int minimum, int maximum, Duration check, Duration connectTimeout, Duration answerTimeout) {}

    /** Creates a pool that connects later: the server need not be up yet. */
    public static HikariDataSource create(
            PostgresAddress address, String database, String username, String password, Settings settings) {
        var config = new HikariConfig();
        config.setPoolName("postgresql");
        // Set by name, so that this class's own class loader finds it: under camel run it is not the system's.
        config.setDriverClassName(Driver.class.getName());
        config.setJdbcUrl(url(address, database));
        config.setUsername(username);
        config.setPassword(password);
        config.addDataSourceProperty("ApplicationName", "discogsography");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("connectTimeout", seconds(settings.connectTimeout()));
        config.addDataSourceProperty("loginTimeout", seconds(settings.connectTimeout()));
        config.addDataSourceProperty("socketTimeout", seconds(settings.answerTimeout()));
        // A few statements run all day: have the server keep their plans from the first execution on.
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

    /** Creates a ping for the same server, with a connection outside the pool. */
    public static TablePing ping(PostgresAddress address, String database, String username, String password) {
        return new TablePing(url(address, database), username, password);
    }

    private static String url(PostgresAddress address, String database) {
        return "jdbc:postgresql://" + address + "/" + URLEncoder.encode(database, StandardCharsets.UTF_8);
    }

    /** The use of the pool's connections; zero until it has begun to connect. */
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

    /** As text: the driver silently ignores a Long, and would wait for ever. */
    private static String seconds(Duration time) {
        return Long.toString(time.toSeconds());
    }
}
