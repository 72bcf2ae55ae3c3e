package org.discogsography.broker.consuming;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownListener;
import com.rabbitmq.client.ShutdownSignalException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.camel.Exchange;
import org.apache.camel.component.springrabbit.SpringRabbitMQConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.messages.Message;
import org.discogsography.dump.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In which order batches may be settled, and through which channel. */
class ChannelAcknowledgementsTest {

    private static final ConsumerPrefetch PREFETCH =
            new ConsumerPrefetch(null, new PrefetchByBytes(Integer.MAX_VALUE, Long.MAX_VALUE), messages -> {});
    private static final ConsumerQueue SOURCE = new ConsumerQueue("tableinator", DataType.ARTISTS);

    /** Notes what is sent to the broker. */
    private static final class Recorder {
        final List<String> sent = new ArrayList<>();
        final List<ShutdownListener> listeners = new ArrayList<>();
        boolean gone;

        final Channel channel = (Channel) Proxy.newProxyInstance(
                Channel.class.getClassLoader(), new Class<?>[] {Channel.class}, (proxy, method, arguments) -> {
                    return switch (method.getName()) {
                        case "hashCode" -> System.identityHashCode(proxy);
                        case "equals" -> proxy == arguments[0];
                        case "isOpen" -> !gone && !sent.contains("abort");
                        case "addShutdownListener" -> listen((ShutdownListener) arguments[0]);
                        default -> tell(method.getName() + (arguments == null ? "" : List.of(arguments)));
                    };
                });

        private Object listen(ShutdownListener listener) {
            listeners.add(listener);
            return null;
        }

        private Object tell(String frame) {
            if (gone) {
                throw new AlreadyClosedException(new ShutdownSignalException(true, false, null, null));
            }
            sent.add(frame);
            return null;
        }
    }

    private static final byte[] BODY = new byte[10];

    private final Recorder recorder = new Recorder();

    private static Batch batch(ChannelAcknowledgements deliveries, long first, long last) {
        return Batch.of(LongStream.rangeClosed(first, last)
                .mapToObj(tag -> delivery(deliveries, tag))
                .toList());
    }

    private static Delivery delivery(ChannelAcknowledgements deliveries, long tag) {
        return new Delivery(new Message.Data("1", "a", "", BODY), deliveries, tag, BODY, Map.of());
    }

    @Test
    void where_a_delivery_got_lost_on_the_way_all_are_asked_for_again() {
        var deliveries = new ChannelAcknowledgements(SOURCE, recorder.channel, 7);

        deliveries.arrived(7, 1);
        deliveries.arrived(8, 1);
        assertThat(recorder.sent).isEmpty();

        deliveries.arrived(10, 1);
        assertThat(recorder.sent).containsExactly("abort");
    }

    @Test
    void a_batch_is_acknowledged_in_one_frame_up_to_its_last_message() {
        var deliveries = new ChannelAcknowledgements(SOURCE, recorder.channel, 1);

        batch(deliveries, 1, 3).acknowledge();
        batch(deliveries, 4, 4).acknowledge();

        assertThat(recorder.sent).containsExactly("basicAck[3, true]", "basicAck[4, true]");
    }

    @Test
    void a_batch_that_ends_early_is_acknowledged_only_when_all_before_it_are() {
        var deliveries = new ChannelAcknowledgements(SOURCE, recorder.channel, 1);
        var batches = List.of(batch(deliveries, 1, 2), batch(deliveries, 3, 4), batch(deliveries, 5, 5));

        batches.get(2).acknowledge();
        batches.get(1).acknowledge();
        assertThat(recorder.sent).isEmpty();

        batches.get(0).acknowledge();
        assertThat(recorder.sent).containsExactly("basicAck[2, true]", "basicAck[4, true]", "basicAck[5, true]");
    }

    @Test
    void what_is_held_is_left_out_until_it_is_released_and_then_all_go_in_one_frame_again() {
        var deliveries = new ChannelAcknowledgements(SOURCE, recorder.channel, 1);

        deliveries.postpone(List.of(2L, 5L));
        batch(deliveries, 1, 3).acknowledge();
        batch(deliveries, 4, 6).acknowledge();
        batch(deliveries, 7, 8).acknowledge();
        assertThat(recorder.sent)
                .containsExactly(
                        "basicAck[1, false]",
                        "basicAck[3, false]",
                        "basicAck[4, false]",
                        "basicAck[6, false]",
                        "basicAck[7, false]",
                        "basicAck[8, false]");

        recorder.sent.clear();
        deliveries.release(List.of(2L, 5L));
        batch(deliveries, 9, 10).acknowledge();
        assertThat(recorder.sent).containsExactly("basicAck[2, false]", "basicAck[5, false]", "basicAck[10, true]");
    }

