package org.discogsography.outage;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;

/** What a {@link ServerWatch} does as long as its server is in one state. For the watch's thread alone. */
abstract sealed class WatchState permits ConnectingState, UpState, DownState {

    final ServerWatch watch;

    WatchState(ServerWatch watch) {
        this.watch = watch;
    }

    /** Its name for everybody else. */
    abstract ServerWatch.State name();

    /** The state begins. */
    abstract void enter();

    /** The breaker has changed, or the routes may have: brings them in line with it. Changes nothing if they are. */
    abstract void follow(CircuitBreaker.State breaker);

    /** Is called every half second. */
    void tick() {}

    /** The same state once more: something has thrown in this one, and nobody knows what is left of its timers. */
    abstract WatchState restarted();

    /** Runs a task after the wait, unless this state has been left by then. */
    final void later(Duration wait, Runnable task) {
        watch.thread().later(wait, () -> {
            if (watch.thread().state() == this) {
                task.run();
            }
        });
    }
}
