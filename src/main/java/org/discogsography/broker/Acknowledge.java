package org.discogsography.broker;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The last step of a consuming route: everything in the batch is stored, and the broker may forget it. */
public final class Acknowledge implements Processor {

    private final Records records;

    public Acknowledge(Records records) {
        this.records = records;
    }

    @Override
    public void process(Exchange exchange) {
        Batch batch = CollectBatch.batchOf(exchange);
        batch.acknowledge();
        records.count(batch);
    }
}
