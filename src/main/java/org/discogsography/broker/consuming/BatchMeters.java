package org.discogsography.broker.consuming;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.metrics.Metric;

/** Counts and measures batches when they end, by service and type: once a batch, not once a message. Thread-safe. */
final class BatchMeters {

    private static final String STORED = "stored";
    private static final String GIVEN_BACK = "given_back";

    private final MeterRegistry registry;
    private final ConsumerLag lag;

    BatchMeters(MeterRegistry registry, ConsumerLag lag) {
        this.registry = registry;
        this.lag = lag;
    }

    /** From now on all that can happen to this source's batches is shown, as not having happened yet. */
    void show(ConsumerQueue source) {
        count(source, STORED, 0);
        count(source, GIVEN_BACK, 0);
        size(source);
        time(source);
    }

    /** It is stored, and acknowledged. */
    void stored(Batch batch) {
        count(batch.source(), STORED, 1);
        size(batch.source()).record((double) batch.size());
        time(batch.source()).record(batch.age());
        lag.stored(batch.source(), batch.published());
    }

    /** It goes back to its queue, or the broker has taken it back already. */
    void givenBack(Batch batch) {
        count(batch.source(), GIVEN_BACK, 1);
    }

    private void count(ConsumerQueue source, String outcome, double batches) {
        Metric.BATCHES
                .counter(
                        registry,
                        "service",
                        source.service(),
                        "type",
                        source.type().plural(),
                        "outcome",
                        outcome)
                .increment(batches);
    }

    private DistributionSummary size(ConsumerQueue source) {
        return Metric.BATCH_SIZE.summary(
                registry, "service", source.service(), "type", source.type().plural());
    }

    private Timer time(ConsumerQueue source) {
        return Metric.BATCH_TIME.timer(
                registry, "service", source.service(), "type", source.type().plural());
    }
}
