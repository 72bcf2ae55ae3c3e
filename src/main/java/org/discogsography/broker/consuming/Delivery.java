package org.discogsography.broker.consuming;

import java.util.Map;
import org.discogsography.broker.messages.Message;

/**
 * A message as it came through a channel.
 *
 * @param body the bytes that it was read from, kept so that it can be set aside as it came
 * @param headers as Camel had them
 */
public record Delivery(
        Message message, ChannelAcknowledgements channel, long tag, byte[] body, Map<String, Object> headers) {}
