package org.discogsography.broker.consuming;

import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.discogsography.dump.DataType;
import org.discogsography.idempotent.StoreIdempotentRepository;

/**
 * The idempotent consumer of whole batches: asks a type's {@link StoreIdempotentRepository} once for all records of a
 * batch's part, so that the steps behind it write only what the store does not hold. Thread-safe.
 */
public final class ClassifyBatch implements Processor {

    private final Map<DataType, ? extends StoreIdempotentRepository> repositories;

    public ClassifyBatch(Map<DataType, ? extends StoreIdempotentRepository> repositories) {
        this.repositories = Map.copyOf(repositories);
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Batch batch = CollectBatch.batchOf(exchange);
        batch.judge(repositories.get(batch.source().type()));
    }

    /**
     * Takes the ids of records that turned out not to be held as they were a moment ago, the rows of the touching
     * statement, so that they are stored in full.
     */
    public void missed(Exchange exchange) {
        Batch batch = CollectBatch.batchOf(exchange);
        List<?> rows = exchange.getMessage().getBody(List.class);
        if (rows != null) {
            batch.missed(rows.stream()
                    .map(row -> String.valueOf(((Map<?, ?>) row).get("id")))
                    .toList());
        }
    }
}
