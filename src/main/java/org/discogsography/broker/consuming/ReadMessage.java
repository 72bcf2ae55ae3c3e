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
 * The first step of a consuming route: it turns the body, bytes so far, into a {@link Delivery}. It never fails, because a
 * delivery that does not reach a batch would never be acknowledged: an unreadable message continues as
 * {@link Message.Malformed}. Thread-safe.
 */
public final class ReadMessage implements Processor {

    /** Exchange property with the name of the channel: deliveries of different channels belong in different batches. */
    public static final String CHANNEL = "discogsographyChannel";

    private final MessageReader reader = new MessageReader();
    private final Map<Channel, ChannelAcknowledgements> byChannel = new ConcurrentHashMap<>();
    private final ConsumerQueue queue;
    private final Counter redeliveries;

    /** @param meters registry of the counter of redelivered messages */
    public ReadMessage(ConsumerQueue queue, MeterRegistry meters) {
        this.queue = queue;
        this.redeliveries = Metric.REDELIVERIES.counter(
                meters, "service", queue.service(), "type", queue.type().plural());
    }

    @Override
    public void process(Exchange exchange) {
        var in = exchange.getMessage();
        Map<String, Object> headers = in.getHeaders();
        long tag = (Long) headers.get(SpringRabbitMQConstants.DELIVERY_TAG);
        ChannelAcknowledgements acknowledgements =
                acknowledgements(exchange.getProperty(SpringRabbitMQConstants.CHANNEL, Channel.class), tag);
        acknowledgements.arrived(tag);
        if (Boolean.TRUE.equals(headers.get(SpringRabbitMQConstants.REDELIVERED))) {
            redeliveries.increment();
        }
        byte[] body = bytes(in.getBody());
        in.setBody(new Delivery(read(body, headers), acknowledgements, tag, body, headers));
        in.setHeaders(new HashMap<>());
        exchange.setProperty(CHANNEL, acknowledgements.name());
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

    private ChannelAcknowledgements acknowledgements(Channel proxy, long tag) {
        Channel channel = proxy instanceof ChannelProxy spring ? spring.getTargetChannel() : proxy;
        ChannelAcknowledgements known = byChannel.get(channel);
        if (known != null) {
            return known;
        }
        var created = new ChannelAcknowledgements(queue, channel, tag);
        byChannel.put(channel, created);
        channel.addShutdownListener(cause -> byChannel.remove(channel));
        return created;
    }
}
