package org.discogsography.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** How each server is, as the services see it that work with it: where they differ, the worst is shown. */
final class ServerStates {

    private static final List<String> SERVERS = List.of("RabbitMQ", "PostgreSQL", "Neo4j");
    private static final List<String> BREAKERS = List.of("closed", "half_open", "open", "forced_open");
    private static final String DOWN = "down";

    private ServerStates() {}

    /** A server as one process sees it. */
    private record View(Instance instance, JsonNode server) {

        boolean isDown() {
            return server.path("connection").asText().equals(DOWN);
        }
    }

    static List<Object> of(List<Instance> instances) {
        List<Object> states = new ArrayList<>();
        for (String server : SERVERS) {
            states.add(state(server, views(server, instances)));
        }
        return states;
    }

    /** Whether nobody can reach this server. */
    static boolean isDown(String server, List<Instance> instances) {
        return views(server, instances).stream().anyMatch(View::isDown);
    }

    private static List<View> views(String server, List<Instance> instances) {
        List<View> views = new ArrayList<>();
        for (Instance instance : instances) {
            for (JsonNode seen : instance.known().health().path("servers")) {
                if (seen.path("name").asText().equals(server)) {
                    views.add(new View(instance, seen));
                }
            }
        }
        return views;
    }

    private static Map<String, Object> state(String server, List<View> views) {
        Map<String, Object> state = new LinkedHashMap<>();
        View worst = views.stream().filter(View::isDown).findFirst().orElse(views.isEmpty() ? null : views.get(0));
        state.put("name", server);
        state.put(
                "connection",
                worst == null ? "unknown" : worst.server.path("connection").asText());
        state.put("since", worst == null ? null : worst.server.path("since").textValue());
        state.put(
                "last_error",
                worst == null ? null : worst.server.path("last_error").textValue());
        state.put(
                "breaker",
                views.isEmpty()
                        ? "unknown"
                        : BREAKERS.get(views.stream()
                                .mapToInt(view -> Math.max(
                                        0,
                                        BREAKERS.indexOf(
                                                view.server.path("breaker").asText())))
                                .max()
                                .orElse(0)));
        state.put(
                "paused",
                views.isEmpty()
                        ? null
                        : views.stream()
                                .anyMatch(view -> view.server.path("paused").asBoolean()));
        var seenBy = new TreeSet<String>();
        views.forEach(view -> seenBy.addAll(view.instance.services()));
        state.put("seen_by", seenBy);
        return state;
    }
}
