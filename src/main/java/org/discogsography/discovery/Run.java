package org.discogsography.discovery;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/** One run of a question: one client asks, and all others who have asked the same wait for its answer. Thread-safe. */
final class Run {

    private List<Asker> askers; // who has no answer, the one who asks first; guarded by this
    private boolean isFinished; // guarded by this
    private long began = System.nanoTime(); // guarded by this
    private Vertx vertx; // null: nobody has asked yet; guarded by this
    private long timer; // guarded by this

    /** @param askers in the order in which they came; the first one asks for all */
    Run(List<Asker> askers) {
        this.askers = askers;
    }

    /** Who asks for all. */
    synchronized Asker first() {
        return askers.get(0);
    }

    /** The next one asks for all; false if there is none, or all have their answer. */
    synchronized boolean passOn() {
        if (isFinished || askers.size() == 1) {
            return false;
        }
        askers = askers.subList(1, askers.size());
        return true;
    }

    /** It is asked now; what is to be done at the end of its budget is done in this context. */
    synchronized void begin(Vertx asked, Duration budget, Runnable end) {
        began = System.nanoTime();
        vertx = asked;
        timer = asked.setTimer(Math.max(1, budget.toMillis()), now -> end.run());
    }

    synchronized void cancelBudget() {
        vertx.cancelTimer(timer);
    }

    /** How long ago it was asked. */
    synchronized Duration age() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** All have their answer, or will not get it from this run. The others than the first are returned. */
    synchronized List<Asker> finish() {
        isFinished = true;
        List<Asker> others = askers.subList(1, askers.size());
        askers = List.of(askers.get(0));
        return others;
    }

    synchronized boolean isFinished() {
        return isFinished;
    }
}
