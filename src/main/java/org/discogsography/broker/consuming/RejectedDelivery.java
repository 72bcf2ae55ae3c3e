package org.discogsography.broker.consuming;

/**
 * A message that is to become a dead letter.
 *
 * @param reason why, in one line
 * @param exception class of the exception that says so
 * @param attempts number of attempts to read or store it
 */
public record RejectedDelivery(Delivery delivery, String reason, String exception, int attempts) {}
