package org.discogsography.broker.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.discogsography.broker.BrokerClient;
import org.discogsography.broker.ConfirmedPublisher;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.DedicatedConnection;
import org.discogsography.broker.OutboundMessage;
import org.discogsography.broker.PublishException;
import org.discogsography.broker.Topology;
import org.discogsography.broker.deadletters.DeadLetterQueue.Replay;
import org.discogsography.broker.deadletters.DeadLetterQueue.WindowPublisher;
import org.discogsography.dump.DataType;
import org.discogsography.servers.Brokers;
import org.discogsography.servers.QueueContents;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Dead letters can be looked at, and go back to where they came from: none gets lost, whatever breaks off. */
@ParameterizedClass
@EnumSource(Brokers.class)
class DeadLetterQueueTest {

    private static final ConsumerQueue SOURCE = new ConsumerQueue("graphinator", DataType.RELEASES);

    @Parameter
    private Brokers brokers;

    private BrokerClient client;
    private ConfirmedPublisher publisher;
    private DedicatedConnection reading;
    private DeadLetterQueue letters;

    @BeforeEach
    void connect() {
        client = BrokerClient.of(brokers.shared(), "quorum");
        publisher = client.publisher();
        reading = new DedicatedConnection(client.broker(), "reading");
        letters = queue(publisher::publish);
    }

    @AfterEach
    void disconnect() {
        if (client != null) {
            reading.close();
            publisher.close();
            client.close();
        }
    }

    private DeadLetterQueue queue(WindowPublisher windows) {
        return new DeadLetterQueue(client.topology(), reading, windows, SOURCE);
    }

    @Test
    void all_go_back_to_the_queue_that_they_came_from_and_to_no_other() throws Exception {
        setAside(IntStream.range(0, 1_200).mapToObj(Integer::toString));

        assertThat(letters.replayAll()).isEqualTo(new Replay(1_200, 1_200));

        assertThat(ids(takeAll(own())))
                .containsExactly(
                        IntStream.range(0, 1_200).mapToObj(Integer::toString).toArray(String[]::new));
        for (String service : Topology.CONSUMERS) {
            for (DataType type : DataType.values()) {
                assertThat(takeAll(client.topology().queue(service, type))).isEmpty();
                assertThat(takeAll(client.topology().deadLetterQueue(service, type)))
                        .isEmpty();
            }
        }
    }

    @Test
    void where_nothing_is_nothing_happens() throws Exception {
        assertThat(letters.replayAll()).isEqualTo(new Replay(0, 0));
        assertThat(letters.replay(Set.of("1"))).isEqualTo(new Replay(0, 0));
        assertThat(letters.contents(10).deadLetters()).isEmpty();
    }

    @Test
    void the_message_is_the_original_with_its_origin_and_how_often_it_was_replayed() throws Exception {
        byte[] body = "{\"type\":\"data\",\"id\":\"7\",\"title\":\"Ð – 7\"}".getBytes(UTF_8);
        Map<String, Object> own =
                Map.of("type", "data", "id", "7", "sha256", "abc", "version", "20260801", "tenant", 12);
        Map<String, Object> deadHeaders = new HashMap<>(own);
        deadHeaders.putAll(reasons());
        deadHeaders.putAll(Map.of("x-service", "graphinator", "x-attempts", 5));
        deadHeaders.putAll(Map.of("x-exchange", "some-exchange", "x-routing-key", "some-key"));
        setAside(deadHeaders, body);
        // Looked at, it comes a second time from here on, which some brokers note in a header.
        letters.contents(10);
        awaitDead(1);

        for (long replays = 1; replays <= 3; replays++) {
            assertThat(letters.replayAll().replayed()).isEqualTo(1);
            GetResponse message = takeAll(own()).get(0);
            assertThat(message.getBody()).isEqualTo(body);
            Map<String, Object> expected = new HashMap<>(texts(own));
            expected.putAll(Map.of("x-exchange", "some-exchange", "x-routing-key", "some-key"));
            expected.put("x-replays", Long.toString(replays));
            Map<String, Object> headers = texts(message.getProps().getHeaders());
            headers.remove("x-delivery-count"); // RabbitMQ adds it to what a quorum queue delivers
            assertThat(headers).isEqualTo(expected);
            assertThat(message.getProps().getDeliveryMode()).isEqualTo(2);
            assertThat(message.getProps().getContentType()).isEqualTo("application/json");

            Map<String, Object> again = new HashMap<>(message.getProps().getHeaders());
            again.putAll(reasons());
            setAside(again, body);
        }
    }

