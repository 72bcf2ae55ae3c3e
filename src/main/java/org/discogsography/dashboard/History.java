package org.discogsography.dashboard;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The last hour in steps of five seconds, for the charts. Thread-safe. */
final class History {

    static final Duration STEP = Duration.ofSeconds(5);
    static final int MOST = (int) (Duration.ofHours(1).toSeconds() / STEP.toSeconds());

    /** Numbers at one time, by name; null where one was not known. */
    private record Sample(long time, Map<String, Object> numbers) {}

    private final Deque<Sample> samples = new ArrayDeque<>(); // guarded by this

    /** Takes a sample where the step is over; {@code time} in milliseconds since 1970. */
    synchronized void offer(long time, Map<String, Object> numbers) {
        if (!samples.isEmpty() && time - samples.getLast().time < STEP.toMillis()) {
            return;
        }
        samples.addLast(new Sample(time, numbers));
        if (samples.size() > MOST) {
            samples.removeFirst();
        }
    }

    /** All of it, the oldest first. */
    synchronized Map<String, Object> content() {
        List<Object> all = new ArrayList<>();
        for (Sample sample : samples) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("time", sample.time);
            one.putAll(sample.numbers);
            all.add(one);
        }
        return Map.of("step_seconds", STEP.toSeconds(), "samples", all);
    }
}
