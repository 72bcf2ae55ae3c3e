package org.discogsography.broker.consuming;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.rabbit.connection.ChannelProxy;

/**
 * The first step of a consuming route: it turns the body, bytes so far, into a {@link Delivery}. It never fails, because a
 * delivery that does not reach a batch would never be acknowledged: an unreadable message continues as
 * {@link Message.Malformed}. Thread-safe.
 */
public final class ReadMessage implements Processor {

    /** Exchange property with the name of the channel: deliveries of different channels belong in different batches. */
    public static final String CHANNEL = "deliveringChannel";

    private static final Logger LOG = LoggerFactory.getLogger(ReadMessage.class);

    private final MessageReader reader = new MessageReader();
    private final Map<Channel, ChannelAcknowledgements> byChannel = new ConcurrentHashMap<>();
    private final ConsumerQueue queue;
    private final ConsumerPrefetch prefetch;
    private final Counter redeliveries;

    /** @param meters registry of the counter of redelivered messages */
    public ReadMessage(ConsumerQueue queue, ConsumerPrefetch prefetch, MeterRegistry meters) {
        this.prefetch = prefetch;
        this.queue = queue;
        this.redeliveries = Metric.REDELIVERIES.counter(
                meters, "service", queue.service(), "type", queue.type().plural());
    }

    /** How many deliveries of this queue are in work or wait for it, in this process. */
    public long inWork() {
        return byChannel.values().stream()
                .filter(ChannelAcknowledgements::areOpen)
                .mapToLong(ChannelAcknowledgements::inWork)
                .sum();
    }

    @Override
    public void process(Exchange exchange) {
        Channel channel = exchange.getProperty(SpringRabbitMQConstants.CHANNEL, Channel.class);
        try {
            read(exchange, channel);
        } catch (RuntimeException | Error e) { // no memory, for example
            // All that came by this channel is delivered again, this one too: it must not be missing from its batch.
            abort(channel);
            exchange.setRouteStop(true);
            LOG.error(
                    "{}: a delivery could not be read, its channel is closed so that all are delivered again",
                    queue,
                    e);
        }
    }

    private static void abort(Channel channel) {
        try {
            target(channel).abort();
        } catch (AlreadyClosedException | IOException e) {
            LOG.debug("The channel was closed already", e);
        }
    }

    private void read(Exchange exchange, Channel channel) {
        var in = exchange.getMessage();
        Map<String, Object> headers = DeferredHeaders.take(exchange);
        long tag = (Long) headers.get(SpringRabbitMQConstants.DELIVERY_TAG);
        ChannelAcknowledgements acknowledgements = acknowledgements(target(channel), tag);
        byte[] body = bytes(in.getBody());
        acknowledgements.arrived(tag, body.length);
        prefetch.arrived(body.length, acknowledgements);
        if (!acknowledgements.areOpen()) {
            // It is delivered again: do not read it, or keep it in memory.
            exchange.setRouteStop(true);
            return;
        }
        if (Boolean.TRUE.equals(headers.get(SpringRabbitMQConstants.REDELIVERED))) {
            redeliveries.increment();
        }
        in.setBody(new Delivery(read(body, headers), acknowledgements, tag, body, headers));
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

    private static Channel target(Channel channel) {
        return channel instanceof ChannelProxy spring ? spring.getTargetChannel() : channel;
    }

    private ChannelAcknowledgements acknowledgements(Channel channel, long tag) {
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
