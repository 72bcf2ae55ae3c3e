package org.discogsography.broker;

/**
 * A single message that the broker refuses because it is too large for it, say, and not because the broker is down.
 *
 * @param reason why, in a line
 */
public record RefusedMessage(OutboundMessage message, String reason) {}
