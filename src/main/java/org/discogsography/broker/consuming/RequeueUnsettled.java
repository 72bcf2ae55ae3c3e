package org.discogsography.broker.consuming;

import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requeues a batch that its route has left without acknowledging or requeuing it, because an edited route drops it, say.
 * Otherwise its messages would stay unacknowledged, and its queue would stop once the prefetch is used up.
 */
final class RequeueUnsettled extends SynchronizationAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(RequeueUnsettled.class);

    private final Batch batch;

    RequeueUnsettled(Batch batch) {
        this.batch = batch;
    }

    @Override
    public void onDone(Exchange exchange) {
        if (!batch.isSettled()) {
            LOG.error(
                    "{}: the route {} ended without acknowledging a batch of {}, which goes back to its queue",
                    batch.queue(),
                    exchange.getFromRouteId(),
                    batch.size());
            batch.requeueByClosingChannel();
        }
    }
}
