package org.discogsography.broker.consuming;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.RecordOutcomes;
import org.discogsography.broker.RecordOutcomes.Outcome;
import org.discogsography.broker.messages.Message;
import org.discogsography.dump.DataType;
import org.discogsography.idempotent.Classification;
import org.discogsography.metrics.Metric;
import org.junit.jupiter.api.Test;

/** What is counted of a batch that is stored. */
class AcknowledgeBatchTest {

    private static final ConsumerQueue QUEUE = new ConsumerQueue("tableinator", DataType.ARTISTS);

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final RecordOutcomes records = new RecordOutcomes(registry);
    private final ControlMessages controls = new ControlMessages(registry);

    private void acknowledge(boolean channelOpen) throws Exception {
        var channel = (Channel) Proxy.newProxyInstance(
                Channel.class.getClassLoader(),
                new Class<?>[] {Channel.class},
                (proxy, method, arguments) -> method.getName().equals("isOpen") ? channelOpen : null);
        var acknowledgements = new ChannelAcknowledgements(QUEUE, channel, 1);
        var record = new Message.Data("1", "hash", "", new byte[0]);
        var end = new Message.FileComplete("artists", "discogs_20260801_artists.xml.gz", 1, "2026-08-01T00:00:00Z");
        var batch = Batch.of(List.of(
                new Delivery(record, acknowledgements, 1, new byte[0], Map.of()),
                new Delivery(end, acknowledgements, 2, new byte[0], Map.of())));
        var stored = new StoredBatch(
                batch, List.of(new Classification<>(List.of(record), List.of(), List.of(), 0)), List.of());
        var exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setBody(stored);
        new AcknowledgeBatch(records, controls, new BatchMeters(registry, new ConsumerLag()), new QueueProgress())
                .process(exchange);
    }

    private double batches(String outcome) {
        return registry.get(Metric.BATCHES.id())
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void what_is_acknowledged_is_counted() throws Exception {
        acknowledge(true);

        assertThat(records.total(QUEUE, Outcome.ADDED)).isEqualTo(1);
        assertThat(controls.total(QUEUE, Message.FileComplete.class)).isEqualTo(1);
        assertThat(batches("stored")).isEqualTo(1);
    }

    @Test
    void what_is_stored_while_its_channel_is_lost_is_counted_too_for_it_is_unchanged_when_it_comes_again()
            throws Exception {
        acknowledge(false);

        assertThat(records.total(QUEUE, Outcome.ADDED)).isEqualTo(1);
        assertThat(batches("given_back")).isEqualTo(1);
    }
}
