package org.discogsography.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.discogsography.outage.Failure;
import org.discogsography.servers.EmbeddedNeo4j;
import org.discogsography.servers.FaultyLink;
import org.discogsography.servers.TestNeo4jSettings;
import org.junit.jupiter.api.Test;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Session;
import org.neo4j.driver.Transaction;
import org.neo4j.driver.TransactionConfig;
import org.neo4j.driver.exceptions.ClientException;
import org.neo4j.driver.exceptions.Neo4jException;
import org.neo4j.driver.exceptions.ServiceUnavailableException;

class CypherRunnerTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final EmbeddedNeo4j server = EmbeddedNeo4j.start().clear();

    @Test
    void a_hung_server_is_detected_in_time_and_its_connection_discarded() throws Exception {
        try (var link = FaultyLink.to(
                        server.address().getHost(), server.address().getPort());
                Driver driver = TestNeo4jSettings.of("bolt://localhost:" + link.port(), "", "")
                        .driver();
                var runner = new CypherRunner(driver, server.database())) {
            assertThat(one(runner)).isEqualTo(List.of(Map.of("one", 1L)));

            link.drop();
            long begin = System.nanoTime();
            assertThatThrownBy(() -> one(runner, SECOND))
                    .isInstanceOf(ServiceUnavailableException.class)
                    .hasMessageContaining("did not answer");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(SECOND, Duration.ofSeconds(8));
            await().until(() -> link.connections() == 0);

            link.pass();
            await().ignoreExceptions().until(() -> one(runner).size() == 1);
        }
    }

    @Test
    void an_error_in_the_drivers_thread_reaches_the_caller_and_the_next_statement_runs() throws Exception {
        try (var runner = new CypherRunner(server.driver(), server.database())) {
            assertThatThrownBy(() -> runner.call(
                            () -> {
                                throw new OutOfMemoryError("as a test");
                            },
                            SECOND))
                    .hasRootCauseInstanceOf(OutOfMemoryError.class)
                    .satisfies(e -> assertThat(GraphFailure.of(e)).isEqualTo(Failure.OUTAGE));
            assertThat(one(runner)).isEqualTo(List.of(Map.of("one", 1L)));
        }
    }

    @Test
    void an_unavailable_server_is_an_outage() {
        try (Driver driver = TestNeo4jSettings.of("bolt://localhost:1", "", "").driver();
                var runner = new CypherRunner(driver, server.database())) {
            assertThatThrownBy(() -> one(runner))
                    .satisfies(e -> assertThat(GraphFailure.of(e)).isEqualTo(Failure.OUTAGE));
        }
    }

    @Test
    void the_server_ends_a_transaction_that_takes_too_long() throws Exception {
        try (var runner = new CypherRunner(server.driver(), server.database())) {
            assertThatThrownBy(() -> runner.run(
                            "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN max(a * b)",
                            Map.of(),
                            AccessMode.READ,
                            SECOND))
                    .isInstanceOf(Neo4jException.class)
                    .satisfies(e -> assertThat(GraphFailure.of(e)).isEqualTo(Failure.OUTAGE));
        }
    }

    @Test
    void a_statement_that_reads_takes_one_round_trip_and_one_that_writes_is_committed() throws Exception {
        List<String> called = new ArrayList<>();
        try (var runner = new CypherRunner(recording(Driver.class, server.driver(), called), server.database())) {
            runner.run("CREATE (:Written)", Map.of(), AccessMode.WRITE, PATIENCE);
            assertThat(called).containsSubsequence("session", "beginTransaction", "run", "commit", "close");

            called.clear();
            assertThat(runner.run("MATCH (n:Written) RETURN count(n) AS one", Map.of(), AccessMode.READ, PATIENCE)
                            .rows())
                    .isEqualTo(List.of(Map.of("one", 1L)));
            assertThat(called).containsSubsequence("session", "run", "close").doesNotContain("beginTransaction");
        }
    }

    @Test
    void a_statement_that_the_server_has_to_plan_first_gets_a_second_try_with_more_time_and_one_that_it_knows_does_not()
            throws Exception {
        List<Object> timeouts = new CopyOnWriteArrayList<>();
        var timedOut = new ClientException("Neo.ClientError.Transaction.TransactionTimedOut", "as a test");
        // While it plans, the server does not notice that the time is up.
        var planning = SECOND.plusMillis(2_500);
        var isAsked = new CountDownLatch(1);
        try (var runner =
                new CypherRunner(slow(server.driver(), timeouts, planning, isAsked, timedOut), server.database())) {
            var first = CompletableFuture.supplyAsync(() -> ask(runner, SECOND));
            await().until(() -> timeouts.size() == 1);
            assertThat(runner.isPlanned("RETURN 1 AS one"))
                    .as("while the server plans it")
                    .isFalse();
            isAsked.countDown();
            assertThat(first.get(1, TimeUnit.MINUTES)).isEqualTo(List.of(Map.of("one", 1L)));
            assertThat(timeouts).containsExactly(SECOND, PATIENCE.multipliedBy(2));
            assertThat(runner.isPlanned("RETURN 1 AS one")).isTrue();
            assertThat(runner.isPlanned("RETURN 2 AS one")).isFalse();

            assertThatThrownBy(() -> runner.ask("RETURN 1 AS one", Map.of(), PATIENCE, PATIENCE))
                    .isSameAs(timedOut);
            assertThat(timeouts).hasSize(3);
        }
    }

    private static List<Map<String, Object>> ask(CypherRunner runner, Duration timeout) {
        try {
            return runner.ask("RETURN 1 AS one", Map.of(), timeout, PATIENCE).rows();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its sessions fail each first, third, … statement after this time, and not before the signal, and note all time-outs. */
    private static Driver slow(
            Driver driver, List<Object> timeouts, Duration time, CountDownLatch signal, RuntimeException failure) {
        return Driver.class.cast(Proxy.newProxyInstance(
                Driver.class.getClassLoader(), new Class<?>[] {Driver.class}, (self, method, arguments) -> {
                    Object result = method.invoke(driver, arguments);
                    return method.getReturnType() == Session.class
                            ? slow((Session) result, timeouts, time, signal, failure)
                            : result;
                }));
    }

    private static Session slow(
            Session session, List<Object> timeouts, Duration time, CountDownLatch signal, RuntimeException failure) {
        return Session.class.cast(Proxy.newProxyInstance(
                Session.class.getClassLoader(), new Class<?>[] {Session.class}, (self, method, arguments) -> {
                    if (method.getName().equals("run")) {
                        timeouts.add(((TransactionConfig) arguments[2]).timeout());
                        if (timeouts.size() % 2 == 1) {
                            TimeUnit.MILLISECONDS.sleep(time.toMillis());
                            signal.await();
                            throw failure;
                        }
                    }
                    return method.invoke(session, arguments);
                }));
    }

    /** Does what the other does, and notes the names of the methods called, also those of sessions and transactions. */
    private static <T> T recording(Class<T> type, Object of, List<String> called) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    called.add(method.getName());
                    Object result = method.invoke(of, arguments);
                    return method.getReturnType() == Session.class || method.getReturnType() == Transaction.class
                            ? recording(method.getReturnType(), result, called)
                            : result;
                }));
    }

    private static List<Map<String, Object>> one(CypherRunner runner) throws InterruptedException {
        return one(runner, PATIENCE);
    }

    private static List<Map<String, Object>> one(CypherRunner runner, Duration timeout) throws InterruptedException {
        return runner.run("RETURN 1 AS one", Map.of(), AccessMode.READ, timeout).rows();
    }
}
