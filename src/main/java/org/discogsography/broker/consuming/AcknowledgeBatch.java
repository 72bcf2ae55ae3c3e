package org.discogsography.broker.consuming;

import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Processor;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.RecordOutcomes;
import org.discogsography.broker.RecordOutcomes.Outcome;
import org.discogsography.broker.messages.Message;
import org.discogsography.idempotent.Classification;

/**
 * The last step of a consuming route: everything in the batch is stored, and the broker may forget it. If the channel is lost meanwhile, the
 * records are counted all the same, because it is now that they were stored; they are delivered again, and count as unchanged then. Thread-safe.
 */
public final class AcknowledgeBatch implements Processor {

    private final RecordOutcomes records;
    private final ControlMessages controls;
    private final BatchMeters meters;
    private final QueueProgress progress;

    AcknowledgeBatch(RecordOutcomes records, ControlMessages controls, BatchMeters meters, QueueProgress progress) {
        this.records = records;
        this.controls = controls;
        this.meters = meters;
        this.progress = progress;
    }

    @Override
    public void process(Exchange exchange) throws InvalidPayloadException {
        StoredBatch stored = exchange.getMessage().getMandatoryBody(StoredBatch.class);
        Batch batch = stored.batch();
        boolean awaited = batch.isAwaited();
        batch.acknowledge();
        count(stored);
        if (awaited) {
            meters.stored(batch);
            progress.made(batch.queue());
        } else {
            meters.requeued(batch);
        }
    }

    private void count(StoredBatch stored) {
        ConsumerQueue queue = stored.batch().queue();
        for (Classification<Message.Data> part : stored.parts()) {
            records.count(queue, Outcome.ADDED, part.added().size());
            records.count(queue, Outcome.CHANGED, part.changed().size());
            records.count(queue, Outcome.UNCHANGED, part.unchanged().size());
            records.count(queue, Outcome.SUPERSEDED, part.superseded());
        }
        stored.batch().controls().forEach(message -> controls.count(queue, message));
    }
}
