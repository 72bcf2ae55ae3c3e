package org.discogsography.broker.deadletters;

import org.discogsography.broker.consuming.ChannelAcknowledgements;

/**
 * The original of a single dead letter that the broker refuses. It stays unacknowledged until its channel is lost: then it is delivered, and
 * its dead letter sent, again.
 */
record RefusedDeadLetter(ChannelAcknowledgements channel, long tag) {

    /** Whether it still waits in this process. */
    boolean isHeld() {
        return channel.areOpen();
    }
}
