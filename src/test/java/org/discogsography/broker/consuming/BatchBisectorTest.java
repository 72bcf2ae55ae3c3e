package org.discogsography.broker.consuming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.messages.Message;
import org.discogsography.dump.DataType;
import org.discogsography.outage.Failure;
import org.discogsography.outage.ProbeFailedException;
import org.junit.jupiter.api.Test;

/** What the passing of a batch says of its store. */
class BatchBisectorTest {

    private static final Message RECORD = new Message.Data("1", "a", "", new byte[0]);
    private static final Message CONTROL = new Message.FileComplete("artists", "a.xml.gz", 1, "");

    private final AtomicInteger probes = new AtomicInteger();
    private boolean open = true;

    private final BatchBisector parts = new BatchBisector(failure -> Failure.OUTAGE, () -> {
        probes.incrementAndGet();
        throw new IOException("away");
    });

    private Exchange batchOf(Message message) {
        var channel = (Channel) Proxy.newProxyInstance(
                Channel.class.getClassLoader(),
                new Class<?>[] {Channel.class},
                (proxy, method, arguments) -> method.getName().equals("isOpen") ? open : null);
        var deliveries = new ChannelAcknowledgements(new ConsumerQueue("tableinator", DataType.ARTISTS), channel, 1);
        var exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setBody(new Delivery(message, deliveries, 1, new byte[0], Map.of()));
        return new CollectBatch().aggregate(null, exchange);
    }

    @Test
    void a_batch_with_records_is_stored_without_asking_first() throws Exception {
        var batch = batchOf(RECORD);

        parts.begin(batch);

        assertThat(parts.next(batch)).isTrue();
        assertThat(probes).hasValue(0);
    }

    @Test
    void a_batch_without_records_does_not_pass_while_the_store_is_away() {
        assertThatThrownBy(() -> parts.begin(batchOf(CONTROL))).isInstanceOf(ProbeFailedException.class);
    }

    @Test
    void a_batch_whose_channel_is_gone_does_not_pass_while_the_store_is_away() {
        open = false;

        assertThatThrownBy(() -> parts.begin(batchOf(RECORD))).isInstanceOf(ProbeFailedException.class);
    }
}
