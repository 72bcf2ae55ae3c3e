package org.discogsography.broker.deadletters;

import org.discogsography.broker.consuming.ChannelAcknowledgements;

/**
 * The original of a single dead letter that the broker refuses. It stays unacknowledged until its channel is lost: then it is delivered, and
 * its dead letter sent, again.
 */
record RefusedDeadLetter(ChannelAcknowledgements channel, long tag) {

    /** Whether it is with this process: RabbitMQ has not taken it back yet. */
    boolean isUnacknowledged() {
        return channel.areOpen();
    }
}
