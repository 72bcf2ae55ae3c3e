package org.discogsography.broker.consuming;

import java.util.Map;
import org.discogsography.broker.messages.Message;

/**
 * A message and how it was delivered.
 *
 * @param body the bytes that it was read from, for its dead letter
 * @param headers as Camel received them
 */
public record Delivery(
        Message message, ChannelAcknowledgements channel, long tag, byte[] body, Map<String, Object> headers) {}
