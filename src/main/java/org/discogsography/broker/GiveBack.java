package org.discogsography.broker;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a consuming route does with a batch that could not be stored: gives it back to its queue. */
public final class GiveBack implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(GiveBack.class);

    @Override
    public void process(Exchange exchange) {
        Batch batch = CollectBatch.batchOf(exchange);
        Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (batch == null) {
            // It failed on the way into a batch, so that nobody would ever settle it.
            LOG.error("A message could not be put into a batch: {}", rootCause(thrown));
            if (exchange.getMessage().getBody() instanceof Delivery delivery) {
                delivery.deliveries().abort();
            }
            return;
        }
        batch.giveBack();
        LOG.warn("{}: a batch of {} goes back to its queue: {}", batch.source(), batch.size(), rootCause(thrown));
    }

    private static String rootCause(Throwable thrown) {
        Throwable cause = thrown;
        while (cause != null && cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause == null ? "unknown" : cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
