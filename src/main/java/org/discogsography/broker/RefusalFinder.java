package org.discogsography.broker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.discogsography.outage.Failure;

/**
 * Publishes windows, and finds the single messages that the broker refuses. RabbitMQ closes the channel at such a message without
 * naming it, and confirms nothing that was in flight: the window is divided until the refused message is alone. So the others may be
 * published more than once, but in their order.
 *
 * <p>Any other failure ends the attempt, and nothing of the window is refused: the broker may be down.
 */
final class RefusalFinder {

    /** Publishes a window, and returns when the broker has confirmed all of it. */
    @FunctionalInterface
    interface Window {
        void publish(List<OutboundMessage> window) throws PublishException;
    }

    private final Window publisher;

    RefusalFinder(Window publisher) {
        this.publisher = publisher;
    }

    /**
     * Publishes all but the refused messages.
     *
     * @return the refused messages, in their order
     * @throws PublishException if the broker has not confirmed the others, or refuses a message that is not a record
     */
    List<RefusedMessage> publish(List<OutboundMessage> window) throws PublishException {
        List<RefusedMessage> refused = new ArrayList<>();
        Deque<List<OutboundMessage>> parts = new ArrayDeque<>();
        parts.push(window);
        while (!parts.isEmpty()) {
            List<OutboundMessage> part = parts.pop();
            try {
                publisher.publish(part);
            } catch (PublishException e) {
                if (BrokerFailure.of(e) != Failure.REFUSED || !part.stream().allMatch(OutboundMessage::isRecord)) {
                    throw e;
                }
                if (part.size() == 1) {
                    refused.add(new RefusedMessage(part.get(0), BrokerFailure.reason(e)));
                } else {
                    divide(part).forEach(parts::push);
                }
            }
        }
        return refused;
    }

    /** Sets the largest message apart, which most probably is the refused one. The first part comes last. */
    private static List<List<OutboundMessage>> divide(List<OutboundMessage> part) {
        int largest = IntStream.range(0, part.size())
                .boxed()
                .max(Comparator.comparingInt(index -> part.get(index).body().length))
                .orElseThrow();
        List<List<OutboundMessage>> parts = new ArrayList<>();
        parts.add(part.subList(largest + 1, part.size()));
        parts.add(part.subList(largest, largest + 1));
        parts.add(part.subList(0, largest));
        parts.removeIf(List::isEmpty);
        return parts;
    }
}
