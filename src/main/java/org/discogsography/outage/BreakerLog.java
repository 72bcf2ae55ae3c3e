package org.discogsography.outage;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.event.CircuitBreakerOnErrorEvent;
import io.github.resilience4j.circuitbreaker.event.CircuitBreakerOnStateTransitionEvent;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a circuit breaker has to say in the log: each failure that counts, until it opens, and each change of its state. */
final class BreakerLog {

    private static final Logger LOG = LoggerFactory.getLogger(BreakerLog.class);

    private final String server;
    private final int threshold;
    private int failures; // in a row; guarded by this
    private String reason = ""; // of the last; guarded by this
    private Instant opened; // null while closed; guarded by this

    BreakerLog(String server, int threshold) {
        this.server = server;
        this.threshold = threshold;
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
            LOG.warn("{}: failure {} of {}: {}", server, failures, threshold, reason);
        }
    }

    private synchronized void changed(CircuitBreakerOnStateTransitionEvent event) {
        switch (event.getStateTransition().getToState()) {
            case OPEN, FORCED_OPEN -> {
                if (opened == null) {
                    opened = Instant.now();
                    LOG.warn("{}: breaker OPEN after {} failures, the last: {}", server, failures, reason);
                } else {
                    LOG.info("{}: breaker OPEN again, for {} so far: {}", server, Words.time(openFor()), reason);
                }
            }
            case HALF_OPEN -> LOG.info("{}: breaker HALF_OPEN, probing", server);
            case CLOSED -> {
                if (opened != null) {
                    LOG.info("{}: breaker CLOSED, it was open for {}", server, Words.time(openFor()));
                }
                opened = null;
                failures = 0;
            }
            default ->
                LOG.info("{}: breaker {}", server, event.getStateTransition().getToState());
        }
    }

    private Duration openFor() {
        return Duration.between(opened, Instant.now());
    }
}
