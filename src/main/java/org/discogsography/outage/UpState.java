package org.discogsography.outage;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.SortedSet;
import org.discogsography.timeline.Event;
import org.slf4j.event.Level;

/** The server works: its routes run, and those that cannot be started or resumed are tried again. */
final class UpState extends WatchState {

    private final CatchUp catchUp = new CatchUp(this);
    private boolean trying; // later again

    UpState(ServerWatch watch) {
        super(watch);
    }

    @Override
    ServerWatch.State name() {
        return ServerWatch.State.UP;
    }

    @Override
    void enter() {
        runRoutes();
    }

    private void runRoutes() {
        boolean started = watch.routes().start();
        SortedSet<String> resumed = watch.routes().resume();
        if (!trying && !(started && watch.routes().paused().isEmpty())) {
            trying = true;
            later(watch.reconnecting().interval(), () -> {
                trying = false;
                runRoutes();
            });
        }
        if (!resumed.isEmpty()) {
            long messages = watch.backlog();
            watch.log(
                    Level.INFO,
                    Event.Kind.RESUMED,
                    "consumers resumed: " + String.join(", ", resumed)
                            + (messages < 0 ? "" : String.format("; backlog %,d messages", messages)));
            catchUp.begin(messages);
        }
    }

    @Override
    void follow(CircuitBreaker.State breaker) {
        switch (breaker) {
            case CLOSED -> runRoutes();
            case OPEN, FORCED_OPEN, HALF_OPEN -> watch.thread().moveTo(new DownState(watch));
            default -> {}
        }
    }

    @Override
    WatchState restarted() {
        return new UpState(watch);
    }
}
