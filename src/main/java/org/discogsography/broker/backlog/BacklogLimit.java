package org.discogsography.broker.backlog;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.outage.DurationText;
import org.discogsography.timeline.Event;
import org.discogsography.timeline.Timeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Has the extractor wait while too many messages wait in one queue, so that the broker's memory and disk stay bounded however slow a store is.
 * A queue that nobody consumes, because its store is down, may hold more: otherwise the other store would starve meanwhile.
 *
 * <p>{@link #await} is for one thread; the rest is thread-safe.
 */
public final class BacklogLimit {

    private static final Logger LOG = LoggerFactory.getLogger(BacklogLimit.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** It waits until the queue is at this share of its limit. */
    private static final double RESUME = 0.8;

    /** How often the broker is asked while messages are published: that many times until the limit is reached. */
    private static final int QUESTIONS = 100;

    /**
     * The greatest numbers of messages in one queue.
     *
     * @param consumed in one that has consumers
     * @param abandoned in one that has none
     */
    public record Limits(long consumed, long abandoned) {

        private long of(Backlog.Depth depth) {
            return depth.consumers() > 0 ? consumed : abandoned;
        }
    }

    /**
     * A queue that the extractor waits for.
     *
     * @param isConsumed whether it has consumers, so that it becomes shorter by itself
     */
    public record FullQueue(ConsumerQueue queue, long ready, long limit, boolean isConsumed) {

        private double share() {
            return (double) ready / limit;
        }
    }

    private final Supplier<Map<ConsumerQueue, Backlog.Depth>> broker;
    private final Limits limits;
    private final BooleanSupplier stopping;
    private final Timeline timeline;
    private final long unasked;
    private long sent; // since the last question
    private boolean wasEmpty; // by the last answer, the queue that it waits for, and without consumers
    private volatile FullQueue full; // null: it does not wait

    /**
     * @param broker says how full the queues are
     * @param stopping whether to wait no longer, because the program ends
     */
    public BacklogLimit(
            Supplier<Map<ConsumerQueue, Backlog.Depth>> broker,
            Limits limits,
            BooleanSupplier stopping,
            Timeline timeline) {
        this.broker = broker;
        this.limits = limits;
        this.stopping = stopping;
        this.timeline = timeline;
        this.unasked = Math.min(limits.consumed(), limits.abandoned()) / QUESTIONS;
        this.sent = unasked; // the first question comes at once
    }

    /** The queue that the extractor waits for; empty if it does not wait. */
    public Optional<FullQueue> full() {
        return Optional.ofNullable(full);
    }

    /** A route's step before a window is published: returns when there is room for it. */
    public void await(List<?> window) throws InterruptedException {
        sent += window.size();
        if (sent < unasked) {
            return;
        }
        sent = 0;
        wasEmpty = false;
        Instant began = Instant.now();
        for (var over = fullest(broker.get(), 1); over.isPresent() && !stopping.getAsBoolean(); over = stillFull()) {
            waitsFor(over.get());
            Thread.sleep(INTERVAL.toMillis());
        }
        if (full == null) {
            return;
        }
        String service = full.queue().service();
        full = null;
        timeline.report(
                LOG,
                Level.INFO,
                Event.Kind.RESUMED,
                "extractor",
                "resumed, after waiting for " + service + " for "
                        + DurationText.time(Duration.between(began, Instant.now())));
    }

    private void waitsFor(FullQueue now) {
        FullQueue before = full;
        full = now;
        if (before == null
                || !before.queue().service().equals(now.queue().service())
                || before.isConsumed() != now.isConsumed()) {
            timeline.report(
                    LOG,
                    Level.INFO,
                    Event.Kind.PAUSED,
                    "extractor",
                    String.format(
                            java.util.Locale.ROOT,
                            "waits for %s%s: %,d messages wait in its queue of %s, the limit is %,d",
                            now.queue().service(),
                            now.isConsumed() ? "" : ", which does not consume now",
                            now.ready(),
                            now.queue().type(),
                            now.limit()));
        }
    }

    /**
     * The queue to wait for now. One that the broker cannot be asked for is as full as before. So is one that is suddenly empty and without
     * consumers, until that is said twice: it is what RabbitMQ answers for a quorum queue whose leader is too busy to say.
     */
    private Optional<FullQueue> stillFull() {
        Map<ConsumerQueue, Backlog.Depth> depths = broker.get();
        Backlog.Depth depth = depths.get(full.queue());
        boolean isEmpty = depth != null && depth.ready() == 0 && depth.consumers() == 0;
        boolean isUnknown = depth == null || (isEmpty && !wasEmpty);
        wasEmpty = isEmpty;
        return isUnknown ? Optional.of(full) : fullest(depths, RESUME);
    }

    /** The queue that is the most above this share of its limit. */
    private Optional<FullQueue> fullest(Map<ConsumerQueue, Backlog.Depth> depths, double share) {
        return depths.entrySet().stream()
                .map(entry -> new FullQueue(
                        entry.getKey(),
                        entry.getValue().ready(),
                        limits.of(entry.getValue()),
                        entry.getValue().consumers() > 0))
                .filter(queue -> queue.share() > share)
                .max(Comparator.comparingDouble(FullQueue::share));
    }
}
