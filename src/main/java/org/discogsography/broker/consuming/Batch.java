package org.discogsography.broker.consuming;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.component.springrabbit.SpringRabbitMQConstants;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.messages.MalformedMessageException;
import org.discogsography.broker.messages.Message;

/**
 * Messages of one queue, in the order of their delivery, which are stored and acknowledged together. Immutable.
 *
 * @param deliveries at least one; all of them came by one channel
 * @param completed when the last one was added, as {@link System#nanoTime}
 */
public record Batch(List<Delivery> deliveries, long completed) {

    public Batch {
        deliveries = List.copyOf(deliveries);
        ChannelAcknowledgements channel = deliveries.get(0).channel();
        if (deliveries.stream().anyMatch(delivery -> delivery.channel() != channel)) {
            throw new IllegalArgumentException("A batch is acknowledged through one channel, these came by several");
        }
    }

    /** A batch that is complete now. */
    static Batch of(List<Delivery> deliveries) {
        return new Batch(deliveries, System.nanoTime());
    }

    /** The batch in an exchange's body, whether it has been stored or not; null if there is none. */
    static Batch in(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        return body instanceof StoredBatch stored ? stored.batch() : body instanceof Batch batch ? batch : null;
    }

    /** The queue that it came from. */
    public ConsumerQueue queue() {
        return channel().queue();
    }

    /** How many messages it holds. */
    public int size() {
        return deliveries.size();
    }

    /** The channel that it came by, and is acknowledged through. */
    public ChannelAcknowledgements channel() {
        return deliveries.get(0).channel();
    }

    /** The deliveries that are records. */
    List<Delivery> records() {
        return deliveries.stream()
                .filter(delivery -> delivery.message() instanceof Message.Data)
                .toList();
    }

    /** What says that a file, or an extraction, has ended. */
    public List<Message> controls() {
        return deliveries.stream()
                .map(Delivery::message)
                .filter(message ->
                        message instanceof Message.FileComplete || message instanceof Message.ExtractionComplete)
                .toList();
    }

    /** What could not be read. */
    List<RejectedDelivery> malformed() {
        return deliveries.stream()
                .filter(delivery -> delivery.message() instanceof Message.Malformed)
                .map(delivery -> new RejectedDelivery(
                        delivery,
                        ((Message.Malformed) delivery.message()).reason(),
                        MalformedMessageException.class.getName(),
                        1))
                .toList();
    }

    /** How long ago it was complete. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - completed);
    }

    /** When its last message was published, to the second; null if that message does not say. */
    Instant published() {
        return last().headers().get(SpringRabbitMQConstants.TIMESTAMP) instanceof Date time ? time.toInstant() : null;
    }

    /** Whether the broker still waits for its acknowledgement. Once its channel is gone, all of it is delivered again. */
    public boolean isAwaited() {
        return channel().areOpen();
    }

    /** Acknowledges all of it, except for what waits for its dead letter, once everything before it is acknowledged too. */
    void acknowledge() {
        channel().acknowledgeAll(deliveries.get(0).tag(), lastTag());
        deliveries.forEach(each -> channel().released(each.tag(), each.body().length));
    }

    /** Whether it has been acknowledged or requeued. */
    boolean isSettled() {
        return !isAwaited() || channel().hasSettled(deliveries.get(0).tag());
    }

    /** Closes the channel, so that the broker returns it to its queue, with all that came after it and is not acknowledged. */
    void requeueByClosingChannel() {
        channel().abort();
    }

    /** Camel looks up beans by their hash for each expression of a route: that of all messages would take long. */
    @Override
    public int hashCode() {
        return Long.hashCode(completed);
    }

    long lastTag() {
        return last().tag();
    }

    private Delivery last() {
        return deliveries.get(deliveries.size() - 1);
    }
}
