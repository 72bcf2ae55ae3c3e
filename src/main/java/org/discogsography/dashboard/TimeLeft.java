package org.discogsography.dashboard;

/** How long it takes until something is done that goes on as fast as now. */
final class TimeLeft {

    private TimeLeft() {}

    /** Seconds; null where nothing moves, so that nobody knows. */
    static Long of(long left, double rate) {
        if (left <= 0) {
            return 0L;
        }
        return rate > 0 ? (long) Math.ceil((double) left / rate) : null;
    }
}
