package org.discogsography.broker;

import java.util.Map;

/**
 * A message as it came through a channel.
 *
 * @param body the bytes that it was read from, kept so that it can be set aside as it came
 * @param headers as Camel had them
 */
record Delivery(Message message, Deliveries deliveries, long tag, byte[] body, Map<String, Object> headers) {}
