package org.discogsography.broker.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.OutboundMessage;
import org.discogsography.broker.PublishException;
import org.discogsography.broker.consuming.ChannelAcknowledgements;
import org.discogsography.dump.DataType;
import org.discogsography.outage.Backoff;
import org.discogsography.servers.LogLines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Dead letters that a broker accepts in part, late, or not at all. */
class DeadLetterOutboxTest {

    private static final ConsumerQueue ARTISTS = new ConsumerQueue("tableinator", DataType.ARTISTS);
    private static final ConsumerQueue LABELS = new ConsumerQueue("tableinator", DataType.LABELS);

    /** Of a batch that waits for dead letters which the broker accepts: the machine may be busy. */
    private static final Duration LONG = Duration.ofMinutes(1);

    /** Of one whose dead letters it does not accept. */
    private static final Duration SHORT = Duration.ofSeconds(1);

    private static final Duration LONGEST_WAIT = Duration.ofMillis(50);

    private final List<String> acknowledged = Collections.synchronizedList(new ArrayList<>());
    private final List<String> taken = Collections.synchronizedList(new ArrayList<>());
    private final AtomicBoolean open = new AtomicBoolean(true);
    private final AtomicInteger room = new AtomicInteger(Integer.MAX_VALUE);
    private final AtomicInteger tries = new AtomicInteger();
    private final AtomicInteger errors = new AtomicInteger();
    private final AtomicInteger sent = new AtomicInteger();
    private final CircuitBreaker breaker = CircuitBreaker.ofDefaults("broker");
    private final List<DeadLetterOutbox> outboxes = new ArrayList<>();

    @AfterEach
    void close() {
        outboxes.forEach(DeadLetterOutbox::close);
    }

    private DeadLetterOutbox outbox(Duration timeout) {
        var outbox = new DeadLetterOutbox(
                new DeadLetterSender(this::publish, breaker),
                new Backoff(5, Duration.ofMillis(10), 2, LONGEST_WAIT, 0),
                timeout);
        outboxes.add(outbox);
        return outbox;
    }

    /** Like a queue of limited length, which accepts what there is room for, and refuses the rest. Only that of the artists is limited. */
    private void publish(List<OutboundMessage> window) throws PublishException {
        tries.incrementAndGet();
        if (errors.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new OutOfMemoryError("as a test");
        }
        boolean refused = false;
        for (OutboundMessage letter : window) {
            if (letter.routingKey().startsWith("large") || letter.routingKey().contains("huge")) {
                throw new PublishException(
                        "no room", new IllegalArgumentException("Content headers exceeded max frame size"));
            }
            if (letter.routingKey().startsWith("labels") || room.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                taken.add(letter.routingKey());
            } else {
                refused = true;
            }
        }
        if (refused) {
            throw new PublishException("the broker refused messages", null);
        }
    }

