package org.discogsography.broker.deadletters;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntConsumer;
import org.discogsography.broker.consuming.ChannelAcknowledgements;

/** The pending dead letters of one batch. It does not keep the batch in memory. Guarded by its {@link PendingQueue}. */
final class PendingBatch {

    private final ChannelAcknowledgements channel;
    private final Deque<PendingDeadLetter> deadLetters; // not confirmed yet
    private final IntConsumer afterConfirm;
    private int confirmed;
    private boolean over;
    private boolean detached;

    /** @param afterConfirm gets how many the broker has confirmed, when no other waits any more */
    PendingBatch(ChannelAcknowledgements channel, List<PendingDeadLetter> deadLetters, IntConsumer afterConfirm) {
        this.channel = channel;
        this.deadLetters = new ArrayDeque<>(deadLetters);
        this.afterConfirm = afterConfirm;
    }

    /** Whether the originals can still be acknowledged. If not, they are delivered again. */
    boolean isOfUse() {
        return channel.areOpen();
    }

    /** Whether all are confirmed, or of no use any more. */
    boolean isOver() {
        return over;
    }

    /** The next ones to publish, at most so many. */
    List<PendingDeadLetter> next(int most) {
        return deadLetters.stream().limit(most).toList();
    }

    /** Lets the batch be acknowledged without the originals of these. Returns how many stay unacknowledged. */
    int detach() {
        detached = true;
        channel.postpone(tags());
        return deadLetters.size();
    }

    /** The broker has confirmed the next ones. Returns how many originals were unacknowledged for them. */
    int confirm(int count) {
        List<Long> tags = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tags.add(deadLetters.remove().tag());
        }
        confirmed += count;
        return acknowledge(tags);
    }

    /** The broker refuses the next one, which is too large, for example: its original stays unacknowledged. */
    RefusedDeadLetter refuse() {
        long tag = deadLetters.remove().tag();
        channel.postpone(List.of(tag));
        channel.dropBody(tag);
        return new RefusedDeadLetter(channel, tag);
    }

    /** Whether the originals stay unacknowledged until the broker has confirmed their dead letters. */
    boolean isDetached() {
        return detached;
    }

    /** They are all confirmed, or of no use any more. Returns how many originals were unacknowledged still. */
    int end() {
        over = true;
        int unacknowledged = acknowledge(tags());
        detached = false; // Once, though the thread may still publish them.
        return unacknowledged;
    }

    private int acknowledge(List<Long> tags) {
        if (!detached) {
            return 0;
        }
        channel.release(tags);
        return tags.size();
    }

    private List<Long> tags() {
        return deadLetters.stream().map(PendingDeadLetter::tag).toList();
    }

    /** Runs what is to be done when no dead letter of it waits any more. */
    void runAfterConfirm() {
        if (confirmed > 0) {
            afterConfirm.accept(confirmed);
        }
    }
}
