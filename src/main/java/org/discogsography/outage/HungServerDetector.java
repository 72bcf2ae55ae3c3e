package org.discogsography.outage;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import org.discogsography.timeline.Event;
import org.slf4j.event.Level;

/**
 * Opens the breaker at the first call that fails while the server has been silent for long. A server that hangs would otherwise be tried
 * until enough calls have failed, each by its time-out.
 *
 * <p>Neither sign is enough alone: a busy server may keep a liveness check waiting, and one failed call may be an accident.
 */
record HungServerDetector(ServerWatch watch, Duration longestSilence, Liveness liveness) {

    void listen() {
        watch.breaker().getEventPublisher().onError(event -> {
            Duration silence = liveness.silence();
            if (silence.compareTo(longestSilence) >= 0) {
                watch.thread().soon(() -> open(silence));
            }
        });
    }

    private void open(Duration silence) {
        if (watch.breaker().getState() == CircuitBreaker.State.CLOSED) {
            watch.log(Level.WARN, Event.Kind.FAILURE, "hangs: no response for " + DurationText.time(silence));
            watch.breaker().transitionToOpenState();
        }
    }
}
