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
     * A closed breaker, which says in the log what becomes of it.
     *
     * @param server the server that it stands for, as it is called in log lines
     * @param failures how many failures in a row open it
     * @param openFor how long it stays open before one trial call is let through
     * @param meaning tells what a failure means: only an outage counts, anything else shows that the server answers
     * @param timeline is told of each failure that counts, and of each change of the breaker's state
     */
    public static CircuitBreaker create(
            String server, int failures, Duration openFor, Function<Throwable, Failure> meaning, Timeline timeline) {
        var config = CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(failures)
                .minimumNumberOfCalls(failures)
                .failureRateThreshold(100)
                // A minute for a batch is no failure: by default five such in a row would open it.
                .slowCallDurationThreshold(UNLIMITED)
                .permittedNumberOfCallsInHalfOpenState(1)
                .waitDurationInOpenState(openFor)
                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                // What is no outage counts as a success here, and for the breaker alone: the caller gets its exception.
                // Camel's own option recordExceptions would have the route go on as if nothing had failed.
                .recordException(thrown -> ProbeFailedException.isIn(thrown) || meaning.apply(thrown) == Failure.OUTAGE)
                // The program ends, which says nothing of the server.
                .ignoreException(thrown -> !ProbeFailedException.isIn(thrown)
                        && Failure.causes(thrown).anyMatch(InterruptedException.class::isInstance))
                .build();
        CircuitBreaker breaker = CircuitBreaker.of(server, config);
        new BreakerLog(server, failures, timeline).listenTo(breaker);
        return breaker;
    }
}
