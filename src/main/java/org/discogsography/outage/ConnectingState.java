package org.discogsography.outage;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.time.Instant;
import org.discogsography.timeline.Event;
import org.slf4j.event.Level;

/** The server has not been reached since the program started: it is probed at growing intervals until it is. */
final class ConnectingState extends WatchState {

    private final Instant began = Instant.now();
    private int attempt;

    ConnectingState(ServerWatch watch) {
        super(watch);
    }

    @Override
    ServerWatch.State name() {
        return ServerWatch.State.CONNECTING;
    }

    @Override
    void enter() {
        tryToConnect();
    }

    private void tryToConnect() {
        attempt++;
        int logged = watch.reconnecting().attempts();
        if (attempt <= logged) {
            watch.log(Level.INFO, Event.Kind.CONNECTING, "connecting (attempt " + attempt + "/" + logged + ")");
        }
        try {
            watch.probe();
            watch.log(Level.INFO, Event.Kind.CONNECTED, connected());
            watch.thread().moveTo(new UpState(watch));
        } catch (ProbeFailedException e) {
            Duration wait = watch.reconnecting().after(attempt);
            if (attempt < logged) {
                watch.log(
                        Level.WARN,
                        Event.Kind.FAILURE,
                        "failed, retrying in " + DurationText.time(wait) + ": " + Reason.of(e));
            } else if (attempt == logged) {
                String interval = DurationText.time(watch.reconnecting().interval());
                watch.log(Level.WARN, Event.Kind.FAILURE, "failed, retrying every " + interval + ": " + Reason.of(e));
            }
            later(wait, this::tryToConnect);
        }
    }

    private String connected() {
        return attempt == 1
                ? "connected"
                : "connected after " + DurationText.time(Duration.between(began, Instant.now()));
    }

    /** No route has run yet, so that nothing opens the breaker but somebody by hand: then its probe decides. */
    @Override
    void follow(CircuitBreaker.State breaker) {
        switch (breaker) {
            case OPEN, FORCED_OPEN, HALF_OPEN -> watch.thread().moveTo(new DownState(watch));
            default -> {}
        }
    }

    @Override
    WatchState restarted() {
        var again = new ConnectingState(watch);
        again.attempt = attempt;
        return again;
    }
}
