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

    /** A time-out that the server reports late is that of one edge all the same, and no outage: the others have to be checked. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final CypherRunner runner;
    private final Duration timeout;
    private final String list = Cypher.statement("list-doubtful-part-of");
    private final String settle = Cypher.statement("settle-part-of");
    private final String remove = Cypher.statement("remove-part-of");

    /** The numbers of edges that were in doubt, and that were removed. */
    public record Settled(int doubtful, long removed) {}

    /** An edge that stays in doubt; all others have been checked. */
    public static final class Unsettled extends Neo4jException {

        private static final long serialVersionUID = 1L;

        Unsettled(Map<String, Object> edge, Neo4jException cause) {
            super(
                    cause.code(),
                    "PART_OF from the style " + edge.get("style") + " to the genre " + edge.get("genre")
                            + " could not be checked: " + cause.getMessage(),
                    cause);
        }
    }

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
     * regularly: if it fails, the edges done so far stay settled. An edge that takes too long, or too much memory, keeps no other from
     * being settled.
     *
     * @param afterEdge runs after each edge that has been settled
     * @throws Neo4jException as {@link CypherRunner#run} does; {@link Unsettled} if only edges have failed, after all others
     */
    public Settled settle(Runnable afterEdge) throws InterruptedException {
        List<Map<String, Object>> edges =
                runner.run(list, Map.of(), AccessMode.READ, timeout, GRACE).rows();
        long removed = 0;
        Unsettled unsettled = null;
        for (Map<String, Object> edge : edges) {
            try {
                removed += settle(edge);
                afterEdge.run();
            } catch (Neo4jException e) {
                if (!GraphFailure.isOfOneStatement(e)) {
                    throw e;
                }
                unsettled = unsettled == null ? new Unsettled(edge, e) : unsettled;
            }
        }
        if (unsettled != null) {
            throw unsettled;
        }
        return new Settled(edges.size(), removed);
    }

    private long settle(Map<String, Object> edge) throws InterruptedException {
        return Boolean.FALSE.equals(run(settle, edge).get("supported"))
                ? (Long) run(remove, edge).getOrDefault("removed", 0L)
                : 0;
    }

    /** Retries on a deadlock: one occurs if a writer adds support for the edge while this waits for that writer. */
    private Map<String, Object> run(String statement, Map<String, Object> edge) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                var rows = runner.run(statement, Cypher.given(edge), AccessMode.WRITE, timeout, GRACE)
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
