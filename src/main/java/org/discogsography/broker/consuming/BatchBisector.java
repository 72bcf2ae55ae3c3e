package org.discogsography.broker.consuming;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.discogsography.broker.messages.Message;
import org.discogsography.idempotent.Classification;
import org.discogsography.outage.Failure;
import org.discogsography.outage.Probe;
import org.discogsography.outage.Reason;

/**
 * Has the records of a batch stored by another route, all of them at once; what the store refuses is halved, down to the single
 * record, which is rejected. One bad record among 500 is found in some twenty tries, and its neighbours are stored on the way.
 *
 * <p>A failure that is not a refusal ends the try: the batch is in doubt, and nothing of it is rejected. Thread-safe.
 */
public final class BatchBisector {

    /** How long a store that has just passed its probe needs no other: a batch of bad records is not to ask for each of them. */
    private static final Duration PROBE_VALID = Duration.ofSeconds(1);

    /** Neighbouring records, which are stored by one call. */
    private record Part(List<Delivery> deliveries, int attempts) {

        boolean isSingle() {
            return deliveries.size() == 1;
        }

        List<Message.Data> records() {
            return deliveries.stream()
                    .map(delivery -> (Message.Data) delivery.message())
                    .toList();
        }

        Part firstHalf() {
            return new Part(deliveries.subList(0, deliveries.size() / 2), attempts + 1);
        }

        Part secondHalf() {
            return new Part(deliveries.subList(deliveries.size() / 2, deliveries.size()), attempts + 1);
        }

        RejectedDelivery rejected(Exception refusal) {
            return new RejectedDelivery(
                    deliveries.get(0),
                    Reason.of(refusal),
                    Reason.cause(refusal).getClass().getName(),
                    attempts);
        }
    }

    private final ProducerTemplate routes;
    private final Function<Throwable, Failure> classifier;
    private final Probe store;

    /**
     * For the batches that go to one store.
     *
     * @param routes calls the storing route
     * @param classifier says whether a failure means a refused record or a failing server
     * @param store whether the store works and takes a good record; a record is rejected only if it does, for if every record
     *     is refused it is not the records that are bad
     */
    public BatchBisector(ProducerTemplate routes, Function<Throwable, Failure> classifier, Probe store) {
        this.routes = routes;
        this.classifier = classifier;
        this.store = store;
    }

    /**
     * Stores the exchange's batch. It stops early if the channel of the batch is lost: then all of it is delivered again.
     *
     * <p>A batch with nothing to store probes the store: to the circuit breaker its passing is a success of the store, and it
     * must be one.
     *
     * @param route URI of the route that stores a list of {@link Message.Data} and answers with their {@link Classification}
     * @throws Exception a failure that is not a refusal
     */
    public StoredBatch store(Exchange exchange, String route) throws Exception {
        Batch batch = Batch.in(exchange);
        List<Delivery> records = batch.records();
        Deque<Part> parts = new ArrayDeque<>();
        if (!records.isEmpty()) {
            parts.push(new Part(records, 1 + redeliveries(exchange)));
        }
        if (records.isEmpty() || !batch.isAwaited()) {
            store.require();
        }
        List<Classification<Message.Data>> stored = new ArrayList<>();
        List<RejectedDelivery> refused = new ArrayList<>();
        Instant probed = Instant.MIN;
        while (!parts.isEmpty() && batch.isAwaited()) {
            Part part = parts.pop();
            try {
                stored.add(store(route, part));
            } catch (Exception e) {
                if (classifier.apply(e) != Failure.REFUSED) {
                    throw e;
                }
                if (part.isSingle()) {
                    probed = probe(probed);
                    refused.add(part.rejected(e));
                } else {
                    parts.push(part.secondHalf());
                    parts.push(part.firstHalf());
                }
            }
        }
        return new StoredBatch(batch, stored, refused);
    }

    private static int redeliveries(Exchange exchange) {
        return exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER, 0, Integer.class);
    }

    @SuppressWarnings("unchecked")
    private Classification<Message.Data> store(String route, Part part) throws Exception {
        Exchange call = routes.request(route, exchange -> exchange.getMessage().setBody(part.records()));
        if (call.getException() != null) {
            throw call.getException();
        }
        return (Classification<Message.Data>) call.getMessage().getMandatoryBody(Classification.class);
    }

    private Instant probe(Instant last) throws Exception {
        if (last.plus(PROBE_VALID).isAfter(Instant.now())) {
            return last;
        }
        store.require();
        return Instant.now();
    }
}
