package org.discogsography.broker.consuming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.messages.Message;
import org.discogsography.dump.DataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a batch that is not full is stored. */
class BatchGroupsTest {

    private static final int SIZE = 10;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final AtomicInteger intervals = new AtomicInteger();
    private final BlockingQueue<Integer> begun = new LinkedBlockingQueue<>();
    private final Semaphore goOn = new Semaphore(0);
    private ProducerTemplate route;

    private final BatchGroups groups = new BatchGroups(context) {
        @Override
        public Set<String> getKeys() {
            intervals.incrementAndGet();
            return super.getKeys();
        }
    };

    @BeforeEach
    void start() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:deliveries")
                        .aggregate(exchangeProperty(ReadMessage.CHANNEL), new BatchAggregationStrategy(Map.of()))
                        .aggregationRepository(groups)
                        .completionSize(SIZE)
                        .completionInterval(5)
                        .executorService(context.getExecutorServiceManager().newSingleThreadExecutor(this, "store"))
                        .process(exchange -> {
                            Batch batch = Batch.in(exchange);
                            begun.add(batch.size());
                            goOn.acquire();
                            batch.acknowledge();
                        });
            }
        });
        context.start();
        route = context.createProducerTemplate();
    }

    @AfterEach
    void stop() {
        goOn.release(1_000);
        context.stop();
    }

    @Test
    void while_a_batch_is_in_work_the_next_one_fills_up() throws Exception {
        var channel = channel(1);
        deliver(channel, 1, 1);
        assertThat(nextBatch()).as("nothing else is in work").isEqualTo(1);

        deliver(channel, 2, 7);
        awaitIntervals();
        deliver(channel, 8, 15);
        awaitIntervals();
        goOn.release();
        assertThat(nextBatch()).isEqualTo(SIZE);

        goOn.release();
        assertThat(nextBatch()).as("the rest, when nothing else is in work").isEqualTo(4);
    }

    @Test
    void a_batch_of_another_channel_does_not_wait() throws Exception {
        deliver(channel(1), 1, 1);
        assertThat(nextBatch()).isEqualTo(1);

        var other = channel(1);
        deliver(other, 1, 1);
        await().until(() -> groups.get(context, other.name()) == null);
    }

    @Test
    void a_batch_that_waits_for_those_before_it_is_still_in_work() {
        var channel = channel(1);
        channel.batched(1, 2, 2);
        channel.batched(3, 4, 2);
        channel.acknowledgeAll(3, 4);
        assertThat(channel.hasBatchInWork()).isTrue();

        channel.acknowledgeAll(1, 2);
        assertThat(channel.hasBatchInWork()).isFalse();
    }

    @Test
    void messages_that_wait_for_the_confirms_of_their_dead_letters_hold_no_others_up() {
        var channel = channel(1);
        channel.postpone(List.of(1L, 2L));
        channel.batched(1, 2, 2);
        channel.acknowledgeAll(1, 2);

        assertThat(channel.hasBatchInWork()).isFalse();
    }

    @Test
    void nothing_of_a_closed_channel_stays() throws Exception {
        var channel = channel(1);
        deliver(channel, 1, 1);
        assertThat(nextBatch()).isEqualTo(1);
        deliver(channel, 2, 3);
        awaitIntervals();

        channel.abort();
        await().until(() -> groups.get(context, channel.name()) == null);
        goOn.release();
        assertThat(nextBatch()).isEqualTo(2);
    }

    /** The interval has ended at least once since this call. */
    private void awaitIntervals() {
        int before = intervals.get();
        await().until(() -> intervals.get() >= before + 2);
    }

    private int nextBatch() throws InterruptedException {
        Integer size = begun.poll(1, TimeUnit.MINUTES);
        assertThat(size).as("no batch came").isNotNull();
        return size;
    }

    private void deliver(ChannelAcknowledgements channel, long first, long last) {
        for (long tag = first; tag <= last; tag++) {
            byte[] body = new byte[10];
            var delivery = new Delivery(new Message.Data("1", "a", "", body), channel, tag, body, Map.of());
            channel.arrived(tag, body.length);
            route.sendBodyAndProperty("direct:deliveries", delivery, ReadMessage.CHANNEL, channel.name());
        }
    }

    private static ChannelAcknowledgements channel(long firstTag) {
        boolean[] closed = new boolean[1];
        var channel = (Channel) Proxy.newProxyInstance(
                Channel.class.getClassLoader(), new Class<?>[] {Channel.class}, (proxy, method, arguments) -> {
                    closed[0] |= method.getName().equals("abort");
                    return method.getName().equals("isOpen") ? !closed[0] : null;
                });
        return new ChannelAcknowledgements(new ConsumerQueue("tableinator", DataType.ARTISTS), channel, firstTag);
    }
}
