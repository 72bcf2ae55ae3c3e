package org.discogsography.timeline;

import java.time.Instant;

/**
 * A change of state that an operator wants to know about.
 *
 * @param id a number that begins at 1 in each run of the program
 * @param subject what it happened to: a server, under its name in the log, or a file
 * @param text what happened, as in the log
 */
public record Event(long id, Instant time, Kind kind, String subject, String text) {

    /** The kinds of events. */
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
        STANDBY,
        DOWNLOADED,
        DOWNLOAD_FAILED,
        FILE_COMPLETE,
        FILE_FAILED,
        RECORD_REJECTED,
        EXTRACTION_COMPLETE,
        LOAD_COMPLETE,
        LOAD_INCOMPLETE,
        DEAD_LETTERED,
        REPLAYED,
        ROUTE_RELOADED,
        ROUTE_REFUSED,
        SERVICE_AWAY,
        SERVICE_BACK
    }
}
