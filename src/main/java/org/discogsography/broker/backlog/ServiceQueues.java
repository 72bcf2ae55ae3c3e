package org.discogsography.broker.backlog;

import java.util.Arrays;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.RecordOutcomes;
import org.discogsography.broker.consuming.ReadMessage;
import org.discogsography.dump.DataType;
import org.discogsography.loads.LoadQueues;

/** The queues of one service, as its loads look at them. Thread-safe. */
public record ServiceQueues(CamelContext context, RecordOutcomes records, Backlog backlog, String service)
        implements LoadQueues {

    /** Those of a service whose beans are bound. */
    public static ServiceQueues of(CamelContext context, String service) {
        var registry = context.getRegistry();
        return new ServiceQueues(
                context,
                registry.findSingleByType(RecordOutcomes.class),
                registry.findSingleByType(Backlog.class),
                service);
    }

    @Override
    public long outstanding(DataType type) {
        var queue = new ConsumerQueue(service, type);
        long inWork = inWork(type);
        return backlog.waiting()
                .map(waiting -> waiting.ready().get(queue))
                .map(ready -> ready + inWork)
                .orElse(UNKNOWN);
    }

    private long inWork(DataType type) {
        var read = context.getRegistry().lookupByNameAndType(service + "-" + type + "-read", ReadMessage.class);
        return read == null ? 0 : read.inWork();
    }

    /**
     * Whether messages of this service are in work here, or wait for any service that has a consumer; also if the broker cannot be asked. What
     * waits for a service that is not there, or whose store is away, is not counted: it may wait for long.
     */
    public boolean anyWait() {
        if (Arrays.stream(DataType.values()).anyMatch(type -> inWork(type) > 0)) {
            return true;
        }
        Map<ConsumerQueue, Backlog.Depth> depths = backlog.depths();
        return depths.isEmpty()
                || depths.values().stream().anyMatch(depth -> depth.ready() > 0 && depth.consumers() > 0);
    }

    @Override
    public long deadLetters(DataType type) {
        return backlog.waiting()
                .map(waiting -> waiting.dead().get(new ConsumerQueue(service, type)))
                .orElse(UNKNOWN);
    }

    @Override
    public long settled(DataType type) {
        return records.settled(new ConsumerQueue(service, type));
    }

    /** Another number than before if records of any type have been settled by this process meanwhile. */
    public long settled() {
        return Arrays.stream(DataType.values()).mapToLong(this::settled).sum();
    }
}
