package org.discogsography.broker;

/** A message as it came through a channel. */
record Delivery(Message message, Deliveries deliveries, long tag) {}
