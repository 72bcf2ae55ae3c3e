package org.discogsography.broker;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.springrabbit.SpringRabbitMQConstants;

/**
 * Sends a batch's malformed messages to the dead letter queue of its source, as they came, and waits for the broker's
 * confirm: only then may the batch be acknowledged. Thread-safe.
 */
public final class DeadLetters implements Processor {

    private final Topology topology;
    private final ConfirmedPublisher publisher;

    public DeadLetters(Topology topology, ConfirmedPublisher publisher) {
        this.topology = topology;
        this.publisher = publisher;
    }

    @Override
    public void process(Exchange exchange) throws PublishException {
        Batch batch = CollectBatch.batchOf(exchange);
        publisher.publish(batch.malformed().stream()
                .map(message -> deadLetter(batch.source(), message))
                .toList());
    }

    private Outgoing deadLetter(Source source, Message.Malformed message) {
        Map<String, Object> headers = new HashMap<>();
        for (String name : List.of("type", "id", "sha256", "version")) {
            if (message.headers().get(name) != null) {
                headers.put(name, message.headers().get(name));
            }
        }
        headers.put("x-reason", message.reason());
        headers.put("x-exception", MalformedMessageException.class.getName());
        headers.put("x-time", Instant.now().toString());
        headers.put("x-service", source.service());
        headers.put("x-exchange", String.valueOf(message.headers().get(SpringRabbitMQConstants.EXCHANGE_NAME)));
        headers.put("x-routing-key", String.valueOf(message.headers().get(SpringRabbitMQConstants.ROUTING_KEY)));
        return new Outgoing(
                topology.deadLetterExchange(),
                topology.deadLetterQueue(source.service(), source.type()),
                headers,
                message.body());
    }
}
