package org.discogsography.broker;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * Sends what a batch holds of malformed and refused messages to the dead letter queue of its source, as they came. The step
 * behind it acknowledges the batch: of these, only what the broker has confirmed by then, the others when it has. Thread-safe.
 */
public final class DeadLetters implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    /** The headers of a record, as the extractor publishes it. */
    private static final List<String> MESSAGES_OWN = List.of("type", "id", "sha256", "version");

    /** Characters: as long as AMQP lets the name of an exchange or a routing key be. */
    private static final int SHORT = 255;

    private final Topology topology;
    private final DeadLetterOutbox outbox;
    private final Records records;
    private final Timeline timeline;

    DeadLetters(Topology topology, DeadLetterOutbox outbox, Records records, Timeline timeline) {
        this.timeline = timeline;
        this.records = records;
        this.topology = topology;
        this.outbox = outbox;
    }

    @Override
    public void process(Exchange exchange) throws InterruptedException {
        Batch batch = CollectBatch.batchOf(exchange);
        List<SetAside> letters = batch.deadLetters();
        if (letters.isEmpty() || !batch.isAwaited()) {
            return;
        }
        Source source = batch.source();
        String queue = topology.deadLetterQueue(source.service(), source.type());
        int count = letters.size();
        String line = count + " of " + batch.size() + " messages set aside in " + queue + ", the first for this: "
                + letters.get(0).reason();
        outbox.send(
                batch.deliveries(),
                letters.stream().map(letter -> letter(source, letter)).toList(),
                () -> {
                    records.count(source, Outcome.DEAD_LETTERED, count);
                    timeline.tell(LOG, Level.WARN, Event.Kind.DEAD_LETTERED, source.toString(), line);
                });
    }

    private DeadLetterOutbox.Letter letter(Source source, SetAside letter) {
        Map<String, Object> came = new HashMap<>();
        letter.delivery().headers().forEach((name, value) -> {
            if (!name.startsWith("Camel") && value != null) {
                came.put(name, value);
            }
        });
        Map<String, Object> bare = headers(source, letter);
        Map<String, Object> all = new HashMap<>(came);
        all.putAll(bare);
        MESSAGES_OWN.forEach(name -> shortText(came, name).ifPresent(text -> bare.put(name, text)));
        came.keySet().removeAll(bare.keySet());
        bare.put(DeadLetterHeaders.LEFT_OUT, came.size());
        return new DeadLetterOutbox.Letter(
                letter.delivery().tag(), outgoing(source, all, letter), outgoing(source, bare, letter));
    }

    /** What is told of a message that was set aside: some hundred characters, whatever it came with. */
    private static Map<String, Object> headers(Source source, SetAside letter) {
        Map<String, Object> came = letter.delivery().headers();
        Map<String, Object> headers = new HashMap<>();
        headers.put(DeadLetterHeaders.REASON, letter.reason());
        headers.put(DeadLetterHeaders.EXCEPTION, letter.exception());
        headers.put(DeadLetterHeaders.TIME, Instant.now().toString());
        headers.put(DeadLetterHeaders.SERVICE, source.service());
        headers.put(DeadLetterHeaders.ATTEMPTS, letter.attempts());
        // One that was replayed still tells where it was first published.
        headers.put(
                DeadLetterHeaders.EXCHANGE,
                shortText(came, DeadLetterHeaders.EXCHANGE)
                        .orElseGet(() -> String.valueOf(came.get(SpringRabbitMQConstants.EXCHANGE_NAME))));
        headers.put(
                DeadLetterHeaders.ROUTING_KEY,
                shortText(came, DeadLetterHeaders.ROUTING_KEY)
                        .orElseGet(() -> String.valueOf(came.get(SpringRabbitMQConstants.ROUTING_KEY))));
        return headers;
    }

    private static Optional<String> shortText(Map<String, Object> headers, String name) {
        return headers.get(name) instanceof String text && text.length() <= SHORT
                ? Optional.of(text)
                : Optional.empty();
    }

    private Outgoing outgoing(Source source, Map<String, Object> headers, SetAside letter) {
        return new Outgoing(
                topology.deadLetterExchange(),
                topology.deadLetterQueue(source.service(), source.type()),
                headers,
                letter.delivery().body());
    }
}
