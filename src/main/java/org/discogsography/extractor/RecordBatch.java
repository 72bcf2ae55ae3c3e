package org.discogsography.extractor;

import java.util.AbstractList;
import java.util.List;
import org.discogsography.broker.OutboundMessage;

/** Messages of records that stand behind one another in a dump file, and where in the file the last of them ends. */
final class RecordBatch extends AbstractList<OutboundMessage> {

    private final List<OutboundMessage> messages;
    private final Position end;

    /** @param end up to there the file is done with once the broker has confirmed these messages, and all before them */
    RecordBatch(List<OutboundMessage> messages, Position end) {
        this.messages = List.copyOf(messages);
        this.end = end;
    }

    Position end() {
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
