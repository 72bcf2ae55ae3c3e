package org.discogsography.outage;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import org.discogsography.timeline.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The server has failed: its routes are kept suspended, and the one trial of the half-open breaker is a probe. */
final class DownState extends WatchState {

    private static final Logger LOG = LoggerFactory.getLogger(DownState.class);
    private static final Duration NEXT_TRIAL = Duration.ofSeconds(1);

    DownState(ServerWatch watch) {
        super(watch);
    }

    @Override
    ServerWatch.State name() {
        return ServerWatch.State.DOWN;
    }

    @Override
    void enter() {
        follow(watch.breaker().getState());
    }

    /**
     * Suspends again what somebody has resumed or started meanwhile: behind an open breaker its messages would go back to
     * their queue, and be delivered, over and over. A breaker that has closed without an event ends the state.
     */
    @Override
    void tick() {
        if (watch.breaker().getState() == CircuitBreaker.State.CLOSED) {
            follow(CircuitBreaker.State.CLOSED);
        } else {
            pauseRoutes();
        }
    }

    private void pauseRoutes() {
        if (watch.routes().pause()) {
            watch.log(
                    Level.WARN,
                    Event.Kind.PAUSED,
                    "consumers paused, their messages wait: "
                            + String.join(", ", watch.routes().paused()));
        }
    }

    @Override
    void follow(CircuitBreaker.State breaker) {
        switch (breaker) {
            case CLOSED -> watch.thread().moveTo(new UpState(watch));
            case OPEN, FORCED_OPEN -> pauseRoutes();
            case HALF_OPEN -> {
                pauseRoutes();
                runTrial();
            }
            default -> {}
        }
    }

    private void runTrial() {
        try {
            watch.breaker().executeCallable(() -> {
                watch.probe();
                return null;
            });
        } catch (CallNotPermittedException e) {
            LOG.debug("{}: another call is the trial already", watch.server());
        } catch (Exception e) {
            LOG.debug("{}: the trial failed, which the breaker logs", watch.server(), e);
        }
        if (watch.breaker().getState() == CircuitBreaker.State.HALF_OPEN) {
            // Whoever has the one trial may give it back without an outcome.
            later(NEXT_TRIAL, () -> follow(watch.breaker().getState()));
        }
    }

    @Override
    WatchState restarted() {
        return new DownState(watch);
    }
}
