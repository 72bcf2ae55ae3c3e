package org.discogsography.timeline;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** The latest events of this process, the oldest first. Holds {@value #MOST} at most. Thread-safe. */
public final class Timeline {

    /** How many events are kept. */
    public static final int MOST = 500;

    private final Deque<Event> events = new ArrayDeque<>(); // guarded by this
    private long last; // guarded by this

    /** Logs a line, {@code <subject>: <text>}, and remembers it. */
    public void tell(Logger log, Level level, Event.Kind kind, String subject, String text) {
        log.atLevel(level).log("{}: {}", subject, text);
        add(kind, subject, text);
    }

    /** Remembers what the log has been told of already. */
    public synchronized void add(Event.Kind kind, String subject, String text) {
        events.addLast(new Event(++last, Instant.now(), kind, subject, text));
        if (events.size() > MOST) {
            events.removeFirst();
        }
    }

    /** What has happened since the event with this id, as far as it is still known; 0: all of it. */
    public synchronized List<Event> after(long id) {
        return events.stream().filter(event -> event.id() > id).toList();
    }
}
