package org.discogsography.outage;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Waits between tries that grow, as in Camel's redelivery policy.
 *
 * @param attempts how many tries there are in all
 * @param first the wait before the second try
 * @param multiplier how many times longer each wait is than the one before
 * @param longest no wait is longer, before its jitter
 * @param jitter each wait is shorter or longer by this part of itself at most, so that many do not try at once
 */
public record Backoff(int attempts, Duration first, double multiplier, Duration longest, double jitter) {

    /** The wait after the try of this number; the first is 1. */
    public Duration after(int attempt) {
        double millis = Math.min(first.toMillis() * Math.pow(multiplier, attempt - 1.0), (double) longest.toMillis());
        double part = 1 + jitter * (2 * ThreadLocalRandom.current().nextDouble() - 1);
        return Duration.ofMillis(Math.round(millis * part));
    }
}
