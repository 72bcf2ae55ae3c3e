package org.discogsography.bench;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import org.awaitility.Awaitility;
import org.discogsography.broker.ConfirmedPublisher;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.OutboundMessage;
import org.discogsography.dump.DataType;
import org.discogsography.servers.Program;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;

/**
 * Measures how fast one consuming service empties a full queue. The messages are published before the service starts; the
 * clock starts with the first message that it settles.
 */
final class ConsumerBench {

    private final String service;
    private final Map<String, String> settings;
    private final ConfirmedPublisher publisher;

    ConsumerBench(String service, Map<String, String> settings, ConfirmedPublisher publisher) {
        this.service = service;
        this.settings = new HashMap<>(settings);
        this.publisher = publisher;
    }

    Rate run(List<OutboundMessage> messages) throws Exception {
        for (List<OutboundMessage> window : BenchRecords.batches(messages, 1000)) {
            publisher.publish(window);
        }
        var source = new ConsumerQueue(service, DataType.RELEASES);
        try (var program = Program.start(List.of(service), settings)) {
            LongSupplier settled = () -> program.records().settled(source);
            waitUntil(() -> settled.getAsLong() > 0);
            long first = settled.getAsLong();
            long rest = messages.size() - first;
            return Rate.of(rest, () -> waitUntil(() -> settled.getAsLong() >= messages.size()));
        }
    }

    /** The simplest consumer: receives the same messages, acknowledges 500 at a time, and discards them. */
    Rate bare(List<OutboundMessage> messages, CachingConnectionFactory connections, String queue) throws Exception {
        for (List<OutboundMessage> window : BenchRecords.batches(messages, 1000)) {
            publisher.publish(window);
        }
        var all = new CountDownLatch(messages.size());
        try (Channel channel = connections.createConnection().createChannel(false)) {
            channel.basicQos(1500);
            return Rate.of(messages.size(), () -> {
                String consumer = channel.basicConsume(queue, false, new DefaultConsumer(channel) {
                    @Override
                    public void handleDelivery(
                            String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
                            throws IOException {
                        all.countDown();
                        if (envelope.getDeliveryTag() % 500 == 0 || all.getCount() == 0) {
                            channel.basicAck(envelope.getDeliveryTag(), true);
                        }
                    }
                });
                all.await();
                // Closing would return the channel to a cache, where it would continue to receive messages.
                channel.basicCancel(consumer);
            });
        }
    }

    private static void waitUntil(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(10))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(condition);
    }
}
