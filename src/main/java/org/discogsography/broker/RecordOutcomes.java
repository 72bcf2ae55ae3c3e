package org.discogsography.broker;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumSet;
import java.util.Set;
import org.discogsography.metrics.Metric;

/**
 * Counts what became of the records, by service, type and outcome, when their batch is settled. A batch that goes back
 * to its queue counts nothing: its records come again.
 */
public final class RecordOutcomes {

    /** The counter's name. Tags: {@code service}, {@code type}, {@code outcome}. */
    public static final String METER = Metric.RECORDS.id();

    /** What can become of a record, or of a message that should have been one. */
    public enum Outcome {
        /** It was not in the store before. */
        ADDED,
        /** The store held something else under its id. */
        CHANGED,
        /** The store held just this. */
        UNCHANGED,
        /** A newer one was there. */
        SUPERSEDED,
        /** It could not be read, or the store refused it. */
        DEAD_LETTERED,
        /** It was sent to the broker, which confirmed it. */
        PUBLISHED,
        /** It stands in a dump file, and cannot be published. */
        REJECTED;

        /** Those that a service's records can have. */
        static Set<Outcome> of(String service) {
            return Topology.CONSUMERS.contains(service)
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

    /** From now on all that can become of this source's records is shown, as not having happened yet. */
    void show(ConsumerQueue source) {
        Outcome.of(source.service()).forEach(outcome -> count(source, outcome, 0));
    }

    /** Counts records with an outcome. */
    public void count(ConsumerQueue source, Outcome outcome, long records) {
        Metric.RECORDS
                .counter(
                        registry,
                        "service",
                        source.service(),
                        "type",
                        source.type().plural(),
                        "outcome",
                        outcome.tag())
                .increment((double) records);
    }

    /** How many records of a queue have been settled since the start, whatever became of them. */
    public long settled(ConsumerQueue source) {
        return registry
                .find(METER)
                .tag("service", source.service())
                .tag("type", source.type().plural())
                .counters()
                .stream()
                .mapToLong(counter -> (long) counter.count())
                .sum();
    }

    /** How many records have had an outcome since the start. */
    public long total(ConsumerQueue source, Outcome outcome) {
        var counter = registry.find(METER)
                .tag("service", source.service())
                .tag("type", source.type().plural())
                .tag("outcome", outcome.tag())
                .counter();
        return counter == null ? 0 : (long) counter.count();
    }
}
