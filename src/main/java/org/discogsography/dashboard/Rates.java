package org.discogsography.dashboard;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * How fast counters grow: over the last seconds, so that a number that comes in steps of a batch is still a rate. A counter that
 * falls began anew. Not thread-safe.
 */
final class Rates {

    private static final long WINDOW_NANOS = 5_000_000_000L;

    private record Reading(long nanos, double value) {}

    private final Map<String, Deque<Reading>> readings = new HashMap<>();

    /** Takes a reading; a second for counters that have just begun tells nothing yet, and is 0. */
    double of(String counter, double value, long nanos) {
        Deque<Reading> known = readings.computeIfAbsent(counter, name -> new ArrayDeque<>());
        if (!known.isEmpty() && known.getLast().value > value) {
            known.clear();
        }
        known.addLast(new Reading(nanos, value));
        while (known.size() > 2 && nanos - known.getFirst().nanos > WINDOW_NANOS) {
            known.removeFirst();
        }
        Reading first = known.getFirst();
        double seconds = (nanos - first.nanos) / 1e9;
        return seconds <= 0 ? 0 : (value - first.value) / seconds;
    }

    /** Nothing is known of a counter any more. */
    void forget(String counter) {
        readings.remove(counter);
    }
}
