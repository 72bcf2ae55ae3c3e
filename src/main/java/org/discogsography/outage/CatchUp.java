package org.discogsography.outage;

import java.time.Duration;
import java.time.Instant;
import org.discogsography.timeline.Event;
import org.slf4j.event.Level;

/** Logs when the backlog of an outage is worked off; another outage meanwhile has a catch-up of its own. */
final class CatchUp {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final UpState up;
    private final Instant began = Instant.now();
    private boolean running;

    CatchUp(UpState up) {
        this.up = up;
    }

    /** The consumers have resumed. */
    void begin(long backlog) {
        if (backlog > 0 && !running) {
            running = true;
            up.later(INTERVAL, this::check);
        }
    }

    private void check() {
        if (up.watch.backlog() != 0) {
            up.later(INTERVAL, this::check);
            return;
        }
        running = false;
        String time = DurationText.time(Duration.between(began, Instant.now()));
        up.watch.log(Level.INFO, Event.Kind.CAUGHT_UP, "caught up, " + time + " after the consumers resumed");
    }
}