    private ChannelAcknowledgements deliveries(ConsumerQueue queue) {
        var channel = (Channel) Proxy.newProxyInstance(
                Channel.class.getClassLoader(), new Class<?>[] {Channel.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("isOpen")) {
                        return open.get();
                    }
                    return acknowledged.add(method.getName() + List.of(arguments));
                });
        return new ChannelAcknowledgements(queue, channel, 1);
    }

    private static List<PendingDeadLetter> letters(String name, long... tags) {
        return LongStream.of(tags)
                .mapToObj(tag ->
                        new PendingDeadLetter(tag, outbound(name + " " + tag), outbound("reduced " + name + " " + tag)))
                .toList();
    }

    private static OutboundMessage outbound(String key) {
        return new OutboundMessage("dead", key, Map.of(), new byte[0]);
    }

    @Test
    void what_is_confirmed_at_once_is_acknowledged_with_its_batch() throws Exception {
        var outbox = outbox(LONG);
        var deliveries = deliveries(ARTISTS);

        outbox.send(deliveries, letters("artists", 2, 4), count -> sent.incrementAndGet());
        deliveries.acknowledgeAll(1, 5);

        assertThat(taken).containsExactly("artists 2", "artists 4");
        assertThat(sent).hasValue(1);
        assertThat(acknowledged).containsExactly("basicAck[5, true]");
    }

    @Test
    void a_broker_that_has_confirmed_all_in_time_is_not_blamed_if_its_batch_is_over_only_later() throws Exception {
        var queue = new PendingQueue(ARTISTS, null, null, null);
        var batch = new PendingBatch(deliveries(ARTISTS), letters("artists", 1), count -> {});
        batch.confirm(1);
        try (var log = LogLines.of(DeadLetterOutbox.class)) {
            assertThat(queue.await(batch, Duration.ZERO)).as("is over").isFalse();

            assertThat(queue.unacknowledged()).isZero();
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void a_queue_that_takes_only_some_gets_each_letter_twice_at_most_however_often_it_is_tried() throws Exception {
        room.set(3);
        var outbox = outbox(SHORT);
        var deliveries = deliveries(ARTISTS);

        outbox.send(deliveries, letters("artists", 1, 2, 3, 4, 5, 6, 7, 8), count -> sent.incrementAndGet());
        deliveries.acknowledgeAll(1, 9);
        assertThat(acknowledged).containsExactly("basicAck[9, false]");
        assertThat(outbox.unacknowledged(ARTISTS)).isEqualTo(8);

        int before = tries.get();
        await().until(() -> tries.get() > before + 5);
        room.set(2);
        await().until(() -> outbox.unacknowledged(ARTISTS) == 6);
        assertThat(acknowledged).contains("basicAck[1, false]", "basicAck[2, false]");

        room.set(Integer.MAX_VALUE);
        await().until(() -> sent.get() == 1);
        assertThat(outbox.unacknowledged(ARTISTS)).isZero();
        assertThat(taken).hasSize(3 + 8);
        assertThat(acknowledged).hasSize(9).doesNotHaveDuplicates();
        assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
    }

    @Test
    void a_queue_that_takes_none_keeps_no_other_queues_letters() throws Exception {
        room.set(0);
        var outbox = outbox(SHORT);
        for (long tag = 1; tag <= 50; tag++) {
            outbox.send(deliveries(ARTISTS), letters("artists", tag), count -> sent.incrementAndGet());
        }
        assertThat(outbox.unacknowledged(ARTISTS)).isEqualTo(50);

        outbox.send(deliveries(LABELS), letters("labels", 1), count -> sent.incrementAndGet());

        await().until(() -> sent.get() == 1);
        await().until(() -> outbox.unacknowledged(LABELS) == 0);
        // Only the first in the line is tried, and less and less often.
        long began = System.nanoTime();
        int before = tries.get();
        await().until(() -> tries.get() >= before + 10);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(LONGEST_WAIT.multipliedBy(8));
    }

    @Test
    void of_a_letter_with_too_many_headers_the_reduced_one_is_published_and_of_no_other() throws Exception {
        var outbox = outbox(LONG);
        var deliveries = deliveries(ARTISTS);
        List<PendingDeadLetter> batch = new ArrayList<>(letters("artists", 1));
        batch.addAll(letters("large", 2));
        batch.addAll(letters("artists", 3));

        outbox.send(deliveries, batch, count -> sent.incrementAndGet());
        deliveries.acknowledgeAll(1, 4);

        await().until(() -> sent.get() == 1);
        assertThat(taken)
                .endsWith("reduced large 2", "artists 3")
                .doesNotContain("reduced artists 1", "reduced artists 3");
        assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isZero();
    }

    @Test
    void a_letter_that_the_broker_refuses_for_itself_keeps_its_message_unacknowledged_and_no_other() throws Exception {
        var outbox = outbox(LONG);
        var deliveries = deliveries(ARTISTS);
        List<PendingDeadLetter> batch = new ArrayList<>(letters("artists", 1));
        batch.addAll(letters("huge", 2));
        batch.addAll(letters("artists", 3));
        var health = new DeadLetterHealth(outbox, List.of(ARTISTS, LABELS));
        assertThat(health.findings()).isEmpty();

        outbox.send(deliveries, batch, sent::addAndGet);
        deliveries.acknowledgeAll(1, 4);
        outbox.send(deliveries, letters("artists", 5), sent::addAndGet);

        await().until(() -> sent.get() == 3);
        assertThat(taken).contains("artists 1", "artists 3", "artists 5");
        await().until(() -> acknowledged.size() == 3);
        assertThat(acknowledged).doesNotContain("basicAck[2, false]", "basicAck[4, true]");
        assertThat(outbox.unacknowledged(ARTISTS)).isEqualTo(1);
        assertThat(health.findings()).singleElement().satisfies(finding -> assertThat(finding.reason())
                .contains("refuses 1 dead letters of tableinator artists", "max_message_size"));
        // It is not tried again and again.
        int before = tries.get();
        outbox.send(deliveries, letters("artists", 6), sent::addAndGet);
        assertThat(tries.get()).isEqualTo(before + 1);

        open.set(false);
        assertThat(health.findings()).isEmpty();
        assertThat(outbox.unacknowledged(ARTISTS)).isZero();
    }

    @Test
    void an_Error_while_they_are_published_costs_an_attempt_only() throws Exception {
        errors.set(3);
        var outbox = outbox(LONG);
        var deliveries = deliveries(ARTISTS);

        outbox.send(deliveries, letters("artists", 1, 2), sent::addAndGet);
        deliveries.acknowledgeAll(1, 2);

        await().until(() -> sent.get() == 2);
        assertThat(taken).containsExactly("artists 1", "artists 2");
        assertThat(acknowledged).containsExactly("basicAck[2, true]");
    }

    @Test
    void what_comes_again_because_its_channel_is_gone_is_not_kept() throws Exception {
        room.set(0);
        var outbox = outbox(SHORT);
        outbox.send(deliveries(ARTISTS), letters("artists", 1, 2), count -> sent.incrementAndGet());
        assertThat(outbox.unacknowledged(ARTISTS)).isEqualTo(2);

        open.set(false);

        await().until(() -> outbox.unacknowledged(ARTISTS) == 0);
        room.set(Integer.MAX_VALUE);
        open.set(true);
        // What had been kept would come before this.
        outbox.send(deliveries(ARTISTS), letters("artists", 3), count -> sent.incrementAndGet());
        await().until(() -> sent.get() == 1);
        assertThat(taken).containsExactly("artists 3");
    }

    @Test
    void that_one_queue_refuses_or_confirms_nothing_is_no_outage_and_a_lost_connection_is() {
        assertThat(new PublishException("refused", null).isOutage()).isFalse();
        assertThat(new PublishException("no confirm", new TimeoutException()).isOutage())
                .isFalse();
        assertThat(new PublishException("gone", new java.io.IOException()).isOutage())
                .isTrue();
    }
}