    @Test
    void with_ids_only_their_letters_go_and_the_others_stay() throws Exception {
        setAside(IntStream.range(0, 1_500).mapToObj(Integer::toString));
        setAside(Stream.of("7"));

        assertThat(letters.replay(Set.of("1499", "7", "no-such-id"))).isEqualTo(new Replay(1_501, 3));

        assertThat(ids(takeAll(own()))).containsExactly("7", "1499", "7");
        awaitDead(1_498);
        assertThat(letters.replay(Set.of("1499", "7", "no-such-id"))).isEqualTo(new Replay(1_498, 0));
        awaitDead(1_498);
        assertThat(ids(takeAll(dead()))).doesNotContain("7", "1499").doesNotHaveDuplicates();
    }

    @Test
    void as_many_ids_as_make_windows_of_their_own_all_leave() throws Exception {
        List<String> even = IntStream.range(0, 1_500)
                .map(number -> number * 2)
                .mapToObj(Integer::toString)
                .toList();
        setAside(IntStream.range(0, 3_000).mapToObj(Integer::toString));

        assertThat(letters.replay(Set.copyOf(even))).isEqualTo(new Replay(3_000, 1_500));

        assertThat(ids(takeAll(own()))).containsExactlyElementsOf(even);
        awaitDead(1_500);
        assertThat(ids(takeAll(dead()))).doesNotContainAnyElementsOf(even);
    }

    @Test
    void the_id_is_also_found_in_the_body_and_a_letter_without_one_goes_only_with_all() throws Exception {
        Map<String, Object> wrong = new HashMap<>(reasons());
        wrong.put("id", "1");
        setAside(wrong, "{\"type\":\"data\",\"images\":[{\"id\":\"1\"}],\"id\":\"5\"}".getBytes(UTF_8));
        setAside(reasons(), "{\"id\":\"6\",\"title\":".getBytes(UTF_8));
        setAside(reasons(), "no JSON".getBytes(UTF_8));
        setAside(null, new byte[0]);

        assertThat(letters.contents(10).deadLetters())
                .extracting(DeadLetter::id)
                .containsExactly("5", "6", "", "");
        awaitDead(4);
        assertThat(letters.replay(Set.of("1", "5", "6", ""))).isEqualTo(new Replay(4, 2));
        awaitDead(2);
        assertThat(letters.replayAll()).isEqualTo(new Replay(2, 2));
        assertThat(takeAll(own())).hasSize(4);
    }

    @Test
    void letters_that_come_back_at_once_are_left_for_the_next_time() throws Exception {
        setAside(IntStream.range(0, 1_000).mapToObj(Integer::toString));
        var stubborn = queue(window -> {
            publisher.publish(window);
            // The service has not changed its mind.
            publisher.publish(window.stream().map(this::deadLetter).toList());
        });

        assertThat(stubborn.replayAll()).isEqualTo(new Replay(1_000, 1_000));

        awaitDead(1_000);
        assertThat(takeAll(own())).hasSize(1_000);
    }

