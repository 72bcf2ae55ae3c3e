package org.discogsography.graph;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.discogsography.threads.DaemonThreads;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Record;
import org.neo4j.driver.Result;
import org.neo4j.driver.SessionConfig;
import org.neo4j.driver.TransactionConfig;
import org.neo4j.driver.exceptions.Neo4jException;
import org.neo4j.driver.exceptions.ServiceUnavailableException;
import org.neo4j.driver.exceptions.TransientException;
import org.neo4j.driver.summary.SummaryCounters;

/**
 * Runs one statement in one transaction, once, and returns within a bounded time, even if the server hangs.
 *
 * <p>The driver has no time-out for a reply: a server that accepts the connection and never answers would block the caller
 * forever. So this class calls the driver on a thread of its own, and interrupts the thread when the time is up. The
 * driver then discards the connection, and the server rolls the transaction back when it notices. After such a time-out
 * the outcome of the transaction is unknown. Run it again: all statements here are idempotent.
 *
 * <p>Thread-safe. The caller closes the driver.
 */
public final class CypherRunner implements AutoCloseable {

    /** Leaves the server time to report its own time-out. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** How long it is taken for granted that the server still has the plan of a statement. */
    private static final Duration PLANNED = Duration.ofMinutes(1);

    private final Driver driver;
    private final SessionConfig reads;
    private final SessionConfig writes;
    private final ExecutorService threads;
    private final Map<String, Long> lastPlanned = new ConcurrentHashMap<>(); // System.nanoTime() by statement
    private volatile String address; // null: none has answered yet

    /** The rows that a statement returned, and the counts of what it changed. */
    public record Outcome(List<Map<String, Object>> rows, SummaryCounters counters) {}

    public CypherRunner(Driver driver, String database) {
        this.driver = driver;
        this.reads = session(database, AccessMode.READ);
        this.writes = session(database, AccessMode.WRITE);
        this.threads = Executors.newCachedThreadPool(new DaemonThreads("neo4j-" + database));
    }

    /**
     * Runs the statement in a transaction of its own.
     *
     * @param timeout after which the server ends the transaction; the caller waits at most two seconds longer
     * @throws TransientException if the transaction was rolled back because of another one; it can be run again
     * @throws ServiceUnavailableException if the server is unavailable or did not answer in time
     * @throws Neo4jException if the server refused the statement
     * @throws InterruptedException if the caller's thread was interrupted; the transaction is abandoned
     */
    public Outcome run(String statement, Map<String, Object> parameters, AccessMode access, Duration timeout)
            throws InterruptedException {
        return run(statement, parameters, access, timeout, GRACE);
    }

    /**
     * The same for a statement that may well take too long: the caller waits longer for the server to say so. That finds transactions that
     * are past their time-out every two seconds.
     *
     * @param grace how much longer than the time-out the caller waits at most, before the server counts as hung
     */
    Outcome run(String statement, Map<String, Object> parameters, AccessMode access, Duration timeout, Duration grace)
            throws InterruptedException {
        return within(timeout.plus(grace), () -> transaction(statement, parameters, access, timeout));
    }

    /**
     * As {@link #run}, for a question: if the server has ended it for its time-out, it is run again, once, in twice the time that a question
     * usually has. A server that has just been started takes longer to plan a statement than to run it, and ends it for that, but only when it
     * has a plan: that is waited for. Not if the statement {@link #isPlanned}.
     *
     * @param usual the time-out of a question whose statements have not taken any of it yet
     */
    public Outcome ask(String statement, Map<String, Object> parameters, Duration timeout, Duration usual)
            throws InterruptedException {
        boolean planned = isPlanned(statement);
        try {
            Outcome outcome = call(
                    () -> transaction(statement, parameters, AccessMode.READ, timeout),
                    planned ? timeout : usual.multipliedBy(2));
            lastPlanned.put(statement, System.nanoTime());
            return outcome;
        } catch (ServiceUnavailableException e) {
            lastPlanned.remove(statement);
            throw e;
        } catch (Neo4jException e) {
            if (!GraphFailure.isTimedOut(e)) {
                throw e;
            }
            lastPlanned.put(statement, System.nanoTime());
            if (planned) {
                throw e;
            }
            return run(statement, parameters, AccessMode.READ, usual.multipliedBy(2));
        }
    }

    /** Whether it was answered, or ended for its time-out, within the last minute: the server has a plan for it. */
    public boolean isPlanned(String statement) {
        Long last = lastPlanned.get(statement);
        return last != null && System.nanoTime() - last < PLANNED.toNanos();
    }

    /** Runs statements in the transaction that is open. */
    @FunctionalInterface
    interface Statements {
        List<Map<String, Object>> run(String statement, Map<String, Object> parameters);
    }

    /** As {@link #run}, for several statements that write, in one transaction. */
    <T> T inTransaction(Function<Statements, T> work, Duration timeout) throws InterruptedException {
        var limit = TransactionConfig.builder().withTimeout(timeout).build();
        return call(
                () -> {
                    try (var session = driver.session(writes);
                            var transaction = session.beginTransaction(limit)) {
                        T result = work.apply((statement, parameters) ->
                                outcome(transaction.run(statement, parameters)).rows());
                        transaction.commit();
                        return result;
                    }
                },
                timeout);
    }

    private Outcome transaction(String statement, Map<String, Object> parameters, AccessMode access, Duration timeout) {
        var limit = TransactionConfig.builder().withTimeout(timeout).build();
        if (access == AccessMode.READ) {
            // There is nothing to commit: one round trip in place of three.
            try (var session = driver.session(reads)) {
                return outcome(session.run(statement, parameters, limit));
            }
        }
        try (var session = driver.session(writes);
                var transaction = session.beginTransaction(limit)) {
            var outcome = outcome(transaction.run(statement, parameters));
            transaction.commit();
            return outcome;
        }
    }

    private Outcome outcome(Result result) {
        var rows = result.list(Record::asMap);
        var summary = result.consume();
        address = summary.server().address();
        return new Outcome(rows, summary.counters());
    }

    /** Calls the driver, and returns at most two seconds after the time-out. Fails as {@link #run} does. */
    <T> T call(Callable<T> transaction, Duration timeout) throws InterruptedException {
        return within(timeout.plus(GRACE), transaction);
    }

    private <T> T within(Duration limit, Callable<T> transaction) throws InterruptedException {
        Future<T> outcome = threads.submit(transaction);
        try {
            return outcome.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new ServiceUnavailableException("Neo4j did not answer within %d s".formatted(limit.toSeconds()), e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Neo4jException refused) {
                throw GraphFailure.isOvertaken(refused) ? overtaken(refused) : refused;
            }
            throw new IllegalStateException("The transaction failed: " + e.getCause(), e.getCause());
        } finally {
            // Interrupts the call if it is still running.
            outcome.cancel(true);
        }
    }

    /** The server that answered last: with {@code neo4j://} the driver chooses it. Empty if none has answered yet. */
    public Optional<String> address() {
        return Optional.ofNullable(address);
    }

    private static TransientException overtaken(Neo4jException refused) {
        var again = new TransientException(refused.code(), "Overtaken by another transaction: " + refused.getMessage());
        again.addSuppressed(refused);
        return again;
    }

    private static SessionConfig session(String database, AccessMode access) {
        return SessionConfig.builder()
                .withDatabase(database)
                .withDefaultAccessMode(access)
                .build();
    }

    /** Ends the threads; running transactions are abandoned. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
