package org.discogsography.broker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumSet;
import java.util.Set;
import org.discogsography.idempotent.Verdicts;
import org.discogsography.metrics.Metric;

/**
 * Counts what became of the records, by service, type and outcome, when their batch is settled. A batch that goes back
 * to its queue counts nothing: its records come again.
 */
public final class Records {

    /** The counter's name. Tags: {@code service}, {@code type}, {@code outcome}. */
    public static final String METER = Metric.RECORDS.id();

    /** The counter of messages that are no records. Tags: {@code service}, {@code type}, {@code message}. */
    public static final String CONTROLS = Metric.CONTROLS.id();

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

    public Records(MeterRegistry registry) {
        this.registry = registry;
    }

    /** From now on all that can become of this source's records is shown, as not having happened yet. */
    void show(Source source) {
        Outcome.of(source.service()).forEach(outcome -> count(source, outcome, 0));
        if (Topology.CONSUMERS.contains(source.service())) {
            controls(source, Message.FileComplete.class);
            controls(source, Message.ExtractionComplete.class);
        }
    }

    /** Counts records with an outcome. */
    public void count(Source source, Outcome outcome, long records) {
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
    public long settled(Source source) {
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
    public long total(Source source, Outcome outcome) {
        var counter = registry.find(METER)
                .tag("service", source.service())
                .tag("type", source.type().plural())
                .tag("outcome", outcome.tag())
                .counter();
        return counter == null ? 0 : (long) counter.count();
    }

    void count(Batch batch) {
        Source source = batch.source();
        for (Verdicts<Message.Data> verdicts : batch.verdicts()) {
            count(source, Outcome.ADDED, verdicts.added().size());
            count(source, Outcome.CHANGED, verdicts.changed().size());
            count(source, Outcome.UNCHANGED, verdicts.unchanged().size());
            count(source, Outcome.SUPERSEDED, verdicts.superseded());
        }
        batch.controls().forEach(message -> controls(source, message.getClass()).increment());
    }

    /** How many times a service has been told of the end of a file, or of an extraction, of a type. */
    public long total(Source source, Class<? extends Message> message) {
        return (long) controls(source, message).count();
    }

    private Counter controls(Source source, Class<? extends Message> message) {
        return Metric.CONTROLS.counter(
                registry,
                "service",
                source.service(),
                "type",
                source.type().plural(),
                "message",
                message == Message.FileComplete.class ? "file_complete" : "extraction_complete");
    }
}
