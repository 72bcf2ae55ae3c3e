package org.discogsography.graph;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.discogsography.outage.Failure;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.exceptions.Neo4jException;

/**
 * Brings {@code (Style)-[:PART_OF]->(Genre)} in line with the records. No single record owns these edges: they are
 * added as records come, and those that no record supports any more are found only by looking at all records of a
 * style. That takes time, so it is done style by style, each in a transaction of its own, and without locks where
 * nothing is wrong.
 *
 * <p>What holds at every moment, whoever writes: an edge that no record supports is in doubt. The transaction that takes a
 * record's support away marks the edge, and the mark goes only under the edge's lock and in sight of a record that supports
 * it. So {@link #settle} finds whatever is wrong, also what was written after the end of an extraction by another instance
 * that still held a batch, by a redelivery, or by a replayed dead letter; {@link #reconcile}, which looks at everything, does
 * not have to be the last.
 *
 * <p>Thread-safe, and safe while others write.
 */
public final class PartOf {

    private static final int ATTEMPTS = 10;

    private final CypherRunner runner;
    private final Duration timeout;
    private final String list = Cypher.statement("list-styles");
    private final String check = Cypher.statement("check-part-of");
    private final String reconcile = Cypher.statement("reconcile-part-of");
    private final String listDoubtful = Cypher.statement("list-doubtful-part-of");
    private final String settle = Cypher.statement("settle-part-of");

    /** How many styles were looked at, and how many edges came and went. */
    public record Reconciled(int styles, long added, long removed) {}

    /**
     * Over a runner, which stays the caller's to close.
     *
     * @param timeout for one style; the largest stand on millions of records, which takes seconds to read
     */
    public PartOf(CypherRunner runner, Duration timeout) {
        this.runner = runner;
        this.timeout = timeout;
    }

    /**
     * Goes through all styles. To be called again where it fails: what is done stays done.
     *
     * @throws Neo4jException as {@link CypherRunner#run} does
     */
    public Reconciled reconcile() throws InterruptedException {
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
        }
        return new Reconciled(styles.size(), added, removed);
    }

    /**
     * Looks at the edges that have lost the support of a record since they were looked at last, and removes those that no
     * other record supports. Costs next to nothing where there are none. To be called again and again.
     *
     * @return how many edges were removed
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

    /** A writer that commits an edge to the style while we hold the style and wait for that writer makes a deadlock. */
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
