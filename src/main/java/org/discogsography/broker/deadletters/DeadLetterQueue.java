package org.discogsography.broker.deadletters;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.DedicatedConnection;
import org.discogsography.broker.OutboundMessage;
import org.discogsography.broker.PublishException;
import org.discogsography.broker.Topology;

/**
 * The dead letters of one service and type: lists them, and replays them to the queue from which they came.
 *
 * <p>It acknowledges a dead letter only after the broker has confirmed its copy in the service's queue. If it is interrupted, a dead letter
 * is in the dead letter queue or in both, and never in none; consumers tolerate the same message twice.
 *
 * <p>While it works nobody else gets these dead letters. Those that arrive meanwhile are left for the next time, so that dead letters
 * that come back at once are no endless loop. Thread-safe; two calls at once do not see the same dead letters.
 */
public final class DeadLetterQueue {

    /** What belongs to the dead letter and not to the message. The broker adds the last one to what it delivers again. */
    private static final List<String> NOT_THE_MESSAGES_OWN = List.of(
            DeadLetterHeaders.REASON,
            DeadLetterHeaders.EXCEPTION,
            DeadLetterHeaders.TIME,
            DeadLetterHeaders.SERVICE,
            DeadLetterHeaders.ATTEMPTS,
            DeadLetterHeaders.LEFT_OUT,
            "x-delivery-count");

    private final Topology topology;
    private final DedicatedConnection connection;
    private final WindowPublisher publisher;
    private final ConsumerQueue queue;

    /** Publishes a window of messages, and returns when the broker has confirmed all of it. */
    interface WindowPublisher {
        void publish(List<OutboundMessage> window) throws PublishException;
    }

    DeadLetterQueue(Topology topology, DedicatedConnection connection, WindowPublisher publisher, ConsumerQueue queue) {
        this.topology = topology;
        this.connection = connection;
        this.publisher = publisher;
        this.queue = queue;
    }

    /**
     * The result of a replay.
     *
     * @param found how many dead letters there were
     * @param replayed how many of them are now in the service's queue, and no longer here
     */
    public record Replay(long found, long replayed) {

        /** How many of those found are still dead letters. */
        public long left() {
            return found - replayed;
        }
    }

    /**
     * The dead letters in the queue.
     *
     * @param deadLetters the first ones
     * @param more how many others there are
     */
    public record Contents(List<DeadLetter> deadLetters, long more) {}

    /**
     * Replays all dead letters to the service's queue.
     *
     * @throws IOException if the broker fails; what was not sent by then is still here
     * @throws PublishException if the broker does not confirm; likewise
     */
    public Replay replayAll() throws IOException, PublishException {
        return replay(letter -> true);
    }

    /**
     * Replays the dead letters of records with these ids to the service's queue.
     *
     * @throws IOException if the broker fails; what was not sent by then is still here
     * @throws PublishException if the broker does not confirm; likewise
     */
    public Replay replay(Set<String> ids) throws IOException, PublishException {
        return replay(letter -> {
            String id = DeadLetter.id(letter);
            return !id.isEmpty() && ids.contains(id);
        });
    }

    private Replay replay(Predicate<GetResponse> chosen) throws IOException, PublishException {
        try (QueueScan scan = scan()) {
            for (var letters = scan.next(Long.MAX_VALUE); !letters.isEmpty(); letters = scan.next(Long.MAX_VALUE)) {
                List<GetResponse> back = letters.stream().filter(chosen).toList();
                publisher.publish(back.stream().map(this::original).toList());
                scan.acknowledge(back);
            }
            return new Replay(scan.found(), scan.acknowledged());
        }
    }

    /**
     * Lists dead letters, and leaves them here.
     *
     * @param most how many to list at most
     * @throws IOException if the broker fails
     */
    public Contents contents(int most) throws IOException {
        try (QueueScan scan = scan()) {
            List<DeadLetter> seen = new ArrayList<>();
            for (var letters = scan.next(most); !letters.isEmpty(); letters = scan.next(most - seen.size())) {
                letters.forEach(letter -> seen.add(DeadLetter.of(queue, letter)));
            }
            return new Contents(seen, seen.size() < most ? 0 : scan.there() - seen.size());
        }
    }

    private QueueScan scan() throws IOException {
        Channel channel = connection.channel();
        try {
            return new QueueScan(channel, deadLetterQueue());
        } catch (IOException | RuntimeException e) {
            // Nobody else would close it, and the connection outlives it.
            channel.abort();
            throw e;
        }
    }

    private String deadLetterQueue() {
        return topology.deadLetterQueue(queue.service(), queue.type());
    }

    /** The message as it was before it became a dead letter, for the service's queue alone. */
    private OutboundMessage original(GetResponse letter) {
        Map<String, Object> headers = new HashMap<>(DeadLetter.headers(letter));
        Object replays = headers.get(DeadLetterHeaders.REPLAYS);
        headers.put(DeadLetterHeaders.REPLAYS, replays instanceof Number number ? number.longValue() + 1 : 1L);
        NOT_THE_MESSAGES_OWN.forEach(headers::remove);
        return new OutboundMessage("", topology.queue(queue.service(), queue.type()), headers, letter.getBody());
    }
}
