package org.discogsography.broker.consuming;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.component.springrabbit.SpringRabbitMQConstants;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.OutboundMessage;
import org.discogsography.broker.backlog.Backlog;
import org.discogsography.broker.messages.Message;
import org.discogsography.dump.DataType;
import org.junit.jupiter.api.Test;

/** How far behind a consumer is said to be. */
class ConsumerLagTest {

    private static final ConsumerQueue SOURCE = new ConsumerQueue("tableinator", DataType.ARTISTS);
    private static final long NOW = 1_000_000;

    private final ConsumerLag lag = new ConsumerLag();

    @Test
    void it_is_none_while_nothing_waits_and_unknown_where_the_queue_is() {
        lag.stored(SOURCE, Instant.ofEpochMilli(NOW - 60_000));
        assertThat(lag.seconds(SOURCE, 0, NOW)).isZero();
        assertThat(lag.seconds(SOURCE, Backlog.UNKNOWN, NOW)).isNaN();
    }

    @Test
    void it_is_unknown_until_something_is_stored_or_the_queue_is_seen_empty() {
        assertThat(lag.seconds(SOURCE, 7, NOW)).isNaN();
        lag.empty(new ConsumerQueue("graphinator", DataType.ARTISTS), NOW);
        assertThat(lag.seconds(SOURCE, 7, NOW)).isNaN();
    }

    @Test
    void it_is_the_age_of_what_was_stored_last_and_grows_while_nothing_more_is() {
        lag.stored(SOURCE, Instant.ofEpochMilli(NOW - 60_000));
        assertThat(lag.seconds(SOURCE, 7, NOW)).isEqualTo(60);
        assertThat(lag.seconds(SOURCE, 7, NOW + 30_000)).isEqualTo(90);
        lag.stored(SOURCE, Instant.ofEpochMilli(NOW));
        assertThat(lag.seconds(SOURCE, 7, NOW + 30_000)).isEqualTo(30);
    }

    @Test
    void what_comes_after_a_long_silence_is_not_as_old_as_the_silence() {
        lag.stored(SOURCE, Instant.ofEpochMilli(NOW - 3_600_000));
        lag.empty(SOURCE, NOW - 5_000);
        assertThat(lag.seconds(SOURCE, 7, NOW)).isEqualTo(5);
    }

    @Test
    void a_clock_that_is_behind_the_publishers_gives_nothing_below_zero() {
        lag.stored(SOURCE, Instant.ofEpochMilli(NOW + 2_000));
        assertThat(lag.seconds(SOURCE, 7, NOW)).isZero();
    }

    @Test
    void a_message_says_when_it_was_published() {
        long before = System.currentTimeMillis() - 1_000;
        Instant time = new OutboundMessage("exchange", "artists", Map.of(), new byte[0])
                .properties()
                .getTimestamp()
                .toInstant();
        assertThat(time.toEpochMilli()).isBetween(before, System.currentTimeMillis());
    }

    @Test
    void a_batch_was_published_when_its_last_message_was() {
        var deliveries = new ChannelAcknowledgements(SOURCE, null, 1);
        var first = delivery(deliveries, 1, Instant.ofEpochMilli(NOW));
        var second = delivery(deliveries, 2, Instant.ofEpochMilli(NOW + 1_000));
        assertThat(Batch.of(List.of(first)).published()).isEqualTo(Instant.ofEpochMilli(NOW));
        assertThat(Batch.of(List.of(first, second)).published()).isEqualTo(Instant.ofEpochMilli(NOW + 1_000));
        assertThat(Batch.of(List.of(first, second, delivery(deliveries, 3, null)))
                        .published())
                .isNull();
    }

    private static Delivery delivery(ChannelAcknowledgements deliveries, long tag, Instant published) {
        Map<String, Object> headers = new HashMap<>();
        headers.put(SpringRabbitMQConstants.TIMESTAMP, published == null ? null : Date.from(published));
        return new Delivery(new Message.Data("1", "", "", new byte[0]), deliveries, tag, new byte[0], headers);
    }
}
