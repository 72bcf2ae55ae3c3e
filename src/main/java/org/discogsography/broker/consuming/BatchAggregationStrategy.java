package org.discogsography.broker.consuming;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/** Collects the deliveries of one channel, and makes a {@link Batch} of them when Camel completes the group. */
public final class BatchAggregationStrategy implements AggregationStrategy {

    private static final int CAPACITY = 500;

    private final Map<String, Long> largest;

    /** @param largest number of bytes of a batch, by service: with more it is complete, though it has fewer messages than it may have */
    BatchAggregationStrategy(Map<String, Long> largest) {
        this.largest = Map.copyOf(largest);
    }

    /** The deliveries of a group so far. */
    private static final class Collected {
        final ChannelAcknowledgements channel;
        final List<Delivery> deliveries = new ArrayList<>(CAPACITY);
        long bytes;

        Collected(ChannelAcknowledgements channel) {
            this.channel = channel;
        }
    }

    /** The channel of the deliveries in a group; empty if it is a batch already. Any thread may ask. */
    static Optional<ChannelAcknowledgements> channel(Exchange group) {
        return group.getMessage().getBody() instanceof Collected collected
                ? Optional.of(collected.channel)
                : Optional.empty();
    }

    @Override
    public Exchange aggregate(Exchange before, Exchange next) {
        Delivery delivery = next.getMessage().getBody(Delivery.class);
        Exchange group = before;
        if (group == null) {
            group = next;
            group.getMessage().setBody(new Collected(delivery.channel()));
        }
        var collected = (Collected) group.getMessage().getBody();
        collected.deliveries.add(delivery);
        collected.bytes += delivery.body().length;
        if (collected.bytes >= largest.getOrDefault(delivery.channel().queue().service(), Long.MAX_VALUE)) {
            group.setProperty(Exchange.AGGREGATION_COMPLETE_CURRENT_GROUP, true);
        }
        return group;
    }

    @Override
    public void onCompletion(Exchange collected) {
        List<Delivery> deliveries = ((Collected) collected.getMessage().getBody()).deliveries;
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
}