    @Test
    void the_bytes_of_what_is_held_count_until_it_is_released() {
        var deliveries = new ChannelAcknowledgements(SOURCE, recorder.channel, 1);
        for (long tag = 1; tag <= 4; tag++) {
            deliveries.arrived(tag, BODY.length);
        }
        deliveries.postpone(List.of(2L, 3L));
        batch(deliveries, 1, 4).acknowledge();
        assertThat(deliveries.bytesInWork()).isEqualTo(2L * BODY.length);

        deliveries.release(List.of(2L));
        assertThat(deliveries.bytesInWork()).isEqualTo(BODY.length);
        deliveries.dropBody(3);
        deliveries.release(List.of(3L));
        assertThat(deliveries.bytesInWork()).isZero();
    }

    @Test
    void what_is_held_of_a_later_batch_does_not_concern_an_earlier_one() {
        var deliveries = new ChannelAcknowledgements(SOURCE, recorder.channel, 1);

        deliveries.postpone(List.of(4L));
        batch(deliveries, 3, 4).acknowledge();
        batch(deliveries, 1, 2).acknowledge();

        assertThat(recorder.sent).containsExactly("basicAck[2, true]", "basicAck[3, false]");
    }

    @Test
    void what_is_released_before_its_batch_is_acknowledged_goes_with_it() {
        var deliveries = new ChannelAcknowledgements(SOURCE, recorder.channel, 1);

        deliveries.postpone(List.of(2L));
        deliveries.release(List.of(2L));
        batch(deliveries, 1, 3).acknowledge();

        assertThat(recorder.sent).containsExactly("basicAck[3, true]");
    }

    @Test
    void a_batch_goes_back_with_its_channel_so_that_nothing_behind_it_overtakes_it() {
        var deliveries = new ChannelAcknowledgements(SOURCE, recorder.channel, 1);
        var batches = List.of(batch(deliveries, 1, 2), batch(deliveries, 3, 4), batch(deliveries, 5, 5));

        batches.get(0).acknowledge();
        batches.get(1).requeueByClosingChannel();
        batches.get(2).acknowledge();

        assertThat(recorder.sent).containsExactly("basicAck[2, true]", "abort");
    }

    @Test
    void where_the_channel_is_gone_nothing_is_sent_and_nothing_fails() {
        var deliveries = new ChannelAcknowledgements(SOURCE, recorder.channel, 1);
        recorder.gone = true;

        batch(deliveries, 1, 2).acknowledge();
        batch(deliveries, 3, 4).requeueByClosingChannel();

        assertThat(recorder.sent).isEmpty();
    }

    /** An Error has hit one between the consumer's thread and its batch: it is not acknowledged with its neighbours. */
    @ParameterizedTest
    @ValueSource(strings = {"2 3", "1 3", "1 1", "1 2, 4 5", "1 2, 2 3"})
    void where_a_delivery_is_in_no_batch_or_in_two_all_are_asked_for_again(String batches) {
        var deliveries = new ChannelAcknowledgements(SOURCE, recorder.channel, 1);
        var strategy = new BatchAggregationStrategy(Map.of());
        for (String tags : batches.split(", ", -1)) {
            Exchange group = null;
            for (String tag : tags.split(" ", -1)) {
                var next = new DefaultExchange(new DefaultCamelContext());
                next.getMessage().setBody(delivery(deliveries, Long.parseLong(tag)));
                group = strategy.aggregate(group, next);
            }
            strategy.onCompletion(group);
        }
        assertThat(recorder.sent).containsExactly("abort");
    }

