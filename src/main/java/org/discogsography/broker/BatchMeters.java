package org.discogsography.broker;

import io.micrometer.core.instrument.MeterRegistry;
import org.discogsography.metrics.Metric;

/** Counts and measures batches when they end, by service and type: once a batch, not once a message. Thread-safe. */
final class BatchMeters {

    private final MeterRegistry registry;

    BatchMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** It is stored, and acknowledged. */
    void stored(Batch batch) {
        count(batch, "stored");
        String service = batch.source().service();
        String type = batch.source().type().plural();
        Metric.BATCH_SIZE.summary(registry, "service", service, "type", type).record((double) batch.size());
        Metric.BATCH_TIME.timer(registry, "service", service, "type", type).record(batch.age());
    }

    /** It goes back to its queue, or the broker has taken it back already. */
    void givenBack(Batch batch) {
        count(batch, "given_back");
    }

    private void count(Batch batch, String outcome) {
        Metric.BATCHES
                .counter(
                        registry,
                        "service",
                        batch.source().service(),
                        "type",
                        batch.source().type().plural(),
                        "outcome",
                        outcome)
                .increment();
    }
}
