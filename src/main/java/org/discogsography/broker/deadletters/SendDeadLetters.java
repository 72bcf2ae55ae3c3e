package org.discogsography.broker.deadletters;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Processor;
import org.apache.camel.component.springrabbit.SpringRabbitMQConstants;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.OutboundMessage;
import org.discogsography.broker.RecordOutcomes;
import org.discogsography.broker.RecordOutcomes.Outcome;
import org.discogsography.broker.Topology;
import org.discogsography.broker.consuming.Batch;
import org.discogsography.broker.consuming.RejectedDelivery;
import org.discogsography.broker.consuming.StoredBatch;
import org.discogsography.timeline.Event;
import org.discogsography.timeline.Timeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Sends what a batch holds of malformed and refused messages to the dead letter queue of its source, as they came. The step
 * behind it acknowledges the batch: of these, only what the broker has confirmed by then, the others when it has. Thread-safe.
 */
public final class SendDeadLetters implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(SendDeadLetters.class);

    /** What is kept of the headers where there is no room for all of them: a record's, as it is published, and its history. */
    private static final List<String> KEPT = List.of(
            "type",
            "id",
            "sha256",
            "version",
            DeadLetterHeaders.REPLAYS,
            DeadLetterHeaders.EXCHANGE,
            DeadLetterHeaders.ROUTING_KEY);

    /** Characters: as long as AMQP lets the name of an exchange or a routing key be. */
    private static final int SHORT = 255;

    private final Topology topology;
    private final DeadLetterOutbox outbox;
    private final RecordOutcomes records;
    private final Timeline timeline;

    SendDeadLetters(Topology topology, DeadLetterOutbox outbox, RecordOutcomes records, Timeline timeline) {
        this.timeline = timeline;
        this.records = records;
        this.topology = topology;
        this.outbox = outbox;
    }

    @Override
    public void process(Exchange exchange) throws InterruptedException, InvalidPayloadException {
        StoredBatch stored = exchange.getMessage().getMandatoryBody(StoredBatch.class);
        Batch batch = stored.batch();
        List<RejectedDelivery> letters = stored.rejected();
        if (letters.isEmpty() || !batch.isAwaited()) {
            return;
        }
        ConsumerQueue source = batch.queue();
        String queue = topology.deadLetterQueue(source.service(), source.type());
        int count = letters.size();
        String line = count + " of " + batch.size() + " messages set aside in " + queue + ", the first for this: "
                + letters.get(0).reason();
        outbox.send(
                batch.channel(),
                letters.stream().map(letter -> letter(source, letter)).toList(),
                () -> {
                    records.count(source, Outcome.DEAD_LETTERED, count);
                    timeline.tell(LOG, Level.WARN, Event.Kind.DEAD_LETTERED, source.toString(), line);
                });
    }

    private DeadLetterOutbox.Letter letter(ConsumerQueue source, RejectedDelivery letter) {
        Map<String, Object> came = new HashMap<>();
        letter.delivery().headers().forEach((name, value) -> {
            if (!name.startsWith("Camel") && !name.equals(DeadLetterHeaders.LEFT_OUT) && value != null) {
                came.put(name, value);
            }
        });
        Map<String, Object> all = new HashMap<>(came);
        Map<String, Object> bare = new HashMap<>();
        KEPT.stream().filter(name -> isShort(came.get(name))).forEach(name -> bare.put(name, came.get(name)));
        for (Map<String, Object> headers : List.of(all, bare)) {
            tell(headers, source, letter);
        }
        bare.put(
                DeadLetterHeaders.LEFT_OUT,
                all.keySet().stream().filter(name -> !bare.containsKey(name)).count());
        return new DeadLetterOutbox.Letter(
                letter.delivery().tag(), outgoing(source, all, letter), outgoing(source, bare, letter));
    }

    private static boolean isShort(Object value) {
        return value instanceof Number || (value instanceof String text && text.length() <= SHORT);
    }

    private static void tell(Map<String, Object> headers, ConsumerQueue source, RejectedDelivery letter) {
        headers.put(DeadLetterHeaders.REASON, letter.reason());
        headers.put(DeadLetterHeaders.EXCEPTION, letter.exception());
        headers.put(DeadLetterHeaders.TIME, Instant.now().toString());
        headers.put(DeadLetterHeaders.SERVICE, source.service());
        headers.put(DeadLetterHeaders.ATTEMPTS, letter.attempts());
        // One that was replayed still tells where it was first published.
        Map<String, Object> came = letter.delivery().headers();
        headers.putIfAbsent(
                DeadLetterHeaders.EXCHANGE, String.valueOf(came.get(SpringRabbitMQConstants.EXCHANGE_NAME)));
        headers.putIfAbsent(
                DeadLetterHeaders.ROUTING_KEY, String.valueOf(came.get(SpringRabbitMQConstants.ROUTING_KEY)));
    }

    private OutboundMessage outgoing(ConsumerQueue source, Map<String, Object> headers, RejectedDelivery letter) {
        return new OutboundMessage(
                topology.deadLetterExchange(),
                topology.deadLetterQueue(source.service(), source.type()),
                headers,
                letter.delivery().body());
    }
}
