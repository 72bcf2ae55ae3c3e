package org.discogsography.graph;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.discogsography.outage.Failure;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.exceptions.Neo4jException;

/**
 * Reconciles the edges {@code (Style)-[:PART_OF]->(Genre)} with the records. No single record owns such an edge. Edges are
 * added while records are stored. To find an edge that no record supports any more, all records of the style have to be
 * read. That takes time, so it is done style by style, each in a transaction of its own, and without locks if nothing is
 * wrong.
 *
 * <p>Invariant: an edge that no record supports is marked as doubtful. The transaction that removes a record's support marks
 * the edge. The mark is removed only under the edge's lock, after a record that supports the edge was found. So
 * {@link #settle} finds every wrong edge, also one written after the end of an extraction: by another instance that still
 * had a batch, by a redelivery, or by a replayed dead letter. {@link #reconcile}, which checks all styles, need not run
 * last.
 *
 * <p>Thread-safe, and safe while others write.
 */
public final class PartOfReconciler {

    private static final int ATTEMPTS = 10;

    private final CypherRunner runner;
    private final Duration timeout;
    private final String list = Cypher.statement("list-styles");
    private final String check = Cypher.statement("check-part-of");
    private final String reconcile = Cypher.statement("reconcile-part-of");
    private final String listDoubtful = Cypher.statement("list-doubtful-part-of");
    private final String settle = Cypher.statement("settle-part-of");

    /** The numbers of styles checked, edges added and edges removed. */
    public record Reconciled(int styles, long added, long removed) {}

    /**
     * The caller closes the runner.
     *
     * @param timeout for one style; the largest styles have millions of records, which take seconds to read
     */
    public PartOfReconciler(CypherRunner runner, Duration timeout) {
        this.runner = runner;
        this.timeout = timeout;
    }

    /**
     * Checks all styles. If it fails, call it again: the styles done so far stay reconciled.
     *
     * @param afterStyle runs after each style
     * @throws Neo4jException as {@link CypherRunner#run} does
     */
    public Reconciled reconcile(Runnable afterStyle) throws InterruptedException {
        List<Map<String, Object>> styles =
                runner.run(list, Map.of(), AccessMode.READ, timeout).rows();
        long added = 0;
        long removed = 0;
        for (Map<String, Object> style : styles) {
            var found = runner.run(check, style, AccessMode.READ, timeout).rows();
            boolean differs =
                    !found.isEmpty() && Boolean.FALSE.equals(found.get(0).get("inLine"));
            if (differs) {
                for (Map<String, Object> done : reconcile(style)) {
                    added += (Long) done.get("added");
                    removed += (Long) done.get("removed");
                }
            }
            afterStyle.run();
        }
        return new Reconciled(styles.size(), added, removed);
    }

    /**
     * Checks the doubtful edges: those that have lost the support of a record since the last check. Removes those that no
     * other record supports. Takes next to no time if there are none. Call it regularly.
     *
     * @return the number of edges removed
     * @throws Neo4jException as {@link CypherRunner#run} does
     */
    public long settle() throws InterruptedException {
        long removed = 0;
        for (Map<String, Object> doubtful :
                runner.run(listDoubtful, Map.of(), AccessMode.READ, timeout).rows()) {
            var found = runner.run(settle, doubtful, AccessMode.WRITE, timeout).rows();
            if (!found.isEmpty() && Boolean.FALSE.equals(found.get(0).get("supported"))) {
                for (Map<String, Object> done : reconcile(doubtful)) {
                    removed += (Long) done.get("removed");
                }
            }
        }
        return removed;
    }

    /** Retries on a deadlock: one occurs if a writer adds an edge to the style while this waits for that writer. */
    private List<Map<String, Object>> reconcile(Map<String, Object> style) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return runner.run(reconcile, style, AccessMode.WRITE, timeout).rows();
            } catch (Neo4jException e) {
                if (attempt == ATTEMPTS || GraphFailure.of(e) != Failure.CONTENTION) {
                    throw e;
                }
            }
        }
    }
}
