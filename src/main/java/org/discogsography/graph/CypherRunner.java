package org.discogsography.graph;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.discogsography.threads.DaemonThreads;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Record;
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

    private final Driver driver;
    private final SessionConfig reads;
    private final SessionConfig writes;
    private final ExecutorService threads;
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
        return call(() -> transaction(statement, parameters, access, timeout), timeout);
    }

    private Outcome transaction(String statement, Map<String, Object> parameters, AccessMode access, Duration timeout) {
        var limit = TransactionConfig.builder().withTimeout(timeout).build();
        try (var session = driver.session(access == AccessMode.READ ? reads : writes);
                var transaction = session.beginTransaction(limit)) {
            var result = transaction.run(statement, parameters);
            var rows = result.list(Record::asMap);
            var summary = result.consume();
            transaction.commit();
            address = summary.server().address();
            return new Outcome(rows, summary.counters());
        }
    }

    /** Calls the driver, and returns at most two seconds after the time-out. Fails as {@link #run} does. */
    <T> T call(Callable<T> transaction, Duration timeout) throws InterruptedException {
        Future<T> outcome = threads.submit(transaction);
        try {
            return outcome.get(timeout.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new ServiceUnavailableException(
                    "Neo4j did not answer within %d s"
                            .formatted(timeout.plus(GRACE).toSeconds()),
                    e);
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
