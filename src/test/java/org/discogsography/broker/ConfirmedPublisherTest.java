package org.discogsography.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.discogsography.dump.DataType;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.FaultyLink;
import org.discogsography.servers.QueueContents;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A publish counts only when the broker has confirmed it. */
@ParameterizedClass
@EnumSource(Brokers.class)
class ConfirmedPublisherTest {

    @Parameter
    private Brokers brokers;

    private BrokerClient client;
    private ConfirmedPublisher publisher;

    @BeforeEach
    void connect() {
        client = BrokerClient.of(brokers.shared(), "quorum");
        publisher = client.publisher();
    }

    @AfterEach
    void disconnect() {
        if (client != null) {
            publisher.close();
            client.close();
        }
    }

    @Test
    void what_is_confirmed_is_in_the_queues_in_order_persistent_and_labelled_as_json() throws Exception {
        publisher.publish(client.window(0, 700));
        publisher.publish(client.window(700, 1_000));

        for (String service : Topology.CONSUMERS) {
            try (var channel = client.connections().createConnection().createChannel(false)) {
                String queue = client.topology().queue(service, DataType.ARTISTS);
                var messages = QueueContents.taken(channel, queue);
                assertThat(messages).hasSize(1_000);
                for (int number = 0; number < 1_000; number++) {
                    var message = messages.get(number);
                    assertThat(message.getBody()).asString(UTF_8).isEqualTo(Integer.toString(number));
                    assertThat(message.getProps().getDeliveryMode()).isEqualTo(2);
                    assertThat(message.getProps().getContentType()).isEqualTo("application/json");
                    assertThat(message.getProps().getContentEncoding()).isEqualTo("UTF-8");
                }
            }
        }
    }

    @Test
    void a_message_that_no_queue_takes_is_an_error() {
        var astray = new OutboundMessage(client.topology().exchange(), "films", Map.of(), new byte[] {1});

        assertThatThrownBy(() -> publisher.publish(List.of(client.window(0, 1).get(0), astray)))
                .isInstanceOf(PublishException.class)
                // RabbitMQ returns it, with its routing key; Qpid refuses it, and may do so before it returns it.
                .hasMessageMatching(
                        brokers.isRabbitMq() ? ".*the routing key films.*" : ".*(the routing key films|refused).*");
    }

    @Test
    void a_window_that_failed_can_be_published_again() throws Exception {
        var nowhere = new OutboundMessage("no-such-exchange-" + System.nanoTime(), "artists", Map.of(), new byte[] {1});
        assertThatThrownBy(() -> publisher.publish(List.of(nowhere))).isInstanceOf(PublishException.class);
        publisher.publish(client.window(0, 20));

        try (var channel = client.connections().createConnection().createChannel(false)) {
            String queue = client.topology().queue("tableinator", DataType.ARTISTS);
            for (int number = 0; number < 20; number++) {
                assertThat(channel.basicGet(queue, true).getBody()).asString().isEqualTo(Integer.toString(number));
            }
        }
    }

    @Test
    void a_message_that_cannot_be_sent_holds_nothing_back_that_comes_after() throws Exception {
        var unsendable = new OutboundMessage(
                client.topology().exchange(), "artists", Map.of("type", new Object()), new byte[] {1});
        List<OutboundMessage> two = client.window(0, 2);

        assertThatThrownBy(() -> publisher.publish(List.of(two.get(0), unsendable, two.get(1))))
                .isInstanceOf(PublishException.class);
        publisher.publish(two);

        try (var channel = client.connections().createConnection().createChannel(false)) {
            assertThat(QueueContents.count(channel, client.topology().queue("tableinator", DataType.ARTISTS)))
                    .isBetween(2L, 3L); // the first of the window that failed may be there too
        }
    }

    @Test
    void a_connection_that_was_lost_between_two_windows_costs_one_try_at_most() throws Exception {
        Topology topology = BrokerClient.topology("quorum");
        try (var link = FaultyLink.to("127.0.0.1", brokers.shared().port());
                var far = BrokerClient.of("amqp://guest:guest@127.0.0.1:" + link.port() + "/", topology);
                var publishing = far.publisher()) {
            publishing.publish(far.window(0, 10));
            link.reset();
            link.pass();
            try {
                publishing.publish(far.window(10, 20));
            } catch (PublishException e) {
                publishing.publish(far.window(10, 20));
            }
            try (var channel = far.connections().createConnection().createChannel(false)) {
                assertThat(QueueContents.count(channel, topology.queue("tableinator", DataType.ARTISTS)))
                        .isEqualTo(20);
            }
        }
    }

    @Test
    void a_queue_that_somebody_has_deleted_is_there_again_for_the_next_try() throws Exception {
        String queue = client.topology().deadLetterQueue("tableinator", DataType.LABELS);
        var letter =
                List.of(new OutboundMessage(client.topology().deadLetterExchange(), queue, Map.of(), new byte[] {1}));
        publisher.publish(letter);
        try (var channel = client.connections().createConnection().createChannel(false)) {
            channel.queueDelete(queue);
            assertThatThrownBy(() -> publisher.publish(letter)).isInstanceOf(PublishException.class);

            publisher.publish(letter);

            assertThat(QueueContents.count(channel, queue)).isEqualTo(1);
        }
    }
}
