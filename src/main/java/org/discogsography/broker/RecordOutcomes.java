package org.discogsography.broker;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumSet;
import java.util.Set;
import org.discogsography.metrics.Metric;

/**
 * Counts records by service, type and outcome, when their batch is acknowledged. A requeued batch counts nothing, because its
 * records are delivered again. Those of a batch that has been stored while its channel was lost count twice: as what they were, and as
 * unchanged when they are delivered again. Thread-safe.
 */
public final class RecordOutcomes {

    /** The counter's name. Tags: {@code service}, {@code type}, {@code outcome}. */
    public static final String METER = Metric.RECORDS.id();

    /** What can become of a record, or of a malformed message. */
    public enum Outcome {
        /** It was not in the store before. */
        ADDED,
        /** The store had other contents under its id. */
        CHANGED,
        /** The store had the same contents. */
        UNCHANGED,
        /** The store had a newer one. */
        SUPERSEDED,
        /** It was malformed, or the store refused it. */
        DEAD_LETTERED,
        /** It was sent to the broker, which confirmed it. */
        PUBLISHED,
        /** It is in a dump file, and cannot be published. */
        REJECTED;

        /** The outcomes that a service's records can have. */
        static Set<Outcome> of(String service) {
            return Topology.isConsumer(service)
                    ? EnumSet.range(ADDED, DEAD_LETTERED)
                    : EnumSet.range(PUBLISHED, REJECTED);
        }

        String tag() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private final MeterRegistry registry;

    public RecordOutcomes(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Shows the counters of a queue from now on, at 0. */
    void show(ConsumerQueue queue) {
        Outcome.of(queue.service()).forEach(outcome -> count(queue, outcome, 0));
    }

    /** Counts records with an outcome. */
    public void count(ConsumerQueue queue, Outcome outcome, long records) {
        Metric.RECORDS
                .counter(
                        registry,
                        "service",
                        queue.service(),
                        "type",
                        queue.type().plural(),
                        "outcome",
                        outcome.tag())
                .increment((double) records);
    }

    /** Number of records of a queue since the start, whatever became of them. */
    public long settled(ConsumerQueue queue) {
        return registry
                .find(METER)
                .tag("service", queue.service())
                .tag("type", queue.type().plural())
                .counters()
                .stream()
                .mapToLong(counter -> (long) counter.count())
                .sum();
    }

    /** Number of records with this outcome since the start. */
    public long total(ConsumerQueue queue, Outcome outcome) {
        var counter = registry.find(METER)
                .tag("service", queue.service())
                .tag("type", queue.type().plural())
                .tag("outcome", outcome.tag())
                .counter();
        return counter == null ? 0 : (long) counter.count();
    }
}
