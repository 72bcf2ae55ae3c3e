package org.discogsography.broker.messages;

import java.nio.charset.StandardCharsets;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.support.converter.MessageConverter;

/**
 * Leaves message bodies as bytes. Camel's own converter decodes a text by the charset that its properties name, and fails on an
 * unknown charset, before a route could do anything about it.
 */
public final class RawMessageConverter implements MessageConverter {

    @Override
    public Object fromMessage(Message message) {
        return message.getBody();
    }

    @Override
    public Message toMessage(Object body, MessageProperties properties) {
        byte[] bytes = body instanceof byte[] raw ? raw : String.valueOf(body).getBytes(StandardCharsets.UTF_8);
        return new Message(bytes, properties);
    }
}
