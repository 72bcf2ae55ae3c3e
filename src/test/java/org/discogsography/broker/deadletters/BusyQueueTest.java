package org.discogsography.broker.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.discogsography.broker.BrokerClient;
import org.discogsography.broker.DedicatedConnection;
import org.discogsography.broker.OutboundMessage;
import org.discogsography.dump.DataType;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.RabbitMqVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** If the leader of a quorum queue is too busy to say how many messages it holds, RabbitMQ answers after a quarter of a second: none. */
@ParameterizedClass
@EnumSource(RabbitMqVersion.class)
class BusyQueueTest {

    private static final List<String> BODIES =
            IntStream.range(0, 30).mapToObj(Integer::toString).toList();

    @Parameter
    RabbitMqVersion version;

    private BrokerClient client;
    private DedicatedConnection reading;
    private String queue;

    @BeforeEach
    void fill() throws Exception {
        client = BrokerClient.of(Brokers.shared(version), "quorum");
        reading = new DedicatedConnection(client.broker(), "reading");
        queue = client.topology().deadLetterQueue("graphinator", DataType.RELEASES);
        try (var publisher = client.publisher()) {
            publisher.publish(BODIES.stream()
                    .map(body -> new OutboundMessage("", queue, Map.of(), body.getBytes(UTF_8)))
                    .toList());
        }
    }

    @AfterEach
    void close() {
        reading.close();
        client.close();
    }

    @Test
    void the_queue_is_not_taken_for_an_empty_one_and_all_of_it_is_read() throws Exception {
        Channel channel = reading.channel(); // it takes a while to connect
        var scanned = new FutureTask<>(() -> scan(channel));
        var server = Brokers.shared(version);
        try (var other = client.connections().createConnection().createChannel(false)) {
            server.suspendQueue(queue);
            try {
                new Thread(scanned, "scanning").start();
                // Each answer takes as long as the one that the scan gets.
                for (int asked = 0; asked < 3; asked++) {
                    assertThat(other.messageCount(queue))
                            .as("what RabbitMQ answers")
                            .isZero();
                }
                assertThat(scanned).isNotDone();
            } finally {
                server.resumeQueue(queue);
            }
        }
        assertThat(scanned.get(1, TimeUnit.MINUTES)).containsExactlyElementsOf(BODIES);
    }

    private List<String> scan(Channel channel) throws Exception {
        List<String> bodies = new ArrayList<>();
        try (var scan = new QueueScan(channel, queue)) {
            assertThat(scan.there()).isEqualTo(BODIES.size());
            for (var window = scan.next(100); !window.isEmpty(); window = scan.next(100)) {
                window.forEach(message -> bodies.add(new String(message.getBody(), UTF_8)));
            }
        }
        return bodies;
    }
}
