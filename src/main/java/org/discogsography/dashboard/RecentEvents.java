package org.discogsography.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What has happened in all processes, the newest first. */
final class RecentEvents {

    private static final int MOST = 100;

    private record Dated(String time, long id, Map<String, Object> event) {}

    private RecentEvents() {}

    static List<Map<String, Object>> of(List<Instance> instances) {
        List<Dated> all = new ArrayList<>();
        for (Instance instance : instances) {
            for (JsonNode event : instance.events()) {
                all.add(dated(instance, event));
            }
        }
        return all.stream()
                .sorted(Comparator.comparing(Dated::time)
                        .thenComparing(Dated::id)
                        .reversed())
                .limit(MOST)
                .map(Dated::event)
                .toList();
    }

    private static Dated dated(Instance instance, JsonNode event) {
        String time = event.path("time").asText();
        long id = event.path("id").asLong();
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("id", instance.address() + "/" + time + "/" + id);
        about.put("time", time);
        about.put("service", String.join(", ", instance.services()));
        about.put("kind", event.path("kind").asText());
        about.put("subject", event.path("subject").asText());
        about.put("text", event.path("text").asText());
        return new Dated(time, id, about);
    }
}
