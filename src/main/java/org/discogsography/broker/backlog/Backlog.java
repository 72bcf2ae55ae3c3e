package org.discogsography.broker.backlog;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.Topology;
import org.discogsography.dump.DataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;

/** How many messages wait in the queues. Thread-safe. */
public final class Backlog {

    /** Where the broker cannot be asked. */
    public static final long UNKNOWN = -1;

    private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);

    private final ConnectionFactory connections;
    private final Topology topology;

    public Backlog(ConnectionFactory connections, Topology topology) {
        this.connections = connections;
        this.topology = topology;
    }

    /** Messages that are ready in all queues of a service, or {@link #UNKNOWN}. */
    public long of(String service) {
        var messages = of(Arrays.stream(DataType.values())
                        .map(type -> topology.queue(service, type))
                        .toList())
                .values();
        return messages.contains(UNKNOWN)
                ? UNKNOWN
                : messages.stream().mapToLong(Long::longValue).sum();
    }

    /**
     * What waits in the queues that are there.
     *
     * @param ready messages to be consumed
     * @param dead dead letters
     */
    public record Waiting(Map<ConsumerQueue, Long> ready, Map<ConsumerQueue, Long> dead) {}

    /** What waits in all queues of all services, without queues that are not there; empty where the broker cannot be asked. */
    public Optional<Waiting> waiting() {
        List<ConsumerQueue> sources = sources();
        Map<String, Long> messages = of(sources.stream()
                .flatMap(source -> Stream.of(queue(source), deadLetterQueue(source)))
                .toList());
        var ready = known(sources, source -> messages.get(queue(source)));
        var dead = known(sources, source -> messages.get(deadLetterQueue(source)));
        return ready.isEmpty() && dead.isEmpty() ? Optional.empty() : Optional.of(new Waiting(ready, dead));
    }

    private static Map<ConsumerQueue, Long> known(List<ConsumerQueue> sources, ToLongFunction<ConsumerQueue> messages) {
        return sources.stream()
                .filter(source -> messages.applyAsLong(source) != UNKNOWN)
                .collect(toMap(identity(), messages::applyAsLong));
    }

    /**
     * How full a queue is.
     *
     * @param ready messages that wait in it
     * @param consumers how many consumers it has, in all processes: none while its service is not there, or waits for its store
     */
    public record Depth(long ready, long consumers) {}

    /** The depths of all services' queues, without those that the broker cannot be asked for. */
    public Map<ConsumerQueue, Depth> depths() {
        Map<ConsumerQueue, Depth> depths = new HashMap<>();
        try (Connection connection = connections.createConnection()) {
            for (ConsumerQueue source : sources()) {
                depth(connection, source).ifPresent(depth -> depths.put(source, depth));
            }
        } catch (RuntimeException e) { // whatever it is, nobody should fail because of it
            LOG.debug("The queues could not be counted", e);
        }
        return depths;
    }

    /** On a channel of its own: the broker closes the channel at a question for a queue that is not there. */
    private Optional<Depth> depth(Connection connection, ConsumerQueue source) {
        try (Channel channel = connection.createChannel(false)) {
            var known = channel.queueDeclarePassive(queue(source));
            return Optional.of(new Depth(known.getMessageCount(), known.getConsumerCount()));
        } catch (AlreadyClosedException | IOException | TimeoutException e) {
            LOG.debug("{} could not be counted", source, e);
            return Optional.empty();
        }
    }

    private List<ConsumerQueue> sources() {
        return topology.consumers().stream()
                .flatMap(service -> Arrays.stream(DataType.values()).map(type -> new ConsumerQueue(service, type)))
                .toList();
    }

    private String queue(ConsumerQueue source) {
        return topology.queue(source.service(), source.type());
    }

    private String deadLetterQueue(ConsumerQueue source) {
        return topology.deadLetterQueue(source.service(), source.type());
    }

    /** Messages that are ready in each of these queues, or {@link #UNKNOWN}; asked for one after the other. */
    Map<String, Long> of(Collection<String> queues) {
        Map<String, Long> messages = new HashMap<>();
        queues.forEach(queue -> messages.put(queue, UNKNOWN));
        Deque<String> left = new ArrayDeque<>(queues);
        try (Connection connection = connections.createConnection()) {
            while (!left.isEmpty()) {
                count(connection, left, messages);
            }
        } catch (AmqpException | AlreadyClosedException | IOException | TimeoutException e) {
            LOG.debug("The queues could not be counted", e);
        }
        return messages;
    }

    /** Counts the next queues. The broker closes the channel at a question for a queue that is not there: those after it need another. */
    private static void count(Connection connection, Deque<String> left, Map<String, Long> messages)
            throws IOException, TimeoutException {
        try (Channel channel = connection.createChannel(false)) {
            while (!left.isEmpty()) {
                String queue = left.remove();
                try {
                    messages.put(queue, channel.messageCount(queue));
                } catch (IOException e) {
                    LOG.debug("{} could not be counted", queue, e);
                    if (!connection.isOpen()) {
                        throw e;
                    }
                    return;
                }
            }
        } catch (AlreadyClosedException e) {
            if (!connection.isOpen()) {
                throw e;
            }
        }
    }
}
