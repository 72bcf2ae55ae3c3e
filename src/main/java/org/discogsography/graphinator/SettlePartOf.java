package org.discogsography.graphinator;

import java.time.Duration;
import org.discogsography.graph.PartOfReconciler;
import org.discogsography.outage.ServerWatch;
import org.discogsography.threads.RepeatedTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles every few seconds which {@code PART_OF} edges still have the support of a record. Any number of instances may do
 * so: what one leaves undone, because it is in another's way or ends, the next run finds again. While the graph is away it
 * is not asked.
 */
final class SettlePartOf implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SettlePartOf.class);

    private final PartOfReconciler partOf;
    private final ServerWatch watch;
    private final RepeatedTask settling = new RepeatedTask("graphinator-part-of", this::settle);
    private boolean unsettled; // confined to the task

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
            if (unsettled) {
                unsettled = false;
                LOG.info("PART_OF: all edges are settled again");
            }
        } catch (PartOfReconciler.Unsettled e) {
            if (!unsettled) {
                unsettled = true;
                LOG.warn("{}; the others are settled, this one is tried again", e.getMessage());
            }
        } catch (RuntimeException e) {
            // What is wrong with the graph is logged by the routes that write to it.
            LOG.debug("PART_OF: not settled, tried again", e);
        }
    }

    @Override
    public void close() {
        settling.close();
    }
}
