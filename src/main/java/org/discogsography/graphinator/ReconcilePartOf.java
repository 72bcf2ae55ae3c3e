package org.discogsography.graphinator;

import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Processor;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.consuming.QueueProgress;
import org.discogsography.broker.consuming.StoredBatch;
import org.discogsography.dump.DataType;
import org.discogsography.graph.PartOfReconciler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings {@code PART_OF}, which no single record owns, in line when an extraction has come to its end: once for the
 * masters and once for the releases, so that the one that ends last finds the records of both.
 */
public final class ReconcilePartOf implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(ReconcilePartOf.class);

    private final PartOfReconciler partOf;
    private final QueueProgress progress;

    public ReconcilePartOf(PartOfReconciler partOf, QueueProgress progress) {
        this.partOf = partOf;
        this.progress = progress;
    }

    @Override
    public void process(Exchange exchange) throws InterruptedException, InvalidPayloadException {
        ConsumerQueue queue = exchange.getMessage()
                .getMandatoryBody(StoredBatch.class)
                .batch()
                .queue();
        DataType type = queue.type();
        if (type == DataType.MASTERS || type == DataType.RELEASES) {
            try {
                PartOfReconciler.Settled settled = partOf.settle(() -> progress.made(queue));
                LOG.info(
                        "PART_OF reconciled with the {}: {} edges were in doubt, {} removed",
                        type,
                        settled.doubtful(),
                        settled.removed());
            } catch (PartOfReconciler.Unsettled e) {
                // Trying again would hold the message longer than RabbitMQ lets it be; SettlePartOf tries again every
                // few seconds.
                LOG.warn("{}; the others are settled, this one is tried again", e.getMessage());
            }
        }
    }
}
