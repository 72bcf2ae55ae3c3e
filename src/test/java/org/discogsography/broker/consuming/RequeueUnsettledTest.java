package org.discogsography.broker.consuming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.messages.Message;
import org.discogsography.dump.DataType;
import org.discogsography.threads.ErrorsConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a batch whose route, an edited one perhaps, does not acknowledge it. */
class RequeueUnsettledTest {

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final List<String> frames = new CopyOnWriteArrayList<>();
    private final Channel channel = (Channel) Proxy.newProxyInstance(
            Channel.class.getClassLoader(), new Class<?>[] {Channel.class}, (proxy, method, arguments) -> {
                if (method.getName().equals("isOpen")) {
                    return !frames.contains("abort");
                }
                frames.add(method.getName());
                return null;
            });

    @AfterEach
    void stop() {
        context.stop();
    }

    private void deliverTwoThrough(Processor steps) throws Exception {
        new ErrorsConfiguration().configure(context);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:queue")
                        .aggregate(constant("channel"), new BatchAggregationStrategy(Map.of()))
                        .completionSize(2)
                        .process(steps);
            }
        });
        context.start();
        var acknowledgements =
                new ChannelAcknowledgements(new ConsumerQueue("tableinator", DataType.ARTISTS), channel, 1);
        ProducerTemplate template = context.createProducerTemplate();
        for (long tag = 1; tag <= 2; tag++) {
            Message record = new Message.Data(String.valueOf(tag), "hash", "", new byte[0]);
            template.sendBody("direct:queue", new Delivery(record, acknowledgements, tag, new byte[0], Map.of()));
        }
    }

    @Test
    void a_batch_that_its_route_drops_goes_back_to_its_queue() throws Exception {
        deliverTwoThrough(exchange -> exchange.getMessage().setBody("no batch any more"));

        await().until(() -> frames.equals(List.of("abort")));
    }

    @Test
    void a_batch_that_is_hit_by_an_Error_goes_back_to_its_queue() throws Exception {
        deliverTwoThrough(exchange -> {
            throw new OutOfMemoryError("as a test");
        });

        await().until(() -> frames.equals(List.of("abort")));
    }

    @Test
    void an_acknowledged_batch_is_left_alone() throws Exception {
        deliverTwoThrough(exchange -> Batch.in(exchange).acknowledge());

        await().until(() -> context.getInflightRepository().size() == 0);
        assertThat(frames).containsExactly("basicAck");
    }
}
