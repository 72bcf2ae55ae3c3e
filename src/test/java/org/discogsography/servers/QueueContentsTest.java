package org.discogsography.servers;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** How many messages wait in a queue: many tests rest on that. */
@ParameterizedClass
@EnumSource(RabbitMqVersion.class)
class QueueContentsTest {

    @Parameter
    RabbitMqVersion version;

    @Test
    void a_quorum_queue_is_not_taken_for_empty_while_its_leader_hangs() throws Exception {
        var server = Brokers.shared(version);
        String queue = "hangs-" + UUID.randomUUID();
        var factory = new ConnectionFactory();
        factory.setPort(server.port());
        try (var connection = factory.newConnection();
                var channel = connection.createChannel();
                var asking = connection.createChannel()) {
            channel.confirmSelect();
            channel.queueDeclare(queue, true, false, false, Map.of("x-queue-type", "quorum"));
            assertThat(QueueContents.count(asking, queue)).isZero();
            channel.basicPublish("", queue, MessageProperties.PERSISTENT_BASIC, new byte[1]);
            channel.waitForConfirmsOrDie(60_000);
            var count = new FutureTask<>(() -> QueueContents.count(asking, queue));
            server.suspendQueue(queue);
            try {
                new Thread(count, "counting").start();
                for (int asked = 0; asked < 3; asked++) {
                    assertThat(channel.messageCount(queue))
                            .as("what RabbitMQ answers")
                            .isZero();
                }
                assertThat(count).isNotDone();
            } finally {
                server.resumeQueue(queue);
            }
            assertThat(count.get(2, TimeUnit.MINUTES)).isEqualTo(1);
            channel.queueDelete(queue);
        }
    }
}
