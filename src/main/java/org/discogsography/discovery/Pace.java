package org.discogsography.discovery;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How much time questions may take while a load runs: a share of the processors' time, saved up for a moment. Who has taken more than there was
 * has the next ones wait, but never so long that somebody who asks alone would be refused. A question that waits for its store takes its time
 * too, so questions get rather less than the share. While no load runs, there is no limit. Thread-safe.
 */
final class Pace {

    private static final double SAVED_SECONDS = 2;

    /** What a question is thought to take until it is known. */
    private static final double EXPECTED_SECONDS = 0.05;

    private final double rate;
    private final double deepestDebt;
    private final LongSupplier clock;
    private boolean loading; // guarded by this
    private double credit = SAVED_SECONDS; // in seconds; guarded by this
    private long counted; // up to when the credit has grown; guarded by this

    /**
     * @param rate seconds that questions may take in a second, all together
     * @param longestPause how long none is let in at most, however long those before have taken
     * @param clock nanoseconds
     */
    Pace(double rate, Duration longestPause, LongSupplier clock) {
        this.rate = rate;
        this.deepestDebt = -rate * longestPause.toNanos() / 1e9;
        this.clock = clock;
        this.counted = clock.getAsLong();
    }

    /**
     * What a load leaves to questions on this machine.
     *
     * @param loadShare how many percent of the machine the load keeps
     * @param patience how long a question waits before it is refused
     */
    static Pace beside(int loadShare, Duration patience) {
        double rate = (1 - loadShare / 100.0) * Runtime.getRuntime().availableProcessors();
        return new Pace(rate, patience.dividedBy(2), System::nanoTime);
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
        double after = credit + EXPECTED_SECONDS - time.toNanos() / 1e9;
        credit = Math.max(after, Math.min(credit, deepestDebt));
    }

    /** How long there is no time for another question if none ends before. */
    synchronized Duration pause() {
        grow();
        return !loading || credit > 0 ? Duration.ZERO : Duration.ofMillis(1 + (long) Math.ceil(-credit / rate * 1e3));
    }

    private void grow() {
        long now = clock.getAsLong();
        credit = loading ? Math.min(SAVED_SECONDS, credit + (now - counted) / 1e9 * rate) : SAVED_SECONDS;
        counted = now;
    }
}
