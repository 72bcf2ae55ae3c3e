package org.discogsography.servers;

import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FaultyLinkTest {

    private static final long UNBOUNDED = 1_000_000_000;

    private static Postgres postgres;

    private FaultyLink link;

    @BeforeAll
    static void start() {
        postgres = PostgresServer.start();
    }

    @AfterAll
    static void close() {
        if (postgres != null) {
            postgres.close();
        }
    }

    @BeforeEach
    void open() throws IOException {
        link = FaultyLink.to("127.0.0.1", postgres.port());
    }

    @AfterEach
    void end() throws IOException {
        link.close();
    }

    @Test
    void without_a_fault_everything_passes_and_a_client_that_leaves_is_forgotten() throws Exception {
        try (var connection = connect()) {
            assertThat(query(connection, "select repeat('x', 3000000)")).hasSize(3_000_000);
            assertThat(link.connections()).isEqualTo(1);
        }
        await().atMost(Duration.ofMinutes(1)).until(() -> link.connections() == 0);
    }

    @Test
    void what_is_dropped_is_delivered_in_order_when_the_link_passes_again() throws Exception {
        try (var connection = connect()) {
            link.drop();
            var held = later(connection, "select 'held'");
            var fresh = CompletableFuture.supplyAsync(() -> {
                try (var another = connect()) {
                    return query(another, "select 'new'");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThatThrownBy(() -> held.get(1, SECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(fresh).isNotDone();
            link.pass();
            assertThat(held.get(1, MINUTES)).isEqualTo("held");
            assertThat(fresh.get(1, MINUTES)).isEqualTo("new");
            assertThat(query(connection, "select 'next'")).isEqualTo("next");
        }
    }

    @Test
    void a_black_hole_holds_many_bytes_and_loses_none_of_them() throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var through = FaultyLink.to("127.0.0.1", listener.getLocalPort());
                var client = new Socket(InetAddress.getLoopbackAddress(), through.port());
                var server = listener.accept()) {
            through.drop();
            byte[] sent = new byte[20_000_000];
            new java.util.Random(1).nextBytes(sent);
            var sending = CompletableFuture.runAsync(() -> {
                try {
                    client.getOutputStream().write(sent);
                    client.shutdownOutput();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertThatThrownBy(() -> sending.get(1, SECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(server.getInputStream().available()).isZero();
            through.pass();
            assertThat(server.getInputStream().readAllBytes()).isEqualTo(sent);
        }
    }

    @Test
    void a_reset_is_a_reset_for_connections_and_for_new_ones() throws Exception {
        try (var client = new Socket(InetAddress.getLoopbackAddress(), link.port())) {
            await().until(() -> link.connections() == 1);
            link.reset();
            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessage("Connection reset");
        }
        assertReset(link.port());
        assertThat(link.connections()).isZero();
        link.pass();
        assertThat(answer()).isEqualTo("1");
    }

    @Test
    void a_refusing_link_listens_no_more_and_then_on_the_same_port_again() throws Exception {
        int port = link.port();
        try (var connection = connect()) {
            for (int i = 0; i < 3; i++) {
                link.refuse();
                assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                        .isInstanceOf(ConnectException.class)
                        .hasMessageContaining("refused");
                link.pass();
                assertThat(answer()).isEqualTo("1");
            }
            assertThat(link.port()).isEqualTo(port);
            assertThat(connection.isValid(1)).isFalse();
        }
    }

    @Test
    void what_a_black_hole_holds_is_lost_with_its_connection() throws Exception {
        try (var listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var through = FaultyLink.to("127.0.0.1", listener.getLocalPort())) {
            for (Fault fault : List.<Fault>of(through::refuse, through::reset)) {
                for (int i = 0; i < 20; i++) {
                    through.pass();
                    try (var client = new Socket(InetAddress.getLoopbackAddress(), through.port());
                            var server = listener.accept()) {
                        client.getOutputStream().write('x');
                        assertThat(server.getInputStream().read()).isEqualTo('x');
                        through.drop();
                        client.getOutputStream().write('y');
                        Thread.sleep(10); // the link has it now
                        fault.begin();
                        assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketException.class);
                    }
                }
            }
        }
    }

    private interface Fault {
        void begin() throws IOException;
    }

    @Test
    void a_slow_link_delays_what_is_sent_both_ways() throws Exception {
        try (var connection = connect()) {
            link.slow(Duration.ofMillis(300), UNBOUNDED);
            assertThat(time(connection, "select 1")).isBetween(Duration.ofMillis(600), Duration.ofSeconds(30));
            link.pass();
            await().untilAsserted(() -> assertThat(time(connection, "select 1")).isLessThan(Duration.ofMillis(600)));
        }
    }

    @Test
    void a_slow_link_bounds_the_bandwidth() throws Exception {
        try (var connection = connect()) {
            link.slow(Duration.ZERO, 200_000);
            assertThat(time(connection, "select repeat('x', 400000)"))
                    .isBetween(Duration.ofMillis(1_800), Duration.ofSeconds(30));
        }
    }

    @Test
    void a_client_whose_server_is_away_is_reset_and_the_next_one_finds_it_again() throws Exception {
        int port = LoopbackPort.free();
        try (var toNobody = FaultyLink.to("127.0.0.1", port)) {
            assertReset(toNobody.port());
            try (var listener = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                    var client = new Socket(InetAddress.getLoopbackAddress(), toNobody.port());
                    var server = listener.accept()) {
                client.getOutputStream().write('x');
                assertThat(server.getInputStream().read()).isEqualTo('x');
            }
        }
    }

    /** As soon as it is accepted: perhaps before its client knows that it is. */
    private static void assertReset(int port) {
        assertThatThrownBy(() -> {
                    try (var client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                        client.getInputStream().read();
                    }
                })
                .isInstanceOf(SocketException.class);
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + link.port() + "/" + Postgres.DATABASE,
                Postgres.USERNAME,
                Postgres.PASSWORD);
    }

    private String answer() throws SQLException {
        try (var connection = connect()) {
            return query(connection, "select 1");
        }
    }

    private static CompletableFuture<String> later(Connection connection, String query) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return query(connection, query);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static Duration time(Connection connection, String query) throws SQLException {
        long begin = System.nanoTime();
        query(connection, query);
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static String query(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement()) {
            var result = statement.executeQuery(query);
            result.next();
            return result.getString(1);
        }
    }
}
