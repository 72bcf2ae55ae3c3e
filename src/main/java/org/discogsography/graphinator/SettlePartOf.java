package org.discogsography.graphinator;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.discogsography.graph.PartOfReconciler;
import org.discogsography.health.Finding;
import org.discogsography.health.HealthSource;
import org.discogsography.outage.ServerWatch;
import org.discogsography.threads.RepeatedTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles every few seconds which {@code PART_OF} edges still have the support of a record. Any number of instances may do
 * so: what one leaves undone, because it is in another's way or ends, the next run finds again. While the graph is away it
 * is not asked. Thread-safe.
 */
final class SettlePartOf implements HealthSource, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SettlePartOf.class);

    private final PartOfReconciler partOf;
    private final ServerWatch watch;
    private final RepeatedTask settling = new RepeatedTask("graphinator-part-of", this::settle);
    private volatile Doubt doubt; // null if all edges are settled; only the task writes it

    /** An edge that stays in doubt. */
    private record Doubt(Instant since, String reason) {}

    SettlePartOf(PartOfReconciler partOf, ServerWatch watch) {
        this.partOf = partOf;
        this.watch = watch;
    }

    /** Settles for the first time after the interval. */
    SettlePartOf start(Duration interval) {
        settling.repeat(interval, interval);
        return this;
    }

    private void settle() throws InterruptedException {
        if (watch.state() != ServerWatch.State.UP) {
            return;
        }
        try {
            long removed = partOf.settle(() -> {}).removed();
            if (removed > 0) {
                LOG.info("PART_OF: {} edges removed that no record supports any more", removed);
            }
            if (doubt != null) {
                doubt = null;
                LOG.info("PART_OF: all edges are settled again");
            }
        } catch (PartOfReconciler.Unsettled e) {
            Doubt before = doubt;
            if (before == null) {
                LOG.warn("{}; the others are settled, this one is tried again", e.getMessage());
            }
            doubt = new Doubt(before == null ? Instant.now() : before.since(), e.getMessage());
        } catch (RuntimeException e) {
            // What is wrong with the graph is logged by the routes that write to it.
            LOG.debug("PART_OF: not settled, tried again", e);
        }
    }

    @Override
    public String section() {
        return "part_of";
    }

    @Override
    public Object content() {
        Doubt now = doubt;
        return now == null
                ? Map.of("settled", true)
                : Map.of("settled", false, "since", now.since(), "reason", now.reason());
    }

    @Override
    public List<Finding> findings() {
        Doubt now = doubt;
        return now == null ? List.of() : List.of(Finding.degraded(now.reason() + "; unsettled since " + now.since()));
    }

    @Override
    public void close() {
        settling.close();
    }
}
