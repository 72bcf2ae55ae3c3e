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
 * Sends the malformed and refused messages of a batch to the dead letter queue of its queue, as they came. The next step acknowledges
 * the batch: of these messages only those that the broker has confirmed by then, the others when it has. Thread-safe.
 */
public final class SendDeadLetters implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(SendDeadLetters.class);

    /** The headers that are kept if there is no room for all: those of a record as it is published, and its history. */
    private static final List<String> KEPT = List.of(
            "type",
            "id",
            "sha256",
            "version",
            DeadLetterHeaders.REPLAYS,
            DeadLetterHeaders.EXCHANGE,
            DeadLetterHeaders.ROUTING_KEY);

    /** In characters: the longest name of an exchange or routing key in AMQP. */
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
        List<RejectedDelivery> rejected = stored.rejected();
        if (rejected.isEmpty() || !batch.isAwaited()) {
            return;
        }
        ConsumerQueue queue = batch.queue();
        String line = " of " + batch.size() + " messages set aside in " + deadLetterQueue(queue) + "; first reason: "
                + rejected.get(0).reason();
        outbox.send(
                batch.channel(),
                rejected.stream().map(each -> pending(queue, each)).toList(),
                count -> {
                    records.count(queue, Outcome.DEAD_LETTERED, count);
                    timeline.report(LOG, Level.WARN, Event.Kind.DEAD_LETTERED, queue.toString(), count + line);
                });
    }

    private PendingDeadLetter pending(ConsumerQueue queue, RejectedDelivery rejected) {
        Map<String, Object> came = new HashMap<>();
        rejected.delivery().headers().forEach((name, value) -> {
            if (!name.startsWith("Camel") && !name.equals(DeadLetterHeaders.LEFT_OUT) && value != null) {
                came.put(name, value);
            }
        });
        Map<String, Object> all = new HashMap<>(came);
        Map<String, Object> reduced = new HashMap<>();
        KEPT.stream().filter(name -> isShort(came.get(name))).forEach(name -> reduced.put(name, came.get(name)));
        for (Map<String, Object> headers : List.of(all, reduced)) {
            describe(headers, queue, rejected);
        }
        reduced.put(
                DeadLetterHeaders.LEFT_OUT,
                all.keySet().stream().filter(name -> !reduced.containsKey(name)).count());
        return new PendingDeadLetter(
                rejected.delivery().tag(), outbound(queue, all, rejected), outbound(queue, reduced, rejected));
    }

    private static boolean isShort(Object value) {
        return value instanceof Number || (value instanceof String text && text.length() <= SHORT);
    }

    private static void describe(Map<String, Object> headers, ConsumerQueue queue, RejectedDelivery rejected) {
        headers.put(DeadLetterHeaders.REASON, rejected.reason());
        headers.put(DeadLetterHeaders.EXCEPTION, rejected.exception());
        headers.put(DeadLetterHeaders.TIME, Instant.now().toString());
        headers.put(DeadLetterHeaders.SERVICE, queue.service());
        headers.put(DeadLetterHeaders.ATTEMPTS, rejected.attempts());
        // One that was replayed keeps the names of where it was first published.
        Map<String, Object> came = rejected.delivery().headers();
        headers.putIfAbsent(
                DeadLetterHeaders.EXCHANGE, String.valueOf(came.get(SpringRabbitMQConstants.EXCHANGE_NAME)));
        headers.putIfAbsent(
                DeadLetterHeaders.ROUTING_KEY, String.valueOf(came.get(SpringRabbitMQConstants.ROUTING_KEY)));
    }

    private OutboundMessage outbound(ConsumerQueue queue, Map<String, Object> headers, RejectedDelivery rejected) {
        return new OutboundMessage(
                topology.deadLetterExchange(),
                deadLetterQueue(queue),
                headers,
                rejected.delivery().body());
    }

    private String deadLetterQueue(ConsumerQueue queue) {
        return topology.deadLetterQueue(queue.service(), queue.type());
    }
}
