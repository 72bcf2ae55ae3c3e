package org.discogsography.timeline;

import java.time.Instant;

/**
 * A change of state that an operator wants to know of.
 *
 * @param id counts up from 1 in each run of the program
 * @param subject what it happened to: a server, as it is called in log lines, or a file
 * @param text what happened, as the log has it
 */
public record Event(long id, Instant time, Kind kind, String subject, String text) {

    /** What can happen. */
    public enum Kind {
        CONNECTING,
        CONNECTED,
        FAILURE,
        BREAKER_OPEN,
        BREAKER_HALF_OPEN,
        BREAKER_CLOSED,
        PAUSED,
        RESUMED,
        CAUGHT_UP,
        FILE_COMPLETE,
        FILE_FAILED,
        EXTRACTION_COMPLETE,
        DEAD_LETTERED,
        REPLAYED,
        ROUTE_RELOADED,
        ROUTE_REFUSED,
        SERVICE_AWAY,
        SERVICE_BACK
    }
}
