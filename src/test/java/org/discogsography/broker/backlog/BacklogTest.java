package org.discogsography.broker.backlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.MessageProperties;
import java.time.Duration;
import java.util.UUID;
import org.apache.camel.impl.DefaultCamelContext;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.Topology;
import org.discogsography.dump.DataType;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.LoopbackPort;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;

/** What is known of the queues if some are not there. */
class BacklogTest {

    private final String prefix = "test-" + UUID.randomUUID() + "-";
    private final Topology topology = new Topology(prefix + "x", prefix + "dead", prefix, "quorum");

    @Test
    void queues_that_are_not_there_hide_no_others() throws Exception {
        var factory = new CachingConnectionFactory(
                "127.0.0.1", Brokers.EMBEDDED.shared().port());
        try (var connection = factory.createConnection();
                var channel = connection.createChannel(false)) {
            var backlog = new Backlog(factory, topology);
            assertThat(backlog.waiting()).isEmpty();

            String last = topology.queue("tableinator", DataType.RELEASES);
            channel.queueDeclare(last, true, false, false, null);
            channel.queueDeclare(topology.deadLetterQueue("graphinator", DataType.LABELS), true, false, false, null);
            channel.confirmSelect();
            channel.basicPublish("", last, MessageProperties.PERSISTENT_BASIC, new byte[1]);
            channel.waitForConfirmsOrDie();

            var waiting = backlog.waiting().orElseThrow();
            assertThat(waiting.ready()).containsOnly(java.util.Map.entry(source("tableinator", DataType.RELEASES), 1L));
            assertThat(waiting.dead()).containsOnly(java.util.Map.entry(source("graphinator", DataType.LABELS), 0L));
        } finally {
            factory.destroy();
        }
    }

    @Test
    void messages_wait_if_a_service_that_is_there_has_some_and_if_nobody_knows() throws Exception {
        var factory = new CachingConnectionFactory(
                "127.0.0.1", Brokers.EMBEDDED.shared().port());
        try (var context = new DefaultCamelContext();
                var connection = factory.createConnection();
                var channel = connection.createChannel(false)) {
            var queues = new ServiceQueues(context, null, new Backlog(factory, topology), "tableinator");
            String queue = topology.queue("graphinator", DataType.RELEASES);
            channel.queueDeclare(queue, true, false, false, null);
            channel.confirmSelect();
            channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, new byte[1]);
            channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, new byte[1]);
            channel.waitForConfirmsOrDie();
            assertThat(queues.anyWait()).as("for a service that is not there").isFalse();

            channel.basicQos(1);
            channel.basicConsume(queue, false, new DefaultConsumer(channel));
            await().atMost(Duration.ofSeconds(60)).until(queues::anyWait);
        } finally {
            factory.destroy();
        }
        var away = new CachingConnectionFactory("127.0.0.1", LoopbackPort.free());
        try (var context = new DefaultCamelContext()) {
            assertThat(new ServiceQueues(context, null, new Backlog(away, topology), "tableinator").anyWait())
                    .as("the broker cannot be asked")
                    .isTrue();
        } finally {
            away.destroy();
        }
    }

    @Test
    void without_a_broker_nothing_is_known() {
        var factory = new CachingConnectionFactory("127.0.0.1", LoopbackPort.free());
        assertThat(new Backlog(factory, topology).waiting()).isEmpty();
        factory.destroy();
    }

    private static ConsumerQueue source(String service, DataType type) {
        return new ConsumerQueue(service, type);
    }
}
