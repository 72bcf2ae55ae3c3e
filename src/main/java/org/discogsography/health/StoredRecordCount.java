package org.discogsography.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.discogsography.outage.ServerWatch;
import org.discogsography.threads.RepeatedTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the records in a service's store from time to time. The longer a count takes, the rarer it is, so that counting takes at
 * most one part in {@value #SHARE} of the store's time. A store that is away is not asked. Thread-safe.
 */
public final class StoredRecordCount implements HealthSource, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StoredRecordCount.class);
    private static final int SHARE = 50;

    private final String service;
    private final ServerWatch watch;
    private final Count count;
    private final Duration interval;
    private final RepeatedTask counting;
    private volatile Map<String, Long> records = Map.of();
    private volatile Instant counted; // null: not yet
    private Duration before = Duration.ZERO; // what the last count took; confined to the task

    private record Stored(Map<String, Long> records, Instant countedAt) {}

    /** Asks the store. */
    @FunctionalInterface
    public interface Count {

        /** Records by type. Returns within a bounded time, or throws. */
        Map<String, Long> now() throws Exception;
    }

    /** @param interval between two counts, if they are quick */
    public StoredRecordCount(String service, ServerWatch watch, Count count, Duration interval) {
        this.service = service;
        this.watch = watch;
        this.count = count;
        this.interval = interval;
        this.counting = new RepeatedTask(service + "-stored", this::count);
    }

    /** Begins to count. */
    public StoredRecordCount start() {
        counting.repeat(interval, interval);
        return this;
    }

    private void count() throws InterruptedException {
        long began = System.nanoTime();
        if (watch.state() == ServerWatch.State.UP) {
            try {
                records = Map.copyOf(count.now());
                counted = Instant.now();
            } catch (Exception e) {
                // What is wrong with the store is logged by the routes that write to it.
                LOG.debug("{}: not counted", service, e);
            }
        }
        var took = Duration.ofNanos(System.nanoTime() - began);
        Duration rest = rest(took, before);
        before = took;
        if (rest.compareTo(interval) > 0) {
            Thread.sleep(rest.minus(interval).toMillis());
        }
    }

    /** A count may have waited for something else, the first one for its plan: the quicker of two shows what it costs. */
    static Duration rest(Duration took, Duration before) {
        return shorter(took, before).multipliedBy(SHARE - 1L);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    @Override
    public String section() {
        return "stored";
    }

    @Override
    public Object content() {
        return Map.of(service, new Stored(records, counted));
    }

    @Override
    public List<Finding> findings() {
        return List.of();
    }

    @Override
    public void close() {
        counting.close();
    }
}
