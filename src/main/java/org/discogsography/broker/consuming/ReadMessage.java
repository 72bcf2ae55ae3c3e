package org.discogsography.broker.consuming;

import com.rabbitmq.client.Channel;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.springrabbit.SpringRabbitMQConstants;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.messages.MalformedMessageException;
import org.discogsography.broker.messages.Message;
import org.discogsography.broker.messages.MessageReader;
import org.discogsography.metrics.Metric;
import org.springframework.amqp.rabbit.connection.ChannelProxy;

/**
 * A route's first step behind a queue: makes the exchange's body, bytes until then, a {@link Delivery}. It never fails,
 * for a delivery that got lost between the queue and its batch would never be settled: what cannot be read goes on as
 * {@link Message.Malformed}. Thread-safe.
 */
public final class ReadMessage implements Processor {

    /** Exchange property that names the channel; messages of different channels belong into different batches. */
    public static final String CHANNEL = "discogsographyChannel";

    private final MessageReader reader = new MessageReader();
    private final Map<Channel, ChannelAcknowledgements> byChannel = new ConcurrentHashMap<>();
    private final ConsumerQueue source;
    private final Counter redeliveries;

    /** @param meters where messages are counted that have been delivered before */
    public ReadMessage(ConsumerQueue source, MeterRegistry meters) {
        this.source = source;
        this.redeliveries = Metric.REDELIVERIES.counter(
                meters, "service", source.service(), "type", source.type().plural());
    }

    @Override
    public void process(Exchange exchange) {
        var in = exchange.getMessage();
        Map<String, Object> headers = in.getHeaders();
        long tag = (Long) headers.get(SpringRabbitMQConstants.DELIVERY_TAG);
        ChannelAcknowledgements deliveries =
                deliveries(exchange.getProperty(SpringRabbitMQConstants.CHANNEL, Channel.class), tag);
        deliveries.arrived(tag);
        if (Boolean.TRUE.equals(headers.get(SpringRabbitMQConstants.REDELIVERED))) {
            redeliveries.increment();
        }
        byte[] body = bytes(in.getBody());
        in.setBody(new Delivery(read(body, headers), deliveries, tag, body, headers));
        in.setHeaders(new HashMap<>());
        exchange.setProperty(CHANNEL, deliveries.name());
    }

    private static byte[] bytes(Object body) {
        return body instanceof byte[] raw ? raw : String.valueOf(body).getBytes(StandardCharsets.UTF_8);
    }

    private Message read(byte[] body, Map<String, Object> headers) {
        try {
            return reader.read(body, Objects.toString(headers.get("version"), null));
        } catch (MalformedMessageException | RuntimeException e) {
            return new Message.Malformed(Objects.toString(e.getMessage(), e.toString()));
        }
    }

    private ChannelAcknowledgements deliveries(Channel proxy, long tag) {
        Channel channel = proxy instanceof ChannelProxy spring ? spring.getTargetChannel() : proxy;
        ChannelAcknowledgements known = byChannel.get(channel);
        if (known != null) {
            return known;
        }
        var created = new ChannelAcknowledgements(source, channel, tag);
        byChannel.put(channel, created);
        channel.addShutdownListener(cause -> byChannel.remove(channel));
        return created;
    }
}
