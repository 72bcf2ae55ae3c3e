package org.discogsography.extractor;

import java.util.AbstractList;
import java.util.List;
import org.discogsography.broker.OutboundMessage;

/** Messages with consecutive records of a dump file, and the checkpoint after the last of them. */
final class RecordBatch extends AbstractList<OutboundMessage> {

    private final List<OutboundMessage> messages;
    private final List<Long> offsets;
    private final Checkpoint end;

    /**
     * @param offsets the place of each record in the unzipped file
     * @param end the checkpoint that is reached when the broker has confirmed these messages and all before them
     */
    RecordBatch(List<OutboundMessage> messages, List<Long> offsets, Checkpoint end) {
        this.offsets = List.copyOf(offsets);
        this.messages = List.copyOf(messages);
        this.end = end;
    }

    /** The place of a record of this batch in the unzipped file. */
    @SuppressWarnings("ReferenceEquality") // comparing bodies would take longer, and there is only one such object
    long offset(OutboundMessage message) {
        for (int i = 0; i < messages.size(); i++) {
            if (messages.get(i) == message) {
                return offsets.get(i);
            }
        }
        throw new IllegalArgumentException("a message of another batch");
    }

    Checkpoint end() {
        return end;
    }

    @Override
    public OutboundMessage get(int index) {
        return messages.get(index);
    }

    @Override
    public int size() {
        return messages.size();
    }
}
