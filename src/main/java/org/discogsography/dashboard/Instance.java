package org.discogsography.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.discogsography.timeline.Event;
import org.discogsography.timeline.Timeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** A process that runs one or more services, as the dashboard knows it: its last answer, or why it does not answer. Thread-safe. */
final class Instance {

    private static final Logger LOG = LoggerFactory.getLogger(Instance.class);

    /** How many events of one process are kept. */
    private static final int MOST = 100;

    /** An older answer no longer counts, although no request has failed yet. */
    private static final Duration GOOD_FOR = Duration.ofSeconds(3);

    /**
     * What is known of it.
     *
     * @param health its answer; {@link ServiceHealth#NONE} if it does not answer
     * @param since when it has been answering, or not answering
     * @param error why it does not answer; null if it does
     */
    record Known(ServiceHealth health, Instant since, String error) {

        static Known unreachable(Instant since, String error) {
            return new Known(ServiceHealth.NONE, since, error);
        }

        boolean isReachable() {
            return error == null;
        }
    }

    private final String address;
    private final String guess;
    private final Timeline timeline;
    private Known known = Known.unreachable(Instant.now(), "has not been asked yet");
    private Instant heard = Instant.EPOCH;
    private boolean wasAsked;
    private List<String> services = List.of(); // of its last answer
    private String run = "";
    private long lastEvent;
    private List<LoadRow> loads = List.of(); // of its last answer
    private final Deque<ServiceEvents.Entry> events = new ArrayDeque<>();

    /** @param timeline gets an event when the process comes or goes */
    Instance(Addresses.Address address, Timeline timeline) {
        this.address = address.base();
        this.guess = address.guess();
        this.timeline = timeline;
    }

    String address() {
        return address;
    }

    synchronized Known known() {
        return known.isReachable() && heard.plus(GOOD_FOR).isBefore(Instant.now())
                ? Known.unreachable(heard, "it does not answer")
                : known;
    }

    /** The services in it, by its own answer; until it has answered, the one that is expected at its address. */
    synchronized List<String> services() {
        return services.isEmpty() ? List.of(guess) : services;
    }

    /** Whether it has ever said what it is. */
    synchronized boolean hasAnswered() {
        return !services.isEmpty();
    }

    /** Distinguishes one run of one process from any other; empty until it has answered. */
    synchronized String run() {
        return run;
    }

    /** Takes in its answer. Returns whether a server has come or gone for it. */
    synchronized boolean answered(ServiceHealth health) {
        boolean isNews = !health.connections().equals(known.health.connections());
        heard = Instant.now();
        if (known.isReachable()) {
            known = new Known(health, known.since, null);
        } else {
            if (hasAnswered()) {
                report(Level.INFO, Event.Kind.SERVICE_BACK, "answers again");
            }
            known = new Known(health, heard, null);
        }
        wasAsked = true;
        services = health.services();
        return isNews;
    }

    synchronized void failed(String reason) {
        boolean isChange = known.isReachable() || !wasAsked;
        if (known.isReachable()) {
            report(Level.WARN, Event.Kind.SERVICE_AWAY, "does not answer: " + reason);
        }
        wasAsked = true;
        known = Known.unreachable(isChange ? Instant.now() : known.since, reason);
    }

    private void report(Level level, Event.Kind kind, String text) {
        timeline.report(LOG, level, kind, String.join(", ", services()) + " at " + address, text);
    }

    /** Events with greater ids are new. */
    synchronized long lastEvent() {
        return lastEvent;
    }

    /** Adds its new events. If it has been restarted, its ids begin again at 1, and the next question must be for all events. */
    synchronized void happened(ServiceEvents answer) {
        if (!answer.run().equals(run)) {
            boolean isFirst = run.isEmpty();
            run = answer.run();
            lastEvent = 0;
            if (!isFirst) {
                return;
            }
        }
        for (ServiceEvents.Entry event : answer.events()) {
            lastEvent = Math.max(lastEvent, event.id());
            events.addLast(event);
            if (events.size() > MOST) {
                events.removeFirst();
            }
        }
    }

    /** Its answer, which is kept when it does not answer any more: a load is what the store holds, not what the process does. */
    synchronized void loaded(ServiceLoads answer) {
        loads = answer.items();
    }

    synchronized List<LoadRow> loads() {
        return loads;
    }

    /** Its events, the oldest first, also those of earlier runs. */
    synchronized List<ServiceEvents.Entry> events() {
        return List.copyOf(events);
    }
}
