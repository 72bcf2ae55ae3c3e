package org.discogsography.outage;

import java.time.Duration;

/**
 * How a server is tried that was not there when the program started.
 *
 * @param backoff the waits between the first tries, each of which is logged
 * @param interval the wait between the tries after those; no wait is longer
 */
public record Reconnecting(Backoff backoff, Duration interval) {

    /** How many tries are logged. */
    int attempts() {
        return backoff.attempts();
    }

    /** The wait after the try of this number; the first is 1. */
    Duration after(int attempt) {
        Duration wait = backoff.after(attempt);
        return wait.compareTo(interval) < 0 ? wait : interval;
    }
}
