package org.discogsography.broker;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The last step of a consuming route: everything in the batch is stored, and the broker may forget it. */
public final class Acknowledge implements Processor {

    private final Records records;
    private final BatchMeters meters;

    Acknowledge(Records records, BatchMeters meters) {
        this.records = records;
        this.meters = meters;
    }

    @Override
    public void process(Exchange exchange) {
        Batch batch = CollectBatch.batchOf(exchange);
        boolean awaited = batch.isAwaited();
        batch.acknowledge();
        records.count(batch);
        if (awaited) {
            meters.stored(batch);
        } else {
            meters.givenBack(batch);
        }
    }
}
