package org.discogsography.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.discogsography.dump.DataType;
import org.discogsography.servers.Broker;
import org.discogsography.servers.Brokers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The exchanges and queues that every connection declares. */
@ParameterizedClass
@EnumSource(Brokers.class)
class TopologyTest {

    @Parameter
    private Brokers brokers;

    private Broker broker;

    @BeforeEach
    void start() {
        broker = brokers.shared();
    }

    @ParameterizedTest
    @ValueSource(strings = {"quorum", "classic"})
    void it_is_durable_and_of_the_type_asked_for(String queueType) throws Exception {
        Topology topology = BrokerClient.topology(queueType);
        try (var client = BrokerClient.of(broker, topology);
                var plain = plain().newConnection()) {
            client.connections().createConnection();

            // Declaring anew with the same properties is allowed, with others it is an error: so the broker tells.
            for (String queue : queues(topology)) {
                try (Channel channel = plain.createChannel()) {
                    assertThatCode(() -> channel.queueDeclare(queue, true, false, false, arguments(queueType)))
                            .doesNotThrowAnyException();
                }
            }
            for (String exchange : List.of(topology.exchange(), topology.deadLetterExchange())) {
                try (Channel channel = plain.createChannel()) {
                    assertThatCode(() -> channel.exchangeDeclare(exchange, "topic", true))
                            .doesNotThrowAnyException();
                }
            }
            if (brokers.isRabbitMq()) {
                String other = queueType.equals("quorum") ? "classic" : "quorum";
                Channel channel = plain.createChannel();
                assertThatThrownBy(() -> channel.queueDeclare(
                                queues(topology).get(0), true, false, false, Map.of("x-queue-type", other)))
                        .isInstanceOf(IOException.class);
            }
        }
    }

    private static Map<String, Object> arguments(String queueType) {
        return queueType.equals("quorum")
                ? Map.of("x-queue-type", queueType, "x-delivery-limit", 1_000_000)
                : Map.of("x-queue-type", queueType);
    }

    @Test
    void each_consumer_gets_a_copy_of_each_message_of_a_type_and_dead_letters_go_to_their_own_queue() throws Exception {
        try (var client = BrokerClient.of(broker, "quorum");
                var publisher = client.publisher();
                var plain = plain().newConnection();
                var channel = plain.createChannel()) {
            Topology topology = client.topology();
            publisher.publish(client.window(0, 3));
            String dead = topology.deadLetterQueue("tableinator", DataType.LABELS);
            publisher.publish(
                    List.of(new OutboundMessage(topology.deadLetterExchange(), dead, Map.of(), new byte[] {1})));

            List<String> filled = new ArrayList<>();
            for (String queue : queues(topology)) {
                for (int messages = 0; channel.basicGet(queue, true) != null; messages++) {
                    filled.add(queue.substring(topology.queuePrefix().length()) + " " + messages);
                }
            }
            assertThat(filled)
                    .containsExactlyInAnyOrder(
                            "graphinator-artists 0",
                            "graphinator-artists 1",
                            "graphinator-artists 2",
                            "tableinator-artists 0",
                            "tableinator-artists 1",
                            "tableinator-artists 2",
                            "tableinator-labels-dead 0");
        }
    }

    @Test
    void it_may_be_declared_by_several_at_once_and_again() throws Exception {
        Topology topology = BrokerClient.topology("quorum");
        var threads = Executors.newFixedThreadPool(4);
        try {
            Callable<Boolean> connect = () -> {
                try (var client = BrokerClient.of(broker, topology)) {
                    return client.connections().createConnection().isOpen();
                }
            };
            for (var connected : threads.invokeAll(List.of(connect, connect, connect, connect))) {
                assertThat(connected.get()).isTrue();
            }
            assertThat(connect.call()).isTrue();
        } finally {
            threads.shutdown();
        }
    }

    private static List<String> queues(Topology topology) {
        List<String> queues = new ArrayList<>();
        for (String service : Topology.CONSUMERS) {
            for (DataType type : DataType.values()) {
                queues.add(topology.queue(service, type));
                queues.add(topology.deadLetterQueue(service, type));
            }
        }
        return queues;
    }

    private ConnectionFactory plain() {
        var factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(broker.port());
        return factory;
    }
}
