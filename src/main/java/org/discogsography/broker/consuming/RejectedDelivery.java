package org.discogsography.broker.consuming;

/**
 * A message that is to be set aside.
 *
 * @param reason what is wrong with it, in a line
 * @param exception class of the exception that says so
 * @param attempts how many times it was tried to read or to store it
 */
public record RejectedDelivery(Delivery delivery, String reason, String exception, int attempts) {}
