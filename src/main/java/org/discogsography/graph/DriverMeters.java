package org.discogsography.graph;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToLongFunction;
import org.discogsography.metrics.Metric;
import org.discogsography.outage.PoolUse;
import org.neo4j.driver.ConnectionPoolMetrics;
import org.neo4j.driver.Driver;

/**
 * Metrics of a Neo4j driver's connections, summed over all its pools. The driver's own binding supports only Micrometer's
 * global registry, and has one set of metrics for each server.
 */
public record DriverMeters(Driver driver) implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        connections(registry, "in_use", ConnectionPoolMetrics::inUse);
        connections(registry, "idle", ConnectionPoolMetrics::idle);
        connections(registry, "creating", ConnectionPoolMetrics::creating);
        Metric.NEO4J_WAITING.gauge(registry, driver, known -> sum(known, ConnectionPoolMetrics::acquiring));
        counted(registry, Metric.NEO4J_CREATED, ConnectionPoolMetrics::created);
        counted(registry, Metric.NEO4J_CLOSED, ConnectionPoolMetrics::closed);
        counted(registry, Metric.NEO4J_FAILED, ConnectionPoolMetrics::failedToCreate);
        counted(registry, Metric.NEO4J_TIMEOUTS, ConnectionPoolMetrics::timedOutToAcquire);
    }

    /** The use of a driver's connections, summed over all its pools. */
    public static PoolUse use(Driver driver, int maximum) {
        return new PoolUse(
                (int) sum(driver, ConnectionPoolMetrics::inUse),
                (int) sum(driver, ConnectionPoolMetrics::idle),
                (int) sum(driver, ConnectionPoolMetrics::acquiring),
                maximum);
    }

    private void connections(MeterRegistry registry, String state, ToLongFunction<ConnectionPoolMetrics> value) {
        Metric.NEO4J_CONNECTIONS.gauge(registry, driver, known -> sum(known, value), "state", state);
    }

    private void counted(MeterRegistry registry, Metric metric, ToLongFunction<ConnectionPoolMetrics> value) {
        metric.counted(registry, driver, known -> sum(known, value));
    }

    private static double sum(Driver driver, ToLongFunction<ConnectionPoolMetrics> value) {
        return (double) driver.metrics().connectionPoolMetrics().stream()
                .mapToLong(value)
                .sum();
    }
}
