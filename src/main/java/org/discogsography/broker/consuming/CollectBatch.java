package org.discogsography.broker.consuming;

import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/** Collects the deliveries of one channel into a {@link Batch}. */
public final class CollectBatch implements AggregationStrategy {

    private static final String BATCH = "discogsographyBatch";

    @Override
    public Exchange aggregate(Exchange collected, Exchange next) {
        Delivery delivery = next.getMessage().getBody(Delivery.class);
        if (collected == null) {
            var batch = new Batch(delivery);
            next.getMessage().setBody(batch);
            next.setProperty(BATCH, batch);
            return next;
        }
        batchOf(collected).add(delivery);
        return collected;
    }

    @Override
    public void onCompletion(Exchange collected) {
        batchOf(collected).complete();
    }

    /** The exchange's batch, whatever its steps have made of the body. */
    public static Batch batchOf(Exchange exchange) {
        return exchange.getProperty(BATCH, Batch.class);
    }
}