    @Test
    void broken_off_between_confirm_and_acknowledgement_a_letter_is_in_both_queues() throws Exception {
        setAside(Stream.of("1", "2", "3"));
        var brokenOff = queue(window -> {
            publisher.publish(window);
            reading.abort();
        });

        assertThatThrownBy(brokenOff::replayAll).isInstanceOfAny(java.io.IOException.class, RuntimeException.class);

        assertThat(ids(takeAll(own()))).containsExactly("1", "2", "3");
        // The embedded broker counts what the lost connection had as if it waited already: it may come bit by bit.
        var replayed = new AtomicLong();
        await().until(() -> replayed.addAndGet(letters.replayAll().replayed()) == 3);
        assertThat(ids(takeAll(own()))).containsExactlyInAnyOrder("1", "2", "3");
        assertThat(takeAll(dead())).isEmpty();
    }

    @Test
    void what_is_not_confirmed_stays() throws Exception {
        setAside(Stream.of("1", "2", "3"));
        var unconfirmed = queue(window -> {
            throw new PublishException("no confirm", null);
        });

        assertThatThrownBy(unconfirmed::replayAll).isInstanceOf(PublishException.class);

        awaitDead(3);
        assertThat(ids(takeAll(dead()))).containsExactlyInAnyOrder("1", "2", "3");
    }

    @Test
    void looking_shows_the_first_ones_and_how_many_more_there_are_and_leaves_all() throws Exception {
        setAside(IntStream.range(0, 30).mapToObj(Integer::toString));

        for (int look = 0; look < 25; look++) {
            var contents = letters.contents(20);
            assertThat(contents.more()).isEqualTo(10);
            assertThat(contents.deadLetters()).hasSize(20);
            assertThat(contents.deadLetters()).allSatisfy(letter -> {
                assertThat(letter.queue()).isEqualTo(SOURCE);
                assertThat(letter.reason()).isEqualTo("too long");
                assertThat(letter.exception()).isEqualTo("java.lang.IllegalStateException");
                assertThat(letter.time()).isEqualTo("2026-08-01T00:00:00Z");
                assertThat(letter.attempts()).isEmpty();
            });
            awaitDead(30);
        }
        assertThat(ids(takeAll(dead()))).hasSize(30).doesNotHaveDuplicates();
    }

    private String own() {
        return client.topology().queue(SOURCE.service(), SOURCE.type());
    }

    private String dead() {
        return client.topology().deadLetterQueue(SOURCE.service(), SOURCE.type());
    }

    private static Map<String, Object> reasons() {
        return Map.of(
                "x-reason", "too long",
                "x-exception", "java.lang.IllegalStateException",
                "x-time", "2026-08-01T00:00:00Z");
    }

    private void setAside(Stream<String> ids) throws PublishException {
        publisher.publish(ids.map(id -> {
                    Map<String, Object> headers = new HashMap<>(reasons());
                    headers.put("id", id);
                    return new OutboundMessage("", own(), headers, ("{\"id\":\"" + id + "\"}").getBytes(UTF_8));
                })
                .map(this::deadLetter)
                .toList());
    }

    private void setAside(Map<String, Object> headers, byte[] body) throws PublishException {
        publisher.publish(List.of(deadLetter(new OutboundMessage("", own(), headers, body))));
    }

    private OutboundMessage deadLetter(OutboundMessage message) {
        return new OutboundMessage(client.topology().deadLetterExchange(), dead(), message.headers(), message.body());
    }

    /** Given back by a channel that closes, messages take a moment. */
    private void awaitDead(int count) {
        await().untilAsserted(() -> {
            try (Channel channel = client.connections().createConnection().createChannel(false)) {
                assertThat(channel.messageCount(dead())).isEqualTo(count);
            }
        });
    }

    private List<GetResponse> takeAll(String queue) throws Exception {
        try (Channel channel = client.connections().createConnection().createChannel(false)) {
            return QueueContents.taken(channel, queue);
        }
    }

    private static List<String> ids(List<GetResponse> messages) {
        return messages.stream().map(DeadLetter::id).toList();
    }

    private static Map<String, Object> texts(Map<String, Object> headers) {
        Map<String, Object> texts = new HashMap<>();
        headers.forEach((name, value) -> texts.put(name, value.toString()));
        return texts;
    }
}
