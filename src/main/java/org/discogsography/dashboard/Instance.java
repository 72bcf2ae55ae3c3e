package org.discogsography.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A process that runs one service or several, as far as the dashboard knows it: what it said last of itself, or why it says
 * nothing. Thread-safe.
 */
final class Instance {

    /** Events of one process that are kept. */
    private static final int MOST = 100;

    /** What is known of it. Without {@code health} (missing) nothing is. */
    record Known(boolean reachable, JsonNode health, Instant since, String error) {}

    private final String address;
    private final String guess;
    private Known known = new Known(false, MissingNode.getInstance(), Instant.now(), "not asked so far");
    private boolean wasAsked;
    private List<String> services = List.of(); // as it said when it was last reached
    private String run = "";
    private long lastEvent;
    private final Deque<JsonNode> events = new ArrayDeque<>();

    /**
     * @param address where it answers, {@code http://host:port}
     * @param guess the service that should be there
     */
    Instance(String address, String guess) {
        this.address = address;
        this.guess = guess;
    }

    String address() {
        return address;
    }

    synchronized Known known() {
        return known;
    }

    /** The services in it, as it said itself; until then the one that should be there. */
    synchronized List<String> services() {
        return services.isEmpty() ? List.of(guess) : services;
    }

    /** Whether it has ever said what it is. */
    synchronized boolean hasBeenReached() {
        return !services.isEmpty();
    }

    synchronized void answered(JsonNode health) {
        Instant since = known.reachable ? known.since : Instant.now();
        wasAsked = true;
        known = new Known(true, health, since, null);
        List<String> names = new ArrayList<>();
        health.path("services").forEach(name -> names.add(name.asText()));
        services = List.copyOf(names);
    }

    synchronized void failed(String reason) {
        Instant since = known.reachable || !wasAsked ? Instant.now() : known.since;
        wasAsked = true;
        known = new Known(false, MissingNode.getInstance(), since, reason);
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

    /** What has happened to it, the oldest first; of earlier runs of it as well. */
    synchronized List<JsonNode> events() {
        return List.copyOf(events);
    }
}
