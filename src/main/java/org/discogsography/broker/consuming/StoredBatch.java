package org.discogsography.broker.consuming;

import java.util.List;
import java.util.stream.Stream;
import org.discogsography.broker.messages.Message;
import org.discogsography.idempotent.Classification;

/**
 * A batch whose records are in the store, except for those that it refused. Immutable.
 *
 * @param parts what the store held of the records before they were stored, in the parts that they were stored in
 * @param refused records that the store refused
 */
public record StoredBatch(Batch batch, List<Classification<Message.Data>> parts, List<RejectedDelivery> refused) {

    public StoredBatch {
        parts = List.copyOf(parts);
        refused = List.copyOf(refused);
    }

    /** As that of {@link Batch}, not of all messages. */
    @Override
    public int hashCode() {
        return batch.hashCode();
    }

    /** What becomes a dead letter: what could not be read, and what the store refused. */
    public List<RejectedDelivery> rejected() {
        return Stream.concat(batch.malformed().stream(), refused.stream()).toList();
    }

    /** Whether it says that an extraction has ended. */
    public boolean hasExtractionComplete() {
        return batch.controls().stream().anyMatch(Message.ExtractionComplete.class::isInstance);
    }
}
