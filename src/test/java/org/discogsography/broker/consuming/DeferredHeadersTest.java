package org.discogsography.broker.consuming;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.springrabbit.DefaultMessagePropertiesConverter;
import org.apache.camel.component.springrabbit.SpringRabbitMQConstants;
import org.apache.camel.component.springrabbit.SpringRabbitMQHeaderFilterStrategy;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.core.MessageProperties;

class DeferredHeadersTest {

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @Test
    void deferred_headers_are_those_that_Camel_would_have_made() {
        var camels = new DefaultMessagePropertiesConverter();
        camels.setHeaderFilterStrategy(new SpringRabbitMQHeaderFilterStrategy());
        Map<String, Object> expected = camels.fromMessageProperties(properties(), exchange);

        assertThat(new DeferredHeaders().fromMessageProperties(properties(), exchange))
                .isEmpty();
        Map<String, Object> headers = DeferredHeaders.take(exchange);

        for (String name : expected.keySet()) {
            assertThat(headers.get(name)).as(name).isEqualTo(expected.get(name));
        }
        assertThat(headers)
                .isEqualTo(expected)
                .containsEntry("version", "20260801")
                .doesNotContainKey("CamelFileName");
    }

    @Test
    void a_message_has_no_headers_once_they_are_taken() {
        new DeferredHeaders().fromMessageProperties(properties(), exchange);
        DeferredHeaders.take(exchange);

        assertThat(exchange.getProperties()).isEmpty();
        assertThat(exchange.getMessage().hasHeaders()).isFalse();
    }

    @Test
    void headers_that_a_route_has_left_to_Camel_are_taken_too() {
        exchange.getMessage().setHeader("version", "20260801");

        assertThat(DeferredHeaders.take(exchange)).containsEntry("version", "20260801");
        assertThat(exchange.getMessage().hasHeaders()).isFalse();
    }

    private static MessageProperties properties() {
        var properties = new MessageProperties();
        properties.setDeliveryTag(7);
        properties.setRedelivered(true);
        properties.setReceivedExchange("discogsography-exchange");
        properties.setReceivedRoutingKey("releases");
        properties.setTimestamp(Date.from(Instant.parse("2026-08-02T00:00:00Z")));
        properties.setContentType("application/json");
        properties.setHeader("version", "20260801");
        properties.setHeader("sha256", "a");
        properties.setHeader("x-foreign", 5L);
        properties.setHeader("CamelFileName", "left out, as by Camel");
        properties.setHeader(SpringRabbitMQConstants.DELIVERY_TAG, 8L);
        return properties;
    }
}
