package org.discogsography.broker.consuming;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.messages.Message;
import org.discogsography.metrics.Metric;

/** Counts the settled messages that are no records: the ends of files and of extractions. Thread-safe. */
public final class ControlMessages {

    private final MeterRegistry registry;

    ControlMessages(MeterRegistry registry) {
        this.registry = registry;
    }

    /** From now on this queue's counters are shown, at 0. */
    void show(ConsumerQueue queue) {
        counter(queue, Message.FileComplete.class);
        counter(queue, Message.ExtractionComplete.class);
    }

    void count(ConsumerQueue queue, Message message) {
        counter(queue, message.getClass()).increment();
    }

    /** How many messages of this kind have been settled since the start. */
    public long total(ConsumerQueue queue, Class<? extends Message> kind) {
        return (long) counter(queue, kind).count();
    }

    private Counter counter(ConsumerQueue queue, Class<? extends Message> kind) {
        return Metric.CONTROLS.counter(
                registry,
                "service",
                queue.service(),
                "type",
                queue.type().plural(),
                "message",
                kind == Message.FileComplete.class ? "file_complete" : "extraction_complete");
    }
}