    @Test
    void where_an_Error_hits_a_delivery_that_is_being_read_all_are_asked_for_again() {
        Exchange exchange = message(recorder.channel, 1);
        exchange.getMessage().setBody(new Object() {
            @Override
            public String toString() {
                throw new OutOfMemoryError("as a test");
            }
        });

        new ReadMessage(SOURCE, PREFETCH, new SimpleMeterRegistry()).process(exchange);

        assertThat(recorder.sent).containsExactly("abort");
        assertThat(exchange.isRouteStop()).isTrue();
    }

    @Test
    void a_consumer_whose_messages_are_too_many_bytes_begins_again_with_a_smaller_prefetch() {
        List<Integer> prefetch = new ArrayList<>();
        var small = new ConsumerPrefetch(SOURCE, new PrefetchByBytes(10, 1_000), prefetch::add);
        var read = new ReadMessage(SOURCE, small, new SimpleMeterRegistry());
        for (long tag = 1; tag <= 3; tag++) {
            Exchange exchange = message(recorder.channel, tag);
            exchange.getMessage().setBody(new byte[400]);
            assertThat(recorder.sent).isEmpty();
            read.process(exchange);
            assertThat(exchange.isRouteStop()).isEqualTo(tag == 3);
        }
        assertThat(prefetch).containsExactly(1);
        assertThat(recorder.sent).containsExactly("abort");
    }

    @Test
    void a_batch_is_complete_with_as_many_bytes_as_it_may_have() {
        var deliveries = new ChannelAcknowledgements(SOURCE, recorder.channel, 1);
        var strategy = new BatchAggregationStrategy(Map.of(SOURCE.service(), 1_000L));
        Exchange group = null;
        for (long tag = 1; tag <= 3; tag++) {
            var next = new DefaultExchange(new DefaultCamelContext());
            next.getMessage()
                    .setBody(new Delivery(new Message.Malformed("a"), deliveries, tag, new byte[400], Map.of()));
            group = strategy.aggregate(group, next);
            assertThat(group.getProperty(Exchange.AGGREGATION_COMPLETE_CURRENT_GROUP, false, boolean.class))
                    .isEqualTo(tag == 3);
        }
    }

    @Test
    void a_batch_is_of_one_channel() {
        var one = new ChannelAcknowledgements(SOURCE, recorder.channel, 1);
        var other = new ChannelAcknowledgements(SOURCE, new Recorder().channel, 3);

        assertThatThrownBy(() -> Batch.of(List.of(delivery(one, 1), delivery(other, 3))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void what_came_by_a_lost_channel_is_not_settled_through_the_next() {
        var read = new ReadMessage(SOURCE, PREFETCH, new SimpleMeterRegistry());
        var next = new Recorder();
        Exchange one = message(recorder.channel, 1);
        read.process(one);
        var batch = Batch.of(List.of(one.getMessage().getBody(Delivery.class)));

        recorder.gone = true;
        recorder.listeners.forEach(
                listener -> listener.shutdownCompleted(new ShutdownSignalException(true, false, null, null)));
        Exchange again = message(next.channel, 1);
        read.process(again);
        batch.acknowledge();

        assertThat(next.sent).isEmpty();
        assertThat(again.getProperty(ReadMessage.CHANNEL)).isNotEqualTo(one.getProperty(ReadMessage.CHANNEL));

        Batch.of(List.of(again.getMessage().getBody(Delivery.class))).acknowledge();
        assertThat(next.sent).containsExactly("basicAck[1, true]");
        assertThat(recorder.sent).isEmpty();
    }

    @Test
    void what_cannot_be_read_is_a_delivery_like_any_other() {
        Exchange exchange = message(recorder.channel, 7);
        exchange.getMessage().setBody("no JSON".getBytes(UTF_8));

        new ReadMessage(SOURCE, PREFETCH, new SimpleMeterRegistry()).process(exchange);

        var delivery = exchange.getMessage().getBody(Delivery.class);
        assertThat(delivery.tag()).isEqualTo(7);
        assertThat(delivery.message()).isInstanceOf(Message.Malformed.class);
    }

    private static Exchange message(Channel channel, long tag) {
        var exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(SpringRabbitMQConstants.CHANNEL, channel);
        exchange.getMessage().setHeader(SpringRabbitMQConstants.DELIVERY_TAG, tag);
        exchange.getMessage().setHeader("no-value", null);
        exchange.getMessage().setBody("{\"type\":\"data\",\"id\":\"1\"}".getBytes(UTF_8));
        return exchange;
    }
}
