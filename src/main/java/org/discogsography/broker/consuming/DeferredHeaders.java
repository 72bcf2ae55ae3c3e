package org.discogsography.broker.consuming;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.component.springrabbit.DefaultMessagePropertiesConverter;
import org.apache.camel.component.springrabbit.SpringRabbitMQConstants;
import org.apache.camel.component.springrabbit.SpringRabbitMQHeaderFilterStrategy;
import org.springframework.amqp.core.MessageProperties;

/**
 * Keeps the headers of a delivery out of its Camel exchange until they are asked for: a dead letter needs all of them, other messages one.
 * Camel would copy them into a sorted map for each message, and again for each step that may be tried again. Thread-safe.
 */
final class DeferredHeaders extends DefaultMessagePropertiesConverter {

    private static final String PROPERTY = "deferredHeaders";

    private static final DefaultMessagePropertiesConverter ALL = new DefaultMessagePropertiesConverter();

    static {
        ALL.setHeaderFilterStrategy(new SpringRabbitMQHeaderFilterStrategy());
    }

    @Override
    public Map<String, Object> fromMessageProperties(MessageProperties properties, Exchange exchange) {
        exchange.setProperty(PROPERTY, new Deferred(properties));
        return Map.of();
    }

    /** Takes the headers of a delivery out of its exchange, whether they were deferred or not. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> take(Exchange exchange) {
        Object deferred = exchange.removeProperty(PROPERTY);
        if (deferred != null) {
            return (Map<String, Object>) deferred;
        }
        Map<String, Object> headers = exchange.getMessage().getHeaders();
        exchange.getMessage().setHeaders(Map.of());
        return headers;
    }

    /** The headers as Camel makes them, but only once they are needed. The three that each message needs are there at once. */
    private static final class Deferred extends AbstractMap<String, Object> {

        private final MessageProperties properties;
        private Map<String, Object> all; // null: not needed yet; guarded by this

        Deferred(MessageProperties properties) {
            this.properties = properties;
        }

        @Override
        public Object get(Object name) {
            return switch ((String) name) {
                case SpringRabbitMQConstants.DELIVERY_TAG -> properties.getDeliveryTag();
                case SpringRabbitMQConstants.REDELIVERED -> properties.getRedelivered();
                case SpringRabbitMQConstants.TIMESTAMP -> properties.getTimestamp();
                case "version" -> properties.getHeaders().get("version");
                default -> all().get(name);
            };
        }

        @Override
        public Set<Entry<String, Object>> entrySet() {
            return all().entrySet();
        }

        private synchronized Map<String, Object> all() {
            if (all == null) {
                all = ALL.fromMessageProperties(properties, null);
            }
            return all;
        }
    }
}
