package org.discogsography.graph;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.discogsography.outage.Failure;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.exceptions.Neo4jException;

/**
 * Settles the edges {@code (Style)-[:PART_OF]->(Genre)}, which no single record owns. They are added while records are stored.
 * An edge names one record that supports it, its witness, so that it is in doubt only when this one record is changed or
 * removed. Then another one is looked for, among the records of the style. Only if there is none, all of them have to be read.
 *
 * <p>Invariant: an edge that is not in doubt has a witness that supports it. A record becomes a witness only under the record's
 * lock, and the transaction that ends its support, which has the same lock, marks the edge. So {@link #settle} finds every
 * wrong edge, also after the end of an extraction: another instance may still have had a batch, or a message may come late.
 *
 * <p>An edge without a witness is in doubt too: graphs were once written without them.
 *
 * <p>Thread-safe, and safe while others write.
 */
public final class PartOfReconciler {

    private static final int ATTEMPTS = 10;

    private final CypherRunner runner;
    private final Duration timeout;
    private final String list = Cypher.statement("list-doubtful-part-of");
    private final String settle = Cypher.statement("settle-part-of");
    private final String remove = Cypher.statement("remove-part-of");

    /** The numbers of edges that were in doubt, and that were removed. */
    public record Settled(int doubtful, long removed) {}

    /**
     * The caller closes the runner.
     *
     * @param timeout for one edge; the largest styles have millions of records, which take seconds to read
     */
    public PartOfReconciler(CypherRunner runner, Duration timeout) {
        this.runner = runner;
        this.timeout = timeout;
    }

    /**
     * Checks the edges in doubt. Removes those that no record supports. Takes next to no time if there are none. Call it
     * regularly: if it fails, the edges done so far stay settled.
     *
     * @param afterEdge runs after each edge
     * @throws Neo4jException as {@link CypherRunner#run} does
     */
    public Settled settle(Runnable afterEdge) throws InterruptedException {
        List<Map<String, Object>> edges =
                runner.run(list, Map.of(), AccessMode.READ, timeout).rows();
        long removed = 0;
        for (Map<String, Object> edge : edges) {
            var found = run(settle, edge);
            if (Boolean.FALSE.equals(found.get("supported"))) {
                removed += (Long) run(remove, edge).getOrDefault("removed", 0L);
            }
            afterEdge.run();
        }
        return new Settled(edges.size(), removed);
    }

    /** Retries on a deadlock: one occurs if a writer adds support for the edge while this waits for that writer. */
    private Map<String, Object> run(String statement, Map<String, Object> edge) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                var rows = runner.run(statement, Cypher.given(edge), AccessMode.WRITE, timeout)
                        .rows();
                return rows.isEmpty() ? Map.of() : rows.get(0);
            } catch (Neo4jException e) {
                if (attempt == ATTEMPTS || GraphFailure.of(e) != Failure.CONTENTION) {
                    throw e;
                }
            }
        }
    }
}
