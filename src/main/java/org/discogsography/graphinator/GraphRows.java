package org.discogsography.graphinator;

import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.discogsography.broker.consuming.Batch;
import org.discogsography.broker.consuming.CollectBatch;
import org.discogsography.broker.messages.Message;
import org.discogsography.dump.DataType;
import org.discogsography.graph.GraphRecord;

/** The parameters of the Cypher statements: {@code $records}, a list of rows. Thread-safe. */
public final class GraphRows {

    /** {@code id}, {@code sha256} and {@code version} of the records that the graph holds already. */
    public void toTouch(Exchange exchange) {
        set(
                exchange,
                CollectBatch.batchOf(exchange).toTouch().stream()
                        .map(record -> Map.<String, Object>of(
                                "id", record.id(), "sha256", record.sha256(), "version", record.version()))
                        .toList());
    }

    /** The records to be written in full, with their node's properties and the keys of all that they refer to. */
    public void toStore(Exchange exchange) {
        Batch batch = CollectBatch.batchOf(exchange);
        set(
                exchange,
                batch.toStore().stream()
                        .map(record -> row(batch.source().type(), record))
                        .toList());
    }

    private static Map<String, Object> row(DataType type, Message.Data record) {
        return GraphRecord.of(type, record.id(), record.sha256(), record.version(), record.json())
                .row();
    }

    private static void set(Exchange exchange, List<Map<String, Object>> rows) {
        exchange.getMessage().setBody(Map.of("records", rows));
        exchange.getMessage().setHeader("rows", rows.size());
    }
}
