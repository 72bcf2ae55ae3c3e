package org.discogsography.broker.consuming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.messages.Message;
import org.discogsography.dump.DataType;
import org.discogsography.idempotent.Classification;
import org.discogsography.outage.Failure;
import org.discogsography.outage.ProbeFailedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a batch is stored in parts, by a route that refuses some of its records, or fails. */
class BatchBisectorTest {

    private static final String ROUTE = "direct:store";
    private static final Message CONTROL = new Message.FileComplete("artists", "a.xml.gz", 1, "");

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Set<String> stored = new ConcurrentSkipListSet<>();
    private final List<Integer> calls = new ArrayList<>();
    private Set<String> refused = Set.of();
    private boolean storeIsAway;
    private int probes;
    private boolean open = true;
    private BatchBisector bisector;

    @BeforeEach
    void start() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(ROUTE).process(BatchBisectorTest.this::store);
            }
        });
        context.start();
        bisector = new BatchBisector(
                context.createProducerTemplate(),
                failure -> failure instanceof IllegalArgumentException ? Failure.REFUSED : Failure.OUTAGE,
                () -> {
                    probes++;
                    if (storeIsAway) {
                        throw new IOException("away");
                    }
                });
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private void store(Exchange exchange) throws IOException {
        List<Message.Data> records = records(exchange);
        calls.add(records.size());
        if (storeIsAway) {
            throw new IOException("away");
        }
        if (records.stream().anyMatch(record -> refused.contains(record.id()))) {
            throw new IllegalArgumentException("refused");
        }
        records.forEach(record -> stored.add(record.id()));
        exchange.getMessage().setBody(new Classification<>(records, List.of(), List.of(), 0));
    }

    @SuppressWarnings("unchecked")
    private static List<Message.Data> records(Exchange exchange) {
        return exchange.getMessage().getBody(List.class);
    }

    private Exchange batchOf(Message... messages) {
        var channel = (Channel) Proxy.newProxyInstance(
                Channel.class.getClassLoader(),
                new Class<?>[] {Channel.class},
                (proxy, method, arguments) -> method.getName().equals("isOpen") ? open : null);
        var deliveries = new ChannelAcknowledgements(new ConsumerQueue("tableinator", DataType.ARTISTS), channel, 1);
        var exchange = new DefaultExchange(context);
        exchange.getMessage()
                .setBody(Batch.of(IntStream.range(0, messages.length)
                        .mapToObj(i -> new Delivery(messages[i], deliveries, i + 1L, new byte[0], Map.of()))
                        .toList()));
        return exchange;
    }

    private static Message[] records(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Message.Data(String.valueOf(i), "hash", "", new byte[0]))
                .toArray(Message[]::new);
    }

    @Test
    void a_good_batch_is_stored_by_one_call_without_a_probe() throws Exception {
        StoredBatch batch = bisector.store(batchOf(records(500)), ROUTE);

        assertThat(calls).containsExactly(500);
        assertThat(probes).isZero();
        assertThat(batch.rejected()).isEmpty();
        assertThat(batch.parts()).hasSize(1);
    }

    @Test
    void a_batch_is_hashed_without_its_messages_because_camel_hashes_it_for_each_expression() throws Exception {
        Map<String, Object> headers = new AbstractMap<>() {
            @Override
            public Set<Entry<String, Object>> entrySet() {
                throw new AssertionError("read, to be hashed");
            }
        };
        var channel = new ChannelAcknowledgements(new ConsumerQueue("tableinator", DataType.ARTISTS), null, 1);
        var batch = Batch.of(List.of(new Delivery(records(1)[0], channel, 1, new byte[0], headers)));

        assertThatCode(batch::hashCode).doesNotThrowAnyException();
        assertThatCode(new StoredBatch(batch, List.of(), List.of())::hashCode).doesNotThrowAnyException();
    }

    @Test
    void a_refused_record_alone_is_rejected_and_its_neighbours_are_stored_in_some_twenty_calls() throws Exception {
        refused = Set.of("321");

        StoredBatch batch = bisector.store(batchOf(records(500)), ROUTE);

        assertThat(batch.rejected())
                .singleElement()
                .satisfies(rejected -> assertThat(rejected.delivery().tag()).isEqualTo(322));
        assertThat(batch.rejected().get(0).reason()).isEqualTo("refused");
        assertThat(batch.rejected().get(0).attempts()).isEqualTo(10);
        assertThat(stored).hasSize(499);
        assertThat(calls).hasSizeLessThan(22);
        assertThat(probes).isEqualTo(1);
    }

    @Test
    void records_are_stored_in_their_order_whatever_is_refused_between_them() throws Exception {
        refused = Set.of("1", "4", "5");

        StoredBatch batch = bisector.store(batchOf(records(8)), ROUTE);

        assertThat(batch.parts().stream().flatMap(part -> part.added().stream()).map(Message.Data::id))
                .containsExactly("0", "2", "3", "6", "7");
        assertThat(batch.rejected().stream().map(rejected -> rejected.delivery().tag()))
                .containsExactly(2L, 5L, 6L);
    }

    @Test
    void a_batch_of_bad_records_probes_the_store_once_and_not_for_each() throws Exception {
        refused = Set.copyOf(Stream.of(records(16))
                .map(record -> ((Message.Data) record).id())
                .toList());

        assertThat(bisector.store(batchOf(records(16)), ROUTE).rejected()).hasSize(16);
        assertThat(probes).isEqualTo(1);
    }

    @Test
    void a_failure_that_is_no_refusal_ends_the_try_and_rejects_nothing() {
        storeIsAway = true;

        assertThatThrownBy(() -> bisector.store(batchOf(records(500)), ROUTE)).hasMessage("away");
        assertThat(calls).containsExactly(500);
    }

    @Test
    void a_batch_without_records_does_not_pass_while_the_store_is_away() {
        storeIsAway = true;

        assertThatThrownBy(() -> bisector.store(batchOf(CONTROL), ROUTE)).isInstanceOf(ProbeFailedException.class);
    }

    @Test
    void a_batch_whose_channel_is_lost_does_not_pass_while_the_store_is_away() {
        storeIsAway = true;
        open = false;

        assertThatThrownBy(() -> bisector.store(batchOf(records(1)), ROUTE)).isInstanceOf(ProbeFailedException.class);
        assertThat(calls).isEmpty();
    }
}
