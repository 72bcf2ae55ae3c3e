package org.discogsography.dashboard;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last hour in steps of five seconds, for the charts. Thread-safe. */
final class History {

    static final Duration STEP = Duration.ofSeconds(5);
    static final int MOST = (int) (Duration.ofHours(1).toSeconds() / STEP.toSeconds());

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

    /** Keeps the sample unless the last one is younger than a step. */
    synchronized void offer(Sample sample) {
        if (!samples.isEmpty() && sample.time - samples.getLast().time < STEP.toMillis()) {
            return;
        }
        samples.addLast(sample);
        if (samples.size() > MOST) {
            samples.removeFirst();
        }
    }

    synchronized Content content() {
        return new Content(STEP.toSeconds(), List.copyOf(samples));
    }
}
