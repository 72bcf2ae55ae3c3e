package org.discogsography.broker.consuming;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.RecordOutcomes;
import org.discogsography.broker.RecordOutcomes.Outcome;
import org.discogsography.broker.messages.Message;
import org.discogsography.idempotent.Classification;

/** The last step of a consuming route: everything in the batch is stored, and the broker may forget it. Thread-safe. */
public final class AcknowledgeBatch implements Processor {

    private final RecordOutcomes records;
    private final ControlMessages controls;
    private final BatchMeters meters;

    AcknowledgeBatch(RecordOutcomes records, ControlMessages controls, BatchMeters meters) {
        this.records = records;
        this.controls = controls;
        this.meters = meters;
    }

    @Override
    public void process(Exchange exchange) {
        Batch batch = CollectBatch.batchOf(exchange);
        boolean awaited = batch.isAwaited();
        batch.acknowledge();
        count(batch);
        if (awaited) {
            meters.stored(batch);
        } else {
            meters.givenBack(batch);
        }
    }

    private void count(Batch batch) {
        ConsumerQueue queue = batch.source();
        for (Classification<Message.Data> stored : batch.verdicts()) {
            records.count(queue, Outcome.ADDED, stored.added().size());
            records.count(queue, Outcome.CHANGED, stored.changed().size());
            records.count(queue, Outcome.UNCHANGED, stored.unchanged().size());
            records.count(queue, Outcome.SUPERSEDED, stored.superseded());
        }
        batch.controls().forEach(message -> controls.count(queue, message));
    }
}
