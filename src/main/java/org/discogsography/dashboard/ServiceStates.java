package org.discogsography.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How each service is, in the order in which the records pass them. */
final class ServiceStates {

    private ServiceStates() {}

    static List<Object> of(List<Instance> instances) {
        List<Object> states = new ArrayList<>();
        for (String service : Addresses.SERVICES) {
            instances.stream()
                    .filter(instance -> instance.services().contains(service))
                    .forEach(instance -> states.add(state(service, instance)));
        }
        instances.stream()
                .filter(instance -> !Addresses.SERVICES.containsAll(instance.services()))
                .forEach(instance -> states.add(state(String.join(", ", instance.services()), instance)));
        return states;
    }

    private static Map<String, Object> state(String service, Instance instance) {
        Instance.Known known = instance.known();
        JsonNode health = known.health();
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("name", service);
        state.put("address", instance.address());
        state.put("status", status(instance, known));
        state.put("since", known.since().toString());
        state.put(
                "uptime_seconds",
                known.isReachable() ? health.path("uptime_seconds").asLong() : null);
        state.put("version", known.isReachable() ? health.path("version").asText() : null);
        List<String> reasons = new ArrayList<>();
        if (known.isReachable()) {
            health.path("reasons").forEach(reason -> reasons.add(reason.asText()));
        } else {
            reasons.add((instance.hasAnswered() ? "does not answer: " : "has not answered so far: ") + known.error());
        }
        state.put("reasons", reasons);
        return state;
    }

    /** One that has never been there may not be wanted; one that has gone is missed. */
    private static String status(Instance instance, Instance.Known known) {
        if (known.isReachable()) {
            return known.health().path("status").asText();
        }
        return instance.hasAnswered() ? "unreachable" : "absent";
    }
}
