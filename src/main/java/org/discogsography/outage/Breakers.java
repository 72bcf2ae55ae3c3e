package org.discogsography.outage;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.function.Function;
import org.discogsography.timeline.Timeline;

/** Makes the circuit breakers, one for each server, which the routes' circuitBreaker steps refer to. */
public final class Breakers {

    private static final Duration UNLIMITED = Duration.ofDays(365);

    private Breakers() {}

    /**
     * A closed breaker that logs what becomes of it.
     *
     * @param server its server, as log lines have it
     * @param failures how many failures in a row open it
     * @param openFor how long it stays open before one trial call is let through
     * @param classifier what a failure means: only an outage counts, anything else shows that the server answers
     * @param timeline gets each failure that counts, and each change of the breaker's state
     */
    public static CircuitBreaker create(
            String server, int failures, Duration openFor, Function<Throwable, Failure> classifier, Timeline timeline) {
        var config = CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(failures)
                .minimumNumberOfCalls(failures)
                .failureRateThreshold(100)
                // A batch that takes a minute has not failed: by default five of them in a row would open the breaker.
                .slowCallDurationThreshold(UNLIMITED)
                .permittedNumberOfCallsInHalfOpenState(1)
                .waitDurationInOpenState(openFor)
                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                // Anything but an outage counts as a success here, and for the breaker alone: the caller gets its
                // exception.
                // With Camel's own option recordExceptions the route would go on as if nothing had failed.
                .recordException(
                        thrown -> ProbeFailedException.isIn(thrown) || classifier.apply(thrown) == Failure.OUTAGE)
                // The program ends, which says nothing about the server.
                .ignoreException(thrown -> !ProbeFailedException.isIn(thrown)
                        && Failure.causes(thrown).anyMatch(InterruptedException.class::isInstance))
                .build();
        CircuitBreaker breaker = CircuitBreaker.of(server, config);
        new BreakerLog(server, failures, timeline).listenTo(breaker);
        return breaker;
    }
}
