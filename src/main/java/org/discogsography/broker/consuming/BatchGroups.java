package org.discogsography.broker.consuming;

import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.processor.aggregate.MemoryAggregationRepository;

/**
 * The deliveries of one route that are in no batch yet, a group for each channel. At its interval, Camel completes the groups whose keys it
 * gets from here. While a batch of the same channel is in work, the group is left out, because it could only wait behind that batch: it
 * goes on filling up. Thread-safe.
 *
 * <p>No group stays for ever. Once all batches of its channel are acknowledged, or the channel is closed, the next interval completes it.
 */
class BatchGroups extends MemoryAggregationRepository {

    private final CamelContext context;

    BatchGroups(CamelContext context) {
        this.context = context;
    }

    @Override
    public Set<String> getKeys() {
        return super.getKeys().stream().filter(this::isDue).collect(Collectors.toUnmodifiableSet());
    }

    private boolean isDue(String key) {
        Exchange group = get(context, key);
        return group == null
                || BatchAggregationStrategy.channel(group)
                        .map(channel -> !channel.areOpen() || !channel.hasBatchInWork())
                        .orElse(true);
    }
}
