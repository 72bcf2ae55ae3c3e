package org.discogsography.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.discogsography.health.Finding;
import org.discogsography.health.HealthSource;
import org.discogsography.outage.Reason;
import org.discogsography.threads.RepeatedTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns if RabbitMQ would drop messages that come back too often: of queues that have no delivery limit of their own, and for which no policy
 * sets one that is high enough. Thread-safe.
 */
final class DeliveryLimits implements HealthSource, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryLimits.class);

    private static final String UNKNOWN = "unknown";

    /** A policy that raises the limits may be deleted later. */
    private static final Duration RECHECK = Duration.ofDays(1);

    private final BrokerConnections connections;
    private final DeliveryLimitTrial trial;
    private final String remedy;
    private final Duration interval;
    private final RepeatedTask task = new RepeatedTask("rabbitmq-delivery-limit", this::check);
    private volatile Map<String, Object> low = Map.of(); // limits by queue
    private Map<String, Map<String, Object>> checked = Map.of(); // for the task's thread
    private Instant due = Instant.EPOCH; // likewise

    /**
     * Checks nothing yet.
     *
     * @param vhost of the queues
     * @param prefix with which their names begin
     * @param timeout for the broker's confirm
     * @param interval between two checks of a limit that is too low, or could not be checked
     */
    DeliveryLimits(BrokerConnections connections, String vhost, String prefix, Duration timeout, Duration interval) {
        this.connections = connections;
        this.trial = new DeliveryLimitTrial(prefix, timeout);
        this.remedy = "rabbitmqctl set_policy" + (vhost.equals("/") ? "" : " -p '" + vhost + "'") + " discogsography '^"
                + prefix.replaceAll("[^\\w-]", "\\\\$0") + "' '{\"delivery-limit\": "
                + TopologyDeclaration.DELIVERY_LIMIT
                + "}' --apply-to queues";
        this.interval = interval;
    }

    /** Checks from now on, each time that there are other queues to check. */
    DeliveryLimits start() {
        task.repeat(Duration.ofSeconds(1), Duration.ofSeconds(1));
        return this;
    }

    private void check() throws InterruptedException {
        var queues = connections.queuesWithAnotherLimit();
        boolean known = queues.equals(checked) && Instant.now().isBefore(due);
        if (known || connections.alarm().isRaised()) {
            return;
        }
        checked = queues;
        due = Instant.now().plus(interval);
        try {
            report(limits(queues));
            if (low.isEmpty()) {
                due = Instant.now().plus(RECHECK);
            }
        } catch (IOException | TimeoutException | RuntimeException e) {
            LOG.debug("The delivery limit is checked again later", e);
        }
    }

    private Map<String, Object> limits(Map<String, Map<String, Object>> queues)
            throws IOException, TimeoutException, InterruptedException {
        if (queues.isEmpty()) {
            return Map.of();
        }
        Map<Map<String, Object>, Object> found = new LinkedHashMap<>();
        Connection connection = connections.open("delivery limit");
        try {
            for (Map<String, Object> arguments : List.copyOf(queues.values())) {
                if (!found.containsKey(arguments)) {
                    found.put(arguments, limit(connection, arguments));
                }
            }
        } finally {
            connections.close(connection);
        }
        Map<String, Object> limits = new TreeMap<>();
        queues.forEach((queue, arguments) -> limits.put(queue, found.get(arguments)));
        limits.values().removeIf(limit -> limit.equals(DeliveryLimitTrial.ENOUGH));
        return limits;
    }

    private Object limit(Connection connection, Map<String, Object> arguments)
            throws IOException, TimeoutException, InterruptedException {
        try {
            OptionalInt limit = trial.limit(connection, arguments);
            return limit.orElse(DeliveryLimitTrial.ENOUGH);
        } catch (IOException | ShutdownSignalException e) {
            if (isForbidden(e)) {
                LOG.debug("The delivery limit cannot be checked: {}", Reason.of(e));
                return UNKNOWN;
            }
            throw e;
        }
    }

    private static boolean isForbidden(Exception e) {
        return (e instanceof ShutdownSignalException ? e : e.getCause()) instanceof ShutdownSignalException signal
                && signal.getReason() instanceof AMQP.Channel.Close close
                && close.getReplyCode() == AMQP.ACCESS_REFUSED;
    }

    private void report(Map<String, Object> found) {
        boolean changed = !found.equals(low);
        low = found;
        if (changed && found.isEmpty()) {
            LOG.info("RabbitMQ: the delivery limit of all queues is high enough now");
        } else if (changed) {
            LOG.warn("RabbitMQ: {}", sentence(found));
        }
    }

    private String sentence(Map<String, Object> limits) {
        return limits.entrySet().stream()
                        .map(queue -> queue.getKey() + " (" + queue.getValue() + ")")
                        .collect(Collectors.joining(
                                ", ", "the delivery limit of these queues is too low or unknown: ", ""))
                + ". RabbitMQ drops a message that comes back more often than that. Raise the limit: " + remedy;
    }

    @Override
    public String section() {
        return "delivery-limits";
    }

    /** The queues with too low a limit, and what it is. */
    @Override
    public Object content() {
        return low;
    }

    @Override
    public List<Finding> findings() {
        Map<String, Object> limits = low;
        return limits.isEmpty() ? List.of() : List.of(Finding.degraded(sentence(limits)));
    }

    @Override
    public void close() {
        task.close();
    }
}
