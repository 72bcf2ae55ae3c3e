package org.discogsography.broker.backlog;

import org.apache.camel.CamelContext;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.RecordOutcomes;
import org.discogsography.broker.consuming.ReadMessage;
import org.discogsography.dump.DataType;
import org.discogsography.loads.LoadQueues;

/** The queues of one service, as its loads look at them. Thread-safe. */
public record ServiceQueues(CamelContext context, String service) implements LoadQueues {

    @Override
    public long outstanding(DataType type) {
        var queue = new ConsumerQueue(service, type);
        var read = context.getRegistry().lookupByNameAndType(service + "-" + type + "-read", ReadMessage.class);
        long inWork = read == null ? 0 : read.inWork();
        return backlog()
                .waiting()
                .map(waiting -> waiting.ready().get(queue) + inWork)
                .orElse(UNKNOWN);
    }

    @Override
    public long deadLetters(DataType type) {
        return backlog()
                .waiting()
                .map(waiting -> waiting.dead().get(new ConsumerQueue(service, type)))
                .orElse(UNKNOWN);
    }

    @Override
    public long settled(DataType type) {
        return context.getRegistry().findSingleByType(RecordOutcomes.class).settled(new ConsumerQueue(service, type));
    }

    private Backlog backlog() {
        return context.getRegistry().findSingleByType(Backlog.class);
    }
}
