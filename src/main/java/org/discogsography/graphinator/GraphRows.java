package org.discogsography.graphinator;

import java.util.List;
import java.util.Map;
import org.discogsography.broker.messages.Message;
import org.discogsography.dump.DataType;
import org.discogsography.graph.Cypher;
import org.discogsography.graph.GraphRecord;
import org.discogsography.idempotent.Classification;

/** Parameters of the Cypher statements for one type: {@code $given.records}, a list of rows. Thread-safe. */
public record GraphRows(DataType type) {

    /** {@code id}, {@code sha256} and {@code version} of the records that the graph holds already. */
    public Map<String, Object> toTouch(Classification<Message.Data> records) {
        return Cypher.given(Map.of(
                "records",
                records.unchanged().stream()
                        .map(record ->
                                Map.of("id", record.id(), "sha256", record.sha256(), "version", record.version()))
                        .toList()));
    }

    /** The records to be written in full, with their node's properties and the keys of all that they refer to. */
    public Map<String, Object> toStore(Classification<Message.Data> records) {
        List<Map<String, Object>> rows =
                records.recordsToStore().stream().map(this::row).toList();
        return Cypher.given(Map.of("records", rows));
    }

    private Map<String, Object> row(Message.Data record) {
        return graphRecord(type, record).row();
    }

    static GraphRecord graphRecord(DataType type, Message.Data record) {
        return GraphRecord.of(type, record.id(), record.sha256(), record.version(), record.json());
    }
}
