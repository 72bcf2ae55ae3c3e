package org.discogsography.dashboard;

import java.util.List;
import java.util.Objects;

/**
 * The answer of a process to {@code GET /events}.
 *
 * @param run distinguishes one run of a process from another
 * @param events the oldest first
 */
record ServiceEvents(String run, List<Entry> events) {

    ServiceEvents {
        run = Objects.requireNonNullElse(run, "");
        events = events == null ? List.of() : List.copyOf(events);
    }

    /** An event; its id counts from 1 in each run. */
    record Entry(long id, String time, String kind, String subject, String text) {

        Entry {
            time = Objects.requireNonNullElse(time, "");
        }
    }
}
