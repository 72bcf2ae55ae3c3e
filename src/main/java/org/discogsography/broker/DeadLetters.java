package org.discogsography.broker;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.springrabbit.SpringRabbitMQConstants;
import org.discogsography.broker.Records.Outcome;
import org.discogsography.timeline.Event;
import org.discogsography.timeline.Timeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Sends what a batch holds of malformed and refused messages to the dead letter queue of its source, as they came, and
 * waits for the broker's confirm: only then may the batch be acknowledged. Thread-safe.
 */
public final class DeadLetters implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private final Topology topology;
    private final ConfirmedPublisher publisher;
    private final Records records;
    private final Timeline timeline;

    /** @param publisher one that nobody else waits for: while it does, dead letters hold up no records */
    public DeadLetters(Topology topology, ConfirmedPublisher publisher, Records records, Timeline timeline) {
        this.timeline = timeline;
        this.records = records;
        this.topology = topology;
        this.publisher = publisher;
    }

    @Override
    public void process(Exchange exchange) throws PublishException {
        Batch batch = CollectBatch.batchOf(exchange);
        List<SetAside> letters = batch.deadLetters();
        if (letters.isEmpty() || !batch.isAwaited()) {
            return;
        }
        publisher.publish(
                letters.stream().map(letter -> outgoing(batch.source(), letter)).toList());
        records.count(batch.source(), Outcome.DEAD_LETTERED, letters.size());
        String queue = topology.deadLetterQueue(
                batch.source().service(), batch.source().type());
        timeline.tell(
                LOG,
                Level.WARN,
                Event.Kind.DEAD_LETTERED,
                batch.source().toString(),
                letters.size() + " of " + batch.size() + " messages set aside in " + queue + ", the first for this: "
                        + letters.get(0).reason());
    }

    private Outgoing outgoing(Source source, SetAside letter) {
        Map<String, Object> came = letter.delivery().headers();
        Map<String, Object> headers = new HashMap<>();
        came.forEach((name, value) -> {
            if (!name.startsWith("Camel") && value != null) {
                headers.put(name, value);
            }
        });
        headers.put(DeadLetterHeaders.REASON, letter.reason());
        headers.put(DeadLetterHeaders.EXCEPTION, letter.exception());
        headers.put(DeadLetterHeaders.TIME, Instant.now().toString());
        headers.put(DeadLetterHeaders.SERVICE, source.service());
        headers.put(DeadLetterHeaders.ATTEMPTS, letter.attempts());
        // One that was replayed still tells where it was first published.
        headers.putIfAbsent(
                DeadLetterHeaders.EXCHANGE, String.valueOf(came.get(SpringRabbitMQConstants.EXCHANGE_NAME)));
        headers.putIfAbsent(
                DeadLetterHeaders.ROUTING_KEY, String.valueOf(came.get(SpringRabbitMQConstants.ROUTING_KEY)));
        return new Outgoing(
                topology.deadLetterExchange(),
                topology.deadLetterQueue(source.service(), source.type()),
                headers,
                letter.delivery().body());
    }
}
