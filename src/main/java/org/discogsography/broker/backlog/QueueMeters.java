package org.discogsography.broker.backlog;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.Topology;
import org.discogsography.broker.consuming.ConsumerLag;
import org.discogsography.dump.DataType;
import org.discogsography.metrics.Metric;
import org.discogsography.threads.RepeatedTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows how many messages wait in the queues and dead letter queues of the services in this process. One daemon thread asks
 * the broker every few seconds, and whoever reads the gauges gets its last answer: they never wait for a broker that is
 * away or hangs, they are NaN then. Thread-safe.
 */
public final class QueueMeters implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QueueMeters.class);
    private static final Duration LAST_QUESTION = Duration.ofMillis(500);

    private final Backlog backlog;
    private final Topology topology;
    private final MeterRegistry registry;
    private final Duration interval;
    private final ConsumerLag lag;
    private final Standstill standstill;
    private final Map<String, Long> ready = new ConcurrentHashMap<>(); // by queue
    private final Set<String> queues = ConcurrentHashMap.newKeySet();
    private final Map<ConsumerQueue, String> sources =
            new ConcurrentHashMap<>(); // the queues that are no dead letter queues
    private final RepeatedTask asking = new RepeatedTask("queue-meters", this::ask);

    /** @param interval between two questions; an answer is shown for as long */
    QueueMeters(
            Backlog backlog,
            Topology topology,
            MeterRegistry registry,
            Duration interval,
            ConsumerLag lag,
            Standstill standstill) {
        this.backlog = backlog;
        this.topology = topology;
        this.registry = registry;
        this.interval = interval;
        this.lag = lag;
        this.standstill = standstill;
    }

    /** Begins to ask. */
    void start() {
        asking.repeat(interval, interval);
    }

    /** From now on this service's queues are shown. */
    public void show(String service) {
        for (DataType type : DataType.values()) {
            String queue = topology.queue(service, type);
            var source = new ConsumerQueue(service, type);
            sources.put(source, queue);
            show(Metric.READY, queue, service, type);
            Metric.LAG.gauge(
                    registry,
                    lag,
                    known -> known.seconds(source, waiting(ready, queue), System.currentTimeMillis()),
                    "service",
                    service,
                    "type",
                    type.plural());
            show(Metric.DEAD_LETTERS, topology.deadLetterQueue(service, type), service, type);
        }
    }

    private void show(Metric metric, String queue, String service, DataType type) {
        queues.add(queue);
        metric.gauge(registry, ready, known -> value(known, queue), "service", service, "type", type.plural());
    }

    private static double value(Map<String, Long> known, String queue) {
        long messages = waiting(known, queue);
        return messages == Backlog.UNKNOWN ? Double.NaN : (double) messages;
    }

    private static long waiting(Map<String, Long> known, String queue) {
        return known.getOrDefault(queue, Backlog.UNKNOWN);
    }

    private void ask() {
        boolean known = false;
        try {
            if (!queues.isEmpty()) {
                long asked = System.currentTimeMillis();
                ready.putAll(backlog.of(queues));
                sources.forEach((source, queue) -> {
                    if (waiting(ready, queue) == 0) {
                        lag.empty(source, asked);
                    }
                });
            }
            known = true;
        } catch (RuntimeException e) {
            // The gauges show that nothing is known, and that the broker is away is logged by those that work with it.
            LOG.debug("The queues could not be counted", e);
        } finally {
            if (!known) {
                ready.clear();
            }
            Instant now = Instant.now();
            sources.forEach((source, queue) -> standstill.observe(source, waiting(ready, queue), now));
        }
    }

    /** Waits for a moment until a question under way has ended. */
    @Override
    public void close() {
        asking.close();
        asking.awaitEnd(LAST_QUESTION);
    }
}
