package org.discogsography.broker;

import com.rabbitmq.client.AMQP;
import java.util.Map;

/**
 * A message on its way out: persistent JSON.
 *
 * @param body JSON in UTF-8
 */
public record Outgoing(String exchange, String routingKey, Map<String, Object> headers, byte[] body) {

    AMQP.BasicProperties properties() {
        return new AMQP.BasicProperties.Builder()
                .contentType("application/json")
                .contentEncoding("UTF-8")
                .deliveryMode(2)
                .headers(headers)
                .build();
    }
}
