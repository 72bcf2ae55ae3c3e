package org.discogsography.graphinator;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.discogsography.broker.consuming.Batch;
import org.discogsography.broker.consuming.CollectBatch;
import org.discogsography.broker.messages.Message;
import org.discogsography.dump.DataType;
import org.discogsography.graph.PartOf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings {@code PART_OF}, which no single record owns, in line when an extraction has come to its end: once for the
 * masters and once for the releases, so that the one that ends last finds the records of both.
 */
public final class ReconcilePartOf implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(ReconcilePartOf.class);

    private final PartOf partOf;

    public ReconcilePartOf(PartOf partOf) {
        this.partOf = partOf;
    }

    @Override
    public void process(Exchange exchange) throws InterruptedException {
        Batch batch = CollectBatch.batchOf(exchange);
        DataType type = batch.source().type();
        boolean hasStyles = type == DataType.MASTERS || type == DataType.RELEASES;
        if (hasStyles && batch.controls().stream().anyMatch(Message.ExtractionComplete.class::isInstance)) {
            PartOf.Reconciled reconciled = partOf.reconcile();
            LOG.info(
                    "PART_OF in line with the {}: {} styles, {} edges added, {} removed",
                    type,
                    reconciled.styles(),
                    reconciled.added(),
                    reconciled.removed());
        }
    }
}
