package org.discogsography.broker;

import com.rabbitmq.client.AMQP;
import java.time.Instant;
import java.util.Date;
import java.util.Map;

/**
 * A message to be published: persistent JSON.
 *
 * @param body JSON in UTF-8
 */
public record OutboundMessage(String exchange, String routingKey, Map<String, Object> headers, byte[] body) {

    /** Whether it is a record of a dump, not a control message. */
    boolean isRecord() {
        return "data".equals(headers.get("type"));
    }

    /** Its properties, with the time of publishing, from which consumers know how far they are behind. */
    public AMQP.BasicProperties properties() {
        return new JsonProperties(headers, Date.from(Instant.now()));
    }
}
