package org.discogsography.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the tests of outages rest on: a PostgreSQL that can be killed, stopped, hung and had back. */
@Tag("drill")
class PostgresServerTest {

    private static PostgresServer server;

    @BeforeAll
    static void start() {
        server = PostgresServer.start();
    }

    @AfterAll
    static void close() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void what_it_has_committed_is_there_again_after_kills_and_a_stop_and_nothing_else() throws Exception {
        execute("create table kept (n int)", "insert into kept values (1)");
        try (var open = server.connect()) {
            open.setAutoCommit(false);
            open.createStatement().execute("insert into kept values (2)");
            server.kill();
            assertThatThrownBy(() -> number("select 1")).hasRootCauseInstanceOf(java.net.ConnectException.class);
        }
        server.restart();
        server.kill();
        server.restart();
        execute("insert into kept values (3)");
        try (var client = server.connect()) {
            server.stop();
            assertThat(client.isValid(1)).isFalse();
        }
        server.restart();
        assertThat(number("select sum(n) from kept")).isEqualTo(4);
    }

    @Test
    void it_writes_through_to_the_disk() throws Exception {
        assertThat(number("select count(*) from pg_settings where setting = 'on'"
                        + " and name in ('fsync', 'synchronous_commit', 'full_page_writes')"))
                .isEqualTo(3);
    }

    @Test
    void a_pause_leaves_a_query_without_an_answer_until_it_ends() throws Exception {
        try (var connection = server.connect()) {
            server.pause();
            CompletableFuture<Boolean> query;
            try {
                query = CompletableFuture.supplyAsync(() -> succeeds(connection));
                assertThatThrownBy(() -> query.get(1, TimeUnit.SECONDS))
                        .isInstanceOf(java.util.concurrent.TimeoutException.class);
            } finally {
                server.unpause();
            }
            assertThat(query.get(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void a_connection_with_a_limit_for_silence_does_not_wait_for_the_end_of_a_pause() throws Exception {
        try (var connection = server.connect(Duration.ofSeconds(1))) {
            assertThat(succeeds(connection)).isTrue();
            server.pause();
            try {
                var query = CompletableFuture.supplyAsync(() -> succeeds(connection));
                assertThatThrownBy(() -> query.get(1, TimeUnit.MINUTES))
                        .hasRootCauseInstanceOf(java.net.SocketTimeoutException.class);
            } finally {
                server.unpause();
            }
        }
    }

    @Test
    void it_can_be_killed_while_it_is_paused() throws Exception {
        server.pause();
        server.kill();
        server.restart();
        assertThat(number("select 1")).isEqualTo(1);
    }

    private static boolean succeeds(java.sql.Connection connection) {
        try (var statement = connection.createStatement()) {
            return statement.execute("select 1");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void execute(String... statements) throws SQLException {
        try (var connection = server.connect();
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static int number(String query) throws SQLException {
        try (var connection = server.connect();
                var statement = connection.createStatement()) {
            var result = statement.executeQuery(query);
            result.next();
            return result.getInt(1);
        }
    }
}
