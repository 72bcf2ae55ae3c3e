package org.discogsography.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.discogsography.servers.EmbeddedPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What holds for each connection. */
class TablePoolTest {

    private static EmbeddedPostgres postgres;
    private static HikariDataSource pool;

    @BeforeAll
    static void start() {
        postgres = EmbeddedPostgres.start();
        var time = Duration.ofSeconds(30);
        pool = TablePool.create(
                new TableServer(
                        PostgresAddress.parse(postgres.address()),
                        PostgresTls.PREFER,
                        EmbeddedPostgres.DATABASE,
                        EmbeddedPostgres.USERNAME,
                        EmbeddedPostgres.PASSWORD),
                new TablePool.Settings(1, 1, time, time, time));
    }

    @AfterAll
    static void stop() {
        pool.close();
        postgres.close();
    }

    @Test
    void a_session_notices_that_its_client_has_hung_up() throws SQLException {
        assertThat(answer("show client_connection_check_interval")).isEqualTo("5s");
    }

    /** The embedded one cannot, and is used all the same. */
    @Test
    void long_records_are_compressed_by_lz4_if_the_server_can() throws SQLException {
        boolean can = answer("select 'lz4' = any (enumvals) from pg_settings where name = 'default_toast_compression'")
                .equals("t");
        assertThat(answer("show default_toast_compression")).isEqualTo(can ? "lz4" : "pglz");
    }

    @Test
    void counting_leaves_the_other_processors_to_the_load() throws SQLException {
        assertThat(answer("show max_parallel_workers_per_gather")).isEqualTo("0");
    }

    private static String answer(String query) throws SQLException {
        try (Connection connection = pool.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
