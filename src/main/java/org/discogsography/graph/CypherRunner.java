package org.discogsography.graph;

import java.time.Duration;
import java.util.List;
import java.util.Map;
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
 * Runs one statement in one transaction, once, and comes back within a bounded time even where the server has frozen.
 *
 * <p>The driver has no client side limit on a reply: a server that accepts and never answers would hold its caller for
 * ever. So the driver is called on a thread of its own, which is interrupted when the time is up; the driver then
 * throws that connection away, and the server rolls the transaction back when it notices. Only for the length of such
 * a time-out does the transaction's fate stay unknown: run it again, the statements here are made for that.
 *
 * <p>Thread-safe. The driver stays the caller's to close.
 */
public final class CypherRunner implements AutoCloseable {

    /** What the server says about its own time-out is worth waiting for a little. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Driver driver;
    private final SessionConfig reads;
    private final SessionConfig writes;
    private final ExecutorService threads;

    /** What a statement returned and what it changed. */
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
     * @param timeout the server ends the transaction after it, and the caller waits two seconds longer at most
     * @throws TransientException where the transaction was rolled back because of others, and may be run again
     * @throws ServiceUnavailableException where the server is away or did not answer in time
     * @throws Neo4jException where the server refused
     * @throws InterruptedException where the caller's thread was interrupted; the transaction is given up
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
            return new Outcome(rows, summary.counters());
        }
    }

    /** Has the driver do something, and comes back within the time and two seconds. Fails as {@link #run} does. */
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
            throw new IllegalStateException("The transaction broke off: " + e.getCause(), e.getCause());
        } finally {
            // Interrupts what still runs, and does nothing to what is done.
            outcome.cancel(true);
        }
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

    /** Ends the threads; a transaction that still runs is given up. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
