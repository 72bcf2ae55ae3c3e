package org.discogsography.broker.consuming;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.metrics.Metric;

/** Counts and times batches, by service and type: once a batch, not once a message. Thread-safe. */
final class BatchMeters {

    private static final String STORED = "stored";
    private static final String REQUEUED = "given_back";

    private final MeterRegistry registry;
    private final ConsumerLag lag;

    BatchMeters(MeterRegistry registry, ConsumerLag lag) {
        this.registry = registry;
        this.lag = lag;
    }

    /** Shows the meters of a queue from now on, at 0. */
    void show(ConsumerQueue queue) {
        count(queue, STORED, 0);
        count(queue, REQUEUED, 0);
        size(queue);
        time(queue);
    }

    /** The batch is stored and acknowledged. */
    void stored(Batch batch) {
        count(batch.queue(), STORED, 1);
        size(batch.queue()).record((double) batch.size());
        time(batch.queue()).record(batch.age());
        lag.stored(batch.queue(), batch.published());
    }

    /** The batch goes back to its queue, or its channel was lost, which has the same effect. */
    void requeued(Batch batch) {
        count(batch.queue(), REQUEUED, 1);
    }

    private void count(ConsumerQueue queue, String outcome, double batches) {
        Metric.BATCHES
                .counter(
                        registry,
                        "service",
                        queue.service(),
                        "type",
                        queue.type().plural(),
                        "outcome",
                        outcome)
                .increment(batches);
    }

    private DistributionSummary size(ConsumerQueue queue) {
        return Metric.BATCH_SIZE.summary(
                registry, "service", queue.service(), "type", queue.type().plural());
    }

    private Timer time(ConsumerQueue queue) {
        return Metric.BATCH_TIME.timer(
                registry, "service", queue.service(), "type", queue.type().plural());
    }
}
