package org.discogsography.graphinator;

import org.discogsography.broker.messages.Message;
import org.discogsography.dump.DataType;
import org.discogsography.graph.GraphAdditions;
import org.discogsography.idempotent.Classification;

/** The step of a route that adds the new records of one type. What it leaves is stored in full by the step that follows. Thread-safe. */
public record AddRecords(DataType type, GraphAdditions graph) {

    /** The classification after its new records have been added, all in one transaction. */
    public Classification<Message.Data> add(Classification<Message.Data> records) throws InterruptedException {
        return records.withAddedExcept(graph.add(records.added().stream()
                .map(record -> GraphRows.graphRecord(type, record))
                .toList()));
    }
}
