package org.discogsography.dashboard;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How fast counters grow, over the last seconds, because counters grow in steps of a batch. A counter that falls has restarted, and
 * so has one that was not read for a while. Not thread-safe.
 */
final class Rates {

    private static final long WINDOW_NANOS = 5_000_000_000L;

    private record Reading(long nanos, double value) {}

    private final Map<String, Deque<Reading>> readings = new HashMap<>();
    private final Set<String> read = new HashSet<>(); // since the last sweep

    /** Takes a reading. Returns the growth per second; 0 for the first reading. */
    double of(String counter, double value, long nanos) {
        read.add(counter);
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

    /** Drops the counters that were not read since the last sweep. */
    void sweep() {
        readings.keySet().retainAll(read);
        read.clear();
    }
}
