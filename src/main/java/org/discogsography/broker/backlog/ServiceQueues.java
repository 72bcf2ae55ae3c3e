package org.discogsography.broker.backlog;

import java.util.Arrays;
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

    /** Whether no message waits, and none is in work; false where the broker cannot be asked. */
    public boolean areIdle() {
        return Arrays.stream(DataType.values()).allMatch(type -> inWork(type) == 0) && backlog.of(service) == 0;
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
}
