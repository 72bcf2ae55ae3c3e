package org.discogsography.extractor;

import java.util.AbstractList;
import java.util.List;
import org.discogsography.broker.OutboundMessage;

/** Messages with consecutive records of a dump file, and the checkpoint after the last of them. */
final class RecordBatch extends AbstractList<OutboundMessage> {

    private final List<OutboundMessage> messages;
    private final Checkpoint end;

    /** @param end the checkpoint that is reached when the broker has confirmed these messages and all before them */
    RecordBatch(List<OutboundMessage> messages, Checkpoint end) {
        this.messages = List.copyOf(messages);
        this.end = end;
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
