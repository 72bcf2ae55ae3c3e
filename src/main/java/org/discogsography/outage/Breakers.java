package org.discogsography.outage;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the circuit breakers, one for each server, which the routes' circuitBreaker steps refer to. */
public final class Breakers {

    private static final Logger LOG = LoggerFactory.getLogger(Breakers.class);

    private Breakers() {}

    /**
     * A closed breaker.
     *
     * @param server the server that it stands for, as it is called in log lines
     * @param failures how many failures in a row open it
     * @param openFor how long it stays open before one trial call is let through
     */
    public static CircuitBreaker create(String server, int failures, Duration openFor) {
        var config = CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(failures)
                .minimumNumberOfCalls(failures)
                .failureRateThreshold(100)
                .permittedNumberOfCallsInHalfOpenState(1)
                .waitDurationInOpenState(openFor)
                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                .build();
        CircuitBreaker breaker = CircuitBreaker.of(server, config);
        breaker.getEventPublisher()
                .onStateTransition(event -> LOG.info(
                        "{}: breaker {}", server, event.getStateTransition().getToState()));
        return breaker;
    }
}
