package org.discogsography.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConnectionFactory;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.deadletters.DeadLetterQueues;
import org.discogsography.dump.DataType;
import org.discogsography.servers.Broker;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.FaultyLink;
import org.discogsography.settings.Settings;
import org.discogsography.timeline.Timeline;
import org.junit.jupiter.api.Test;

/** What whoever looks at dead letters is told when the broker goes away meanwhile. */
class DeadLetterAdminTest {

    private static final ConsumerQueue SOURCE = new ConsumerQueue("graphinator", DataType.RELEASES);
    private static final String QUEUE = "desk-graphinator-releases-dead";

    private static Settings settings(int port) {
        var context = new DefaultCamelContext();
        context.getPropertiesComponent().addLocation("classpath:application.properties");
        Map.of(
                        "amqp.connection", "amqp://guest:guest@127.0.0.1:" + port + "/",
                        "amqp.exchange", "desk",
                        "amqp.dead-letter-exchange", "desk-dead",
                        "amqp.queue-prefix", "desk-",
                        "amqp.queue-type", "classic",
                        "amqp.heartbeat", "10",
                        "amqp.timeout", "10",
                        "amqp.confirm-timeout", "10")
                .forEach(context.getPropertiesComponent()::addOverrideProperty);
        return new Settings(context);
    }

    @Test
    void a_connection_that_is_lost_on_the_way_is_reported_and_made_again() throws Exception {
        Broker broker = Brokers.EMBEDDED.shared();
        var factory = new ConnectionFactory();
        factory.setPort(broker.port());
        try (var link = FaultyLink.to("127.0.0.1", broker.port());
                var desk = new DeadLetterAdmin(new DeadLetterQueues(settings(link.port())), new Timeline());
                var connection = factory.newConnection("desk");
                Channel channel = connection.createChannel()) {
            channel.queueDeclare(QUEUE, true, false, false, null);
            for (int i = 0; i < 3; i++) {
                channel.basicPublish("", QUEUE, null, "{\"id\":\"1\"}".getBytes(UTF_8));
            }
            await().until(() -> channel.messageCount(QUEUE) == 3);
            assertThat(desk.contents(SOURCE).deadLetters()).hasSize(3);

            // The connection is lost with the first, the second, or the third of its questions.
            for (int question = 1; question <= 3; question++) {
                link.resetAfter(question);
                assertThat(catchThrowable(() -> desk.contents(SOURCE)))
                        .isInstanceOfSatisfying(RefusedRequestException.class, e -> assertThat(e.status())
                                .isEqualTo(503))
                        .hasMessageContaining("RabbitMQ at amqp://127.0.0.1:" + link.port());
                link.pass();
                await().ignoreExceptions()
                        .until(() -> desk.contents(SOURCE).deadLetters().size() == 3);
            }
            channel.queueDelete(QUEUE);
        }
    }
}
