package org.discogsography.broker.deadletters;

import org.discogsography.broker.OutboundMessage;

/**
 * A dead letter that the broker has not confirmed yet.
 *
 * @param tag delivery tag of its original
 * @param message to be published
 * @param reduced the same with fewer headers, for a broker that has no room for the first: a message that can never be published would
 *     stay pending forever
 */
record PendingDeadLetter(long tag, OutboundMessage message, OutboundMessage reduced) {}
