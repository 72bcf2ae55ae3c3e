package org.discogsography.timeline;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** The latest events of this process, oldest first, at most {@value #MOST}. Thread-safe. */
public final class Timeline {

    /** The maximum number of events kept. */
    public static final int MOST = 500;

    private final Deque<Event> events = new ArrayDeque<>(); // guarded by this
    private long last; // guarded by this

    /** Logs the line {@code <subject>: <text>} and adds it as an event. */
    public void report(Logger log, Level level, Event.Kind kind, String subject, String text) {
        log.atLevel(level).log("{}: {}", subject, text);
        add(kind, subject, text);
    }

    /** Adds an event that has already been logged. */
    public synchronized void add(Event.Kind kind, String subject, String text) {
        events.addLast(new Event(++last, Instant.now(), kind, subject, text));
        if (events.size() > MOST) {
            events.removeFirst();
        }
    }

    /** The events after the one with this id, as far as they are still kept; 0: all. */
    public synchronized List<Event> after(long id) {
        return events.stream().filter(event -> event.id() > id).toList();
    }
}
