package org.discogsography.dashboard;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** The last hour in steps of five seconds, and the last day in minutes, for the charts. Thread-safe. */
final class History {

    static final Duration STEP = Duration.ofSeconds(5);
    static final int MOST = (int) (Duration.ofHours(1).toSeconds() / STEP.toSeconds());

    private static final Duration LONG_STEP = Duration.ofMinutes(1);
    private static final int MOST_MINUTES = (int) Duration.ofDays(1).toMinutes();

    /**
     * Numbers at one time; null if unknown.
     *
     * @param time in milliseconds since 1970
     * @param published records a second
     * @param graph records a second of the graphinator
     * @param table records a second of the tableinator
     * @param graphReady messages that wait for the graphinator
     * @param tableReady messages that wait for the tableinator
     */
    record Sample(long time, Double published, Double graph, Double table, Long graphReady, Long tableReady) {

        static Sample of(long time, Flow flow) {
            return new Sample(
                    time,
                    flow.extractor().rate(),
                    flow.graphinator().rate(),
                    flow.tableinator().rate(),
                    flow.graphinator().ready(),
                    flow.tableinator().ready());
        }
    }

    /** The samples, the oldest first. */
    record Content(long stepSeconds, List<Sample> samples) {}

    private final Deque<Sample> samples = new ArrayDeque<>(); // guarded by this
    private final Deque<Sample> minutes = new ArrayDeque<>(); // guarded by this
    private final List<Sample> minute = new ArrayList<>(); // the one that is not over; guarded by this

    /** Keeps the sample unless the last one is younger than a step. */
    synchronized void offer(Sample sample) {
        if (!samples.isEmpty() && sample.time - samples.getLast().time < STEP.toMillis()) {
            return;
        }
        add(samples, sample, MOST);
        if (!minute.isEmpty() && sample.time / LONG_STEP.toMillis() != minute.get(0).time / LONG_STEP.toMillis()) {
            add(minutes, average(minute), MOST_MINUTES);
            minute.clear();
        }
        minute.add(sample);
    }

    private static void add(Deque<Sample> samples, Sample sample, int most) {
        samples.addLast(sample);
        if (samples.size() > most) {
            samples.removeFirst();
        }
    }

    /** Rates as an average of those that are known, numbers as they were last. */
    private static Sample average(List<Sample> samples) {
        Sample last = samples.get(samples.size() - 1);
        return new Sample(
                last.time,
                average(samples, Sample::published),
                average(samples, Sample::graph),
                average(samples, Sample::table),
                last.graphReady,
                last.tableReady);
    }

    private static Double average(List<Sample> samples, Function<Sample, Double> rate) {
        List<Double> known = samples.stream().map(rate).filter(Objects::nonNull).toList();
        return known.isEmpty()
                ? null
                : (Double) known.stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElse(0);
    }

    synchronized Content hour() {
        return new Content(STEP.toSeconds(), List.copyOf(samples));
    }

    /** The last minute, which is not over, included. */
    synchronized Content day() {
        List<Sample> day = new ArrayList<>(minutes);
        if (!minute.isEmpty()) {
            day.add(average(minute));
        }
        return new Content(LONG_STEP.toSeconds(), day);
    }
}
