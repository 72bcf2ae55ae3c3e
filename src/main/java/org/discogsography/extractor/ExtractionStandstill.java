package org.discogsography.extractor;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.discogsography.threads.RepeatedTask;

/** Whether an extraction stands still although nothing that passes by itself keeps it from going on. Thread-safe. */
final class ExtractionStandstill implements AutoCloseable {

    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final Duration longest;
    private final LongSupplier progress;
    private final BooleanSupplier shouldWork;
    private final RepeatedTask observing = new RepeatedTask("extraction-standstill", () -> observe(Instant.now()));
    private long last = -1; // guarded by this
    private Instant since; // null: it goes on, or need not; guarded by this

    /**
     * @param longest time without progress
     * @param progress another number if it has gone on meanwhile
     * @param shouldWork whether there is work, and nothing is being waited for
     */
    ExtractionStandstill(Duration longest, LongSupplier progress, BooleanSupplier shouldWork) {
        this.longest = longest;
        this.progress = progress;
        this.shouldWork = shouldWork;
    }

    ExtractionStandstill start() {
        observing.repeat(INTERVAL, INTERVAL);
        return this;
    }

    synchronized void observe(Instant now) {
        long current = progress.getAsLong();
        if (current != last || !shouldWork.getAsBoolean()) {
            since = null;
        } else if (since == null) {
            since = now;
        }
        last = current;
    }

    /** For how long it has stood still; empty unless that is too long. */
    Optional<Duration> time() {
        return time(Instant.now());
    }

    synchronized Optional<Duration> time(Instant now) {
        return Optional.ofNullable(since)
                .map(start -> Duration.between(start, now))
                .filter(time -> time.compareTo(longest) > 0);
    }

    @Override
    public void close() {
        observing.close();
    }
}
