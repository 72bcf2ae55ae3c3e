package org.discogsography.discovery;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.discogsography.graph.Cypher;
import org.discogsography.graph.CypherRunner;
import org.discogsography.outage.Liveness;
import org.discogsography.threads.RepeatedTask;
import org.neo4j.driver.AccessMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has Neo4j plan the statements of the questions as soon as it is there, and once a minute those that it would plan again, since the data has
 * grown: otherwise the first question of a kind would wait for that, and might take too long. Thread-safe.
 */
final class PlannedStatements implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PlannedStatements.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration AGAIN = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** All but the small ones of {@code neighbours}, which are planned in no time. The most usual come first. */
    static final List<String> NAMES = List.of(
            "record-artists",
            "record-releases",
            "record-masters",
            "record-labels",
            "record-genres",
            "record-styles",
            "timeline",
            "profile",
            "stub-referrers",
            "statistics",
            "loads",
            "genres",
            "collaborators",
            "similar-artists",
            "similar-labels",
            "paths-ends",
            "paths-step",
            "paths-nodes",
            "paths-edges");

    private final CypherRunner runner;
    private final StoreLiveness neo4j;
    private final RepeatedTask task = new RepeatedTask("discovery-plans", this::run);
    private final Deque<String> left = new ArrayDeque<>(NAMES); // confined to the task, as is the other
    private long plannedAt;

    /** One that does not work yet; the caller closes the runner. */
    PlannedStatements(CypherRunner runner, StoreLiveness neo4j) {
        this.runner = runner;
        this.neo4j = neo4j;
    }

    PlannedStatements start() {
        task.repeat(Duration.ZERO, INTERVAL);
        return this;
    }

    private void run() throws InterruptedException {
        Liveness.Status status = neo4j.status();
        boolean answers = status != null && status.answers();
        if (!answers || (left.isEmpty() && System.nanoTime() - plannedAt > AGAIN.toNanos())) {
            left.clear();
            left.addAll(NAMES);
        }
        while (answers && !left.isEmpty()) {
            if (!plan(left.element())) {
                return;
            }
            left.remove();
            plannedAt = System.nanoTime();
        }
    }

    /** Returns whether there is no use in trying it again. */
    private boolean plan(String name) throws InterruptedException {
        try {
            // The plan depends on the type of the parameter, not on what is in it.
            runner.run(
                    "EXPLAIN " + Cypher.statement("discovery/" + name),
                    Cypher.given(Map.of()),
                    AccessMode.READ,
                    LONGEST);
            return true;
        } catch (RuntimeException e) { // also that the program ends
            LOG.debug("{} is not planned", name, e);
            return Trouble.of(e) == Trouble.BUG;
        }
    }

    @Override
    public void close() {
        task.close();
    }
}
