package org.discogsography.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.discogsography.timeline.Event;
import org.discogsography.timeline.Timeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A process that runs one service or several, as far as the dashboard knows it: what it said last of itself, or why it says
 * nothing. Thread-safe.
 */
final class Instance {

    private static final Logger LOG = LoggerFactory.getLogger(Instance.class);

    /** Events of one process that are kept. */
    private static final int MOST = 100;

    /** What was said longer ago is not known any more, although nobody has failed yet. */
    private static final Duration GOOD_FOR = Duration.ofSeconds(3);

    /**
     * What is known of it.
     *
     * @param health what it said; missing where it does not answer
     * @param since when it has been answering, or not answering
     * @param error why it does not answer; null where it does
     */
    record Known(JsonNode health, Instant since, String error) {

        boolean isReachable() {
            return error == null;
        }
    }

    private final String address;
    private final String guess;
    private final Timeline timeline;
    private Known known = new Known(MissingNode.getInstance(), Instant.now(), "has not been asked so far");
    private Instant heard = Instant.EPOCH;
    private boolean wasAsked;
    private List<String> services = List.of(); // as it said when it last answered
    private String run = "";
    private long lastEvent;
    private final Deque<JsonNode> events = new ArrayDeque<>();

    /**
     * @param timeline is told when it comes and goes
     */
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
                ? new Known(MissingNode.getInstance(), heard, "it does not answer")
                : known;
    }

    /** The services in it, as it said itself; until then the one that should be there. */
    synchronized List<String> services() {
        return services.isEmpty() ? List.of(guess) : services;
    }

    /** Whether it has ever said what it is. */
    synchronized boolean hasAnswered() {
        return !services.isEmpty();
    }

    /** Tells one run of one process from any other; empty as long as it has not answered. */
    synchronized String run() {
        return run;
    }

    synchronized void answered(JsonNode health) {
        heard = Instant.now();
        if (known.isReachable()) {
            known = new Known(health, known.since, null);
        } else {
            if (hasAnswered()) {
                tell(Level.INFO, Event.Kind.SERVICE_BACK, "answers again");
            }
            known = new Known(health, heard, null);
        }
        wasAsked = true;
        List<String> names = new ArrayList<>();
        health.path("services").forEach(name -> names.add(name.asText()));
        services = List.copyOf(names);
    }

    synchronized void failed(String reason) {
        boolean isChange = known.isReachable() || !wasAsked;
        if (known.isReachable()) {
            tell(Level.WARN, Event.Kind.SERVICE_AWAY, "does not answer: " + reason);
        }
        wasAsked = true;
        known = new Known(MissingNode.getInstance(), isChange ? Instant.now() : known.since, reason);
    }

    private void tell(Level level, Event.Kind kind, String text) {
        timeline.tell(LOG, level, kind, String.join(", ", services()) + " at " + address, text);
    }

    /** The id after which events are new. */
    synchronized long lastEvent() {
        return lastEvent;
    }

    /** Takes over what has happened. Where its ids begin anew it has been started anew, and is to be asked for all. */
    synchronized void happened(JsonNode answer) {
        String now = answer.path("run").asText();
        if (!now.equals(run)) {
            boolean isFirst = run.isEmpty();
            run = now;
            lastEvent = 0;
            if (!isFirst) {
                return;
            }
        }
        for (JsonNode event : answer.path("events")) {
            lastEvent = Math.max(lastEvent, event.path("id").asLong());
            events.addLast(event);
            if (events.size() > MOST) {
                events.removeFirst();
            }
        }
    }

    /** What has happened to it, the oldest first; in earlier runs of it as well. */
    synchronized List<JsonNode> events() {
        return List.copyOf(events);
    }
}
