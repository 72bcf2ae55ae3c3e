package org.discogsography.graphinator;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.discogsography.graph.PartOf;
import org.discogsography.outage.ServerWatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles every few seconds which {@code PART_OF} edges still have the support of a record. Any number of instances may do
 * so: what one leaves undone, because it is in another's way or ends, the next look finds again. While the graph is away it
 * is not asked.
 */
final class SettlePartOf implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SettlePartOf.class);

    private final PartOf partOf;
    private final ServerWatch watch;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread created = new Thread(task, "graphinator-part-of");
        created.setDaemon(true);
        return created;
    });

    SettlePartOf(PartOf partOf, ServerWatch watch) {
        this.partOf = partOf;
        this.watch = watch;
    }

    /** Begins to look. */
    SettlePartOf start(Duration interval) {
        Future<?> unused = thread.scheduleWithFixedDelay(
                this::look, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    private void look() {
        if (watch.state() != ServerWatch.State.UP) {
            return;
        }
        try {
            long removed = partOf.settle();
            if (removed > 0) {
                LOG.info("PART_OF: {} edges removed that no record supports any more", removed);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // What is wrong with the graph is told by who writes to it.
            LOG.debug("PART_OF: not settled, tried again", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
