package org.discogsography.graphinator;

import java.util.List;
import org.discogsography.broker.messages.Message;
import org.discogsography.graph.GraphIdempotentRepository;
import org.discogsography.idempotent.Classification;

/** The step of a route that refreshes the unchanged records of one type, and classifies all of them. Thread-safe. */
public record RefreshRecords(GraphIdempotentRepository repository) {

    /** The classification after its unchanged records have their new version, all in one transaction. */
    public Classification<Message.Data> refresh(List<Message.Data> batch) throws Exception {
        return repository.refresh(batch);
    }
}
