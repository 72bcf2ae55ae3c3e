package org.discogsography.broker.messages;

import java.nio.charset.StandardCharsets;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.support.converter.MessageConverter;

/**
 * Message bodies as the bytes that they are. Camel's own converter makes text of what calls itself text, by the charset
 * that it names, and fails where there is no such charset: before a route could do anything about it.
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
