package org.discogsography.table;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.discogsography.outage.PoolUse;

/** Creates the pool of connections to PostgreSQL. */
public final class TablePool {

    /**
     * A session that waits for a lock does not notice that its client has hung up: without this, each try at a locked table would
     * leave one, until the server had no connection left. PostgreSQL before 14, and on some systems, does not have it.
     *
     * <p>Of records longer than 2 kB, compressing by lz4 takes a fraction of what PostgreSQL's own way takes. Not each server is built with
     * it. What is stored already stays as it is, and is read either way.
     *
     * <p>Counting with parallel workers takes up to twice the CPU time, and a load needs the processors.
     *
     * <p>Not among the {@code options} of the connection, which PgBouncer refuses.
     */
    private static final String SESSION = """
            do $$ begin
                begin
                    perform set_config('client_connection_check_interval', '5s', false);
                exception when undefined_object or invalid_parameter_value then null;
                end;
                begin
                    perform set_config('default_toast_compression', 'lz4', false);
                exception when undefined_object or invalid_parameter_value then null;
                end;
                perform set_config('max_parallel_workers_per_gather', '0', false);
            end $$""";

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
    public static HikariDataSource create(TableServer server, Settings settings) {
        return create("postgresql", "discogsography", server, settings, new Properties(), SESSION);
    }

    /**
     * Creates a pool of connections on which nothing can be written, for questions.
     *
     * @param statement after which the server ends a statement; less than the answer time-out
     */
    public static HikariDataSource reading(TableServer server, Settings settings, Duration statement) {
        var properties = new Properties();
        properties.setProperty("readOnly", "true");
        properties.setProperty("readOnlyMode", "always");
        properties.setProperty(
                "options",
                "-c default_transaction_read_only=on -c statement_timeout=" + statement.toMillis()
                        // A parameter that is not given makes another plan than one that is.
                        + " -c plan_cache_mode=force_custom_plan"
                        // To compile a statement takes longer than a question may.
                        + " -c jit=off"
                        // Each statement has an index. For a search that finds nothing, PostgreSQL expects to find
                        // much, and reads the table.
                        + " -c enable_seqscan=off"
                        // What a search cuts off is the same for each of its pages only if rows come in the same order.
                        + " -c max_parallel_workers_per_gather=0 -c synchronize_seqscans=off");
        return create("discovery", "discogsography discovery", server, settings, properties, null);
    }

    /** @param first statement on each new connection, or null */
    private static HikariDataSource create(
            String name,
            String application,
            TableServer server,
            Settings settings,
            Properties properties,
            String first) {
        properties.setProperty("ApplicationName", application);
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectTimeout", seconds(settings.connectTimeout()));
        properties.setProperty("loginTimeout", seconds(settings.connectTimeout()));
        properties.setProperty("socketTimeout", seconds(settings.answerTimeout()));
        // A few statements run all day: have the server keep their plans from the first execution on.
        properties.setProperty("prepareThreshold", "1");
        var config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(new ServerDataSource(server, properties));
        config.setConnectionInitSql(first);
        config.setExceptionOverride(new DiscardReadOnly());
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
    public static TablePing ping(TableServer server) {
        return new TablePing(server);
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

    /** A connection on which nothing can be written is discarded: behind a proxy it may lead to a server that is no primary any more. */
    private static final class DiscardReadOnly implements SQLExceptionOverride {

        private static final String READ_ONLY_TRANSACTION = "25006";

        @java.lang.Override
        public SQLExceptionOverride.Override adjudicate(SQLException exception) {
            return READ_ONLY_TRANSACTION.equals(exception.getSQLState())
                    ? Override.MUST_EVICT
                    : Override.CONTINUE_EVICT;
        }
    }

    /** As text: the driver silently ignores a Long, and would wait forever. */
    private static String seconds(Duration time) {
        return Long.toString(time.toSeconds());
    }
}
