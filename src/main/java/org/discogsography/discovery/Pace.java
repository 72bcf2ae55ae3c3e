package org.discogsography.discovery;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How much time questions may take while a load runs: a share of the processors' time, of which a little is saved up. When they have taken more
 * than there was, the next ones wait until that is made up for. A question that waits for its store takes its time too. While no load runs, there
 * is no limit. Thread-safe.
 */
final class Pace {

    /** As much can be saved up, or owed. */
    private static final double MOST_SECONDS = 2;

    /** What a question is thought to take until it is known. */
    private static final double EXPECTED_SECONDS = 0.05;

    private final double rate;
    private final LongSupplier clock;
    private boolean loading; // guarded by this
    private double credit = MOST_SECONDS; // in seconds; guarded by this
    private long counted; // up to when the credit has grown; guarded by this

    /**
     * @param rate seconds that questions may take in a second, all together
     * @param clock nanoseconds
     */
    Pace(double rate, LongSupplier clock) {
        this.rate = rate;
        this.clock = clock;
        this.counted = clock.getAsLong();
    }

    /**
     * What a load leaves to questions on this machine.
     *
     * @param loadShare how many percent of the machine the load keeps
     */
    static Pace beside(int loadShare) {
        return new Pace((1 - loadShare / 100.0) * Runtime.getRuntime().availableProcessors(), System::nanoTime);
    }

    /** A load runs from now on, or none. */
    synchronized void loading(boolean isLoading) {
        grow();
        loading = isLoading;
    }

    synchronized boolean isLoading() {
        return loading;
    }

    /** Whether there is time for another question. */
    synchronized boolean hasTime() {
        grow();
        return !loading || credit > 0;
    }

    /** A question begins. */
    synchronized void begun() {
        grow();
        credit -= EXPECTED_SECONDS;
    }

    /** A question that has begun has taken this long. */
    synchronized void ended(Duration time) {
        grow();
        double before = credit + EXPECTED_SECONDS;
        credit = Math.max(before - time.toNanos() / 1e9, Math.min(before, -MOST_SECONDS));
    }

    /** How long there is no time for another question if none ends before. */
    synchronized Duration pause() {
        grow();
        return !loading || credit > 0 ? Duration.ZERO : Duration.ofMillis(1 + (long) Math.ceil(-credit / rate * 1e3));
    }

    private void grow() {
        long now = clock.getAsLong();
        credit = loading ? Math.min(MOST_SECONDS, credit + (now - counted) / 1e9 * rate) : MOST_SECONDS;
        counted = now;
    }
}
