package org.discogsography.discovery;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.discogsography.graph.Cypher;
import org.discogsography.graph.CypherRunner;

/**
 * The time that a question has for its statements, together. What a statement takes that the server may have to plan first does not count, up
 * to twice that time. For one thread.
 */
final class StatementTime {

    private final CypherRunner runner;
    private final Duration timeout;
    private long end; // System.nanoTime()
    private long forPlanning; // nanoseconds

    StatementTime(CypherRunner runner, Duration timeout) {
        this.runner = runner;
        this.timeout = timeout;
        this.end = System.nanoTime() + timeout.toNanos();
        this.forPlanning = 2 * timeout.toNanos();
    }

    /** Runs a statement that reads. Fails as {@link CypherRunner#ask} does. */
    List<Map<String, Object>> run(String statement, Map<String, Object> parameters) throws InterruptedException {
        long begin = System.nanoTime();
        boolean planned = runner.isPlanned(statement);
        // If the time is up, the server says so.
        var left = Duration.ofNanos(Math.max(1_000_000, end - begin));
        var rows =
                runner.ask(statement, Cypher.given(parameters), left, timeout).rows();
        if (!planned) {
            long taken = Math.min(forPlanning, System.nanoTime() - begin);
            forPlanning -= taken;
            end += taken;
        }
        return rows;
    }
}
