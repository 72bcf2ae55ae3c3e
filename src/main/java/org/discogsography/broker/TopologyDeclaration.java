package org.discogsography.broker;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.discogsography.dump.DataType;
import org.discogsography.outage.Reason;

/**
 * Declares the exchanges and queues on every new connection. To declare what exists changes nothing, so any number of instances may do
 * it at once. Thread-safe.
 *
 * <p>A new quorum queue gets a delivery limit that no outage reaches. RabbitMQ 4 would otherwise drop a message when it comes back for
 * the 21st time. The arguments of a queue never change: one that an older release has declared stays without a limit of its own.
 */
final class TopologyDeclaration {

    /** Of new quorum queues. Not -1: RabbitMQ 4 reads that as "no limit", but version 3 as 0, and drops what comes back once. */
    static final int DELIVERY_LIMIT = 1_000_000;

    private static final String DELIVERY_LIMIT_ARGUMENT = "x-delivery-limit";

    /** As RabbitMQ words it, with the number that the queue has. It cuts its text off after 252 bytes, perhaps before the number. */
    private static final Pattern ANOTHER_LIMIT = Pattern.compile(
            "inequivalent arg '" + DELIVERY_LIMIT_ARGUMENT + "'(?:.* but current is (?:none|.*?'(-?\\d+)'))?");

    /** The first version of RabbitMQ with a delivery limit that nobody has set. */
    private static final int LIMITED = 4;

    private static final Pattern MAJOR_VERSION = Pattern.compile("^(\\d+)\\.");

    private final Topology topology;
    private final Map<String, Map<String, Object>> others = new ConcurrentSkipListMap<>(); // arguments by queue
    private volatile int majorVersion;

    TopologyDeclaration(Topology topology) {
        this.topology = topology;
    }

    /**
     * Declares all of it.
     *
     * @throws IllegalStateException with the broker's own words if it refuses, as it does if a queue exists with another type
     */
    void declareOn(Connection connection) {
        majorVersion = majorVersion(connection);
        try (var channel = new ReopeningChannel(connection)) {
            channel.get().exchangeDeclare(topology.exchange(), "topic", true);
            channel.get().exchangeDeclare(topology.deadLetterExchange(), "topic", true);
            for (String service : topology.consumers()) {
                for (DataType type : DataType.values()) {
                    String queue = topology.queue(service, type);
                    declare(channel, queue);
                    channel.get().queueBind(queue, topology.exchange(), type.plural());
                    String dead = topology.deadLetterQueue(service, type);
                    declare(channel, dead);
                    channel.get().queueBind(dead, topology.deadLetterExchange(), dead);
                }
            }
        } catch (IOException | RuntimeException e) {
            throw new IllegalStateException("The exchanges and queues could not be declared: " + Reason.of(e), e);
        }
    }

    /** The quorum queues that may have RabbitMQ's own delivery limit or another low one, with their arguments. */
    Map<String, Map<String, Object>> queuesWithAnotherLimit() {
        return majorVersion < LIMITED ? Map.of() : new TreeMap<>(others);
    }

    private void declare(ReopeningChannel channel, String queue) throws IOException {
        // Asked for again with each connection, the limit would be refused again, and leave an error in the broker's
        // log.
        if (others.containsKey(queue) && exists(channel, queue)) {
            return;
        }
        others.remove(queue);
        Map<String, Object> arguments = new HashMap<>(Map.of("x-queue-type", topology.queueType()));
        if (topology.queueType().equals("quorum")) {
            arguments.put(DELIVERY_LIMIT_ARGUMENT, DELIVERY_LIMIT);
        }
        try {
            declare(channel.get(), queue, arguments);
        } catch (IOException e) {
            Matcher refusal = ANOTHER_LIMIT.matcher(refusal(e));
            if (!refusal.find()) {
                throw e;
            }
            arguments.remove(DELIVERY_LIMIT_ARGUMENT);
            if (refusal.group(1) != null) {
                arguments.put(DELIVERY_LIMIT_ARGUMENT, Integer.valueOf(refusal.group(1)));
            }
            if (refusal.group().contains("current")) {
                declare(channel.get(), queue, arguments);
            } else {
                channel.get().queueDeclarePassive(queue);
            }
            others.put(queue, Map.copyOf(arguments));
        }
    }

    private static void declare(Channel channel, String queue, Map<String, Object> arguments) throws IOException {
        channel.queueDeclare(queue, true, false, false, arguments);
    }

    private static boolean exists(ReopeningChannel channel, String queue) throws IOException {
        try {
            channel.get().queueDeclarePassive(queue);
            return true;
        } catch (IOException e) {
            if (refusal(e).isEmpty()) {
                throw e;
            }
            return false;
        }
    }

    /** What the broker said when it closed the channel; empty if that is not what happened. */
    private static String refusal(IOException e) {
        return e.getCause() instanceof ShutdownSignalException signal && !signal.isHardError()
                ? String.valueOf(signal.getMessage())
                : "";
    }

    private static int majorVersion(Connection connection) {
        Object version = connection.getServerProperties().get("version");
        Matcher number = MAJOR_VERSION.matcher(String.valueOf(version));
        return number.find() ? Integer.parseInt(number.group(1)) : LIMITED;
    }
}
