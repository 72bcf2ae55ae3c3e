package org.discogsography.exporter;

import org.discogsography.broker.messages.Message;
import org.discogsography.idempotent.Classification;

/** The last step of a route that stores records: the repository notes what the store has now. Thread-safe. */
public record NoteStored(RecordIndex index) {

    /** Notes all records of a batch. */
    public void note(Classification<Message.Data> records) throws Exception {
        index.stored(records);
    }
}
