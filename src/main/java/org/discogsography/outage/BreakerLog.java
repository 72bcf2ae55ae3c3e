package org.discogsography.outage;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.event.CircuitBreakerOnErrorEvent;
import io.github.resilience4j.circuitbreaker.event.CircuitBreakerOnStateTransitionEvent;
import java.time.Duration;
import java.time.Instant;
import org.discogsography.timeline.Event;
import org.discogsography.timeline.Timeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Logs a circuit breaker: each failure that counts, until it opens, and each change of its state. */
final class BreakerLog {

    private static final Logger LOG = LoggerFactory.getLogger(BreakerLog.class);

    private final String server;
    private final int threshold;
    private final Timeline timeline;
    private int failures; // in a row; guarded by this
    private String reason = "none"; // of the last; guarded by this
    private Instant opened; // null while closed; guarded by this

    BreakerLog(String server, int threshold, Timeline timeline) {
        this.server = server;
        this.threshold = threshold;
        this.timeline = timeline;
    }

    void listenTo(CircuitBreaker breaker) {
        breaker.getEventPublisher().onSuccess(event -> succeeded());
        breaker.getEventPublisher().onError(this::failed);
        breaker.getEventPublisher().onStateTransition(this::changed);
    }

    private synchronized void succeeded() {
        failures = 0;
    }

    private synchronized void failed(CircuitBreakerOnErrorEvent event) {
        failures++;
        reason = Reason.of(event.getThrowable());
        if (opened == null && failures < threshold) {
            tell(Level.WARN, Event.Kind.FAILURE, "failure " + failures + " of " + threshold + ": " + reason);
        }
    }

    private synchronized void changed(CircuitBreakerOnStateTransitionEvent event) {
        switch (event.getStateTransition().getToState()) {
            case OPEN, FORCED_OPEN -> {
                if (opened == null) {
                    opened = Instant.now();
                    if (failures < threshold) {
                        // Not because of failures in a row: a caller has given up while others got through, or the
                        // server hangs.
                        tell(Level.WARN, Event.Kind.BREAKER_OPEN, "breaker OPEN, the last failure: " + reason);
                    } else {
                        tell(
                                Level.WARN,
                                Event.Kind.BREAKER_OPEN,
                                "breaker OPEN after " + failures + " failures, the last: " + reason);
                    }
                } else {
                    tell(
                            Level.INFO,
                            Event.Kind.BREAKER_OPEN,
                            "breaker OPEN again, for " + DurationText.time(openFor()) + " so far: " + reason);
                }
            }
            case HALF_OPEN -> tell(Level.INFO, Event.Kind.BREAKER_HALF_OPEN, "breaker HALF_OPEN, probing");
            case CLOSED -> {
                if (opened != null) {
                    tell(
                            Level.INFO,
                            Event.Kind.BREAKER_CLOSED,
                            "breaker CLOSED, it was open for " + DurationText.time(openFor()));
                }
                opened = null;
                failures = 0;
            }
            default ->
                LOG.info("{}: breaker {}", server, event.getStateTransition().getToState());
        }
    }

    private void tell(Level level, Event.Kind kind, String text) {
        timeline.report(LOG, level, kind, server, text);
    }

    private Duration openFor() {
        return Duration.between(opened, Instant.now());
    }
}
