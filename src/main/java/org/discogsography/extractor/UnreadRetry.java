package org.discogsography.extractor;

import java.time.Duration;

/**
 * When a dump that could not be read is looked at again although nothing in its folder has changed: after ten minutes, and then ever more
 * rarely, at last at each regular look. For one thread.
 */
final class UnreadRetry {

    private static final Duration FIRST = Duration.ofMinutes(10);

    private final Duration longest;
    private Duration wait;
    private boolean waits;
    private long since; // in nanoseconds of a clock that nobody sets

    /** @param longest the interval of regular looks */
    UnreadRetry(Duration longest) {
        this.longest = longest;
        this.wait = first();
    }

    private Duration first() {
        return FIRST.compareTo(longest) < 0 ? FIRST : longest;
    }

    /** An extraction has ended. */
    void ended(boolean leftSomethingUnread, long nanos) {
        if (!leftSomethingUnread) {
            wait = first();
        } else if (waits) {
            return;
        }
        waits = leftSomethingUnread;
        since = nanos;
    }

    /** Whether it is time; then it is not until the next one has ended. */
    boolean isDue(long nanos) {
        if (!waits || nanos - since < wait.toNanos()) {
            return false;
        }
        waits = false;
        wait = wait.multipliedBy(2).compareTo(longest) < 0 ? wait.multipliedBy(2) : longest;
        return true;
    }
}
