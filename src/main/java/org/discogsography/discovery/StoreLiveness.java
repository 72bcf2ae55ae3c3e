package org.discogsography.discovery;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.discogsography.outage.Liveness;
import org.discogsography.outage.Probe;

/**
 * Asks a store every second whether it is there. So its breaker closes as soon as it is back, without a question that has to try, and opens at
 * the first question that fails while the store does not answer. Thread-safe.
 */
final class StoreLiveness implements AutoCloseable {

    private final Store store;
    private final CircuitBreaker breaker;
    private final Liveness liveness;

    StoreLiveness(Store store, CircuitBreaker breaker, Probe ping) {
        this.store = store;
        this.breaker = breaker;
        this.liveness = new Liveness("discovery-" + store.word(), () -> {
            ping.run();
            if (breaker.getState() == CircuitBreaker.State.OPEN) {
                breaker.transitionToClosedState();
            }
        });
        breaker.getEventPublisher().onError(event -> {
            if (!answers() && breaker.getState() == CircuitBreaker.State.CLOSED) {
                breaker.transitionToOpenState();
            }
        });
    }

    StoreLiveness start() {
        liveness.start();
        return this;
    }

    Store store() {
        return store;
    }

    CircuitBreaker breaker() {
        return breaker;
    }

    /** What the last check has found; null before the first one has ended. */
    Liveness.Status status() {
        return liveness.status();
    }

    private boolean answers() {
        Liveness.Status status = liveness.status();
        return status == null || status.answers();
    }

    @Override
    public void close() {
        liveness.close();
    }
}
