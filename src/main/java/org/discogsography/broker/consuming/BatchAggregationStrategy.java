package org.discogsography.broker.consuming;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/** Collects the deliveries of one channel, and makes a {@link Batch} of them when Camel completes the group. */
public final class BatchAggregationStrategy implements AggregationStrategy {

    private static final int CAPACITY = 500;

    @Override
    public Exchange aggregate(Exchange collected, Exchange next) {
        Delivery delivery = next.getMessage().getBody(Delivery.class);
        if (collected == null) {
            var deliveries = new ArrayList<Delivery>(CAPACITY);
            deliveries.add(delivery);
            next.getMessage().setBody(deliveries);
            return next;
        }
        deliveries(collected).add(delivery);
        return collected;
    }

    @Override
    public void onCompletion(Exchange collected) {
        List<Delivery> deliveries = deliveries(collected);
        try {
            var batch = Batch.of(deliveries);
            batch.channel().batched(deliveries.get(0).tag(), batch.lastTag(), batch.size());
            collected.getMessage().setBody(batch);
            collected.getExchangeExtension().addOnCompletion(new RequeueUnsettled(batch));
        } catch (RuntimeException | Error e) {
            // Camel has forgotten the group already: nothing else would requeue it.
            deliveries.get(0).channel().abort();
            throw e;
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Delivery> deliveries(Exchange collected) {
        return (List<Delivery>) collected.getMessage().getBody();
    }
}
