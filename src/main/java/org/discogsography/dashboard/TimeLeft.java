package org.discogsography.dashboard;

/** How long some work will take at the present rate. */
final class TimeLeft {

    private TimeLeft() {}

    /** Seconds; null if the rate is 0. */
    static Long of(long left, double rate) {
        if (left <= 0) {
            return 0L;
        }
        return rate > 0 ? (long) Math.ceil((double) left / rate) : null;
    }
}
