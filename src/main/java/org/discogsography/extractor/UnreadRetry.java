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

    /** Whether it is time. It stays so until an extraction begins: none does while the folder cannot be listed. */
    boolean isDue(long nanos) {
        return waits && nanos - since >= wait.toNanos();
    }

    /** An extraction begins. If it is time, that is the look, and there is none until the next one has ended. */
    void begun(long nanos) {
        if (isDue(nanos)) {
            waits = false;
            wait = wait.multipliedBy(2).compareTo(longest) < 0 ? wait.multipliedBy(2) : longest;
        }
    }
}
