package org.discogsography.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How far the extractors have come with each file. */
final class FileStates {

    private final Rates rates;

    FileStates(Rates rates) {
        this.rates = rates;
    }

    List<Object> of(List<Instance> instances, long nanos) {
        boolean isHeldUp = ServerStates.isDown("RabbitMQ", instances);
        List<Object> files = new ArrayList<>();
        for (Instance instance : instances) {
            for (JsonNode file : instance.known().health().path("extraction").path("files")) {
                files.add(state(instance.address(), file, isHeldUp, nanos));
            }
        }
        return files;
    }

    /** The dump's version; null where none is known. */
    static String version(List<Instance> instances) {
        return instances.stream()
                .map(instance -> instance.known()
                        .health()
                        .path("extraction")
                        .path("version")
                        .textValue())
                .filter(version -> version != null)
                .findFirst()
                .orElse(null);
    }

    private Map<String, Object> state(String address, JsonNode file, boolean isHeldUp, long nanos) {
        String state = file.path("state").asText();
        long bytes = file.path("bytes").asLong();
        long read = file.path("bytes_read").asLong();
        boolean isComplete = state.equals("complete");
        String name = file.path("name").asText();
        double rate = rates.of(address + " " + name, (double) read, nanos);
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("name", name);
        about.put("type", file.path("type").asText());
        about.put("state", isHeldUp && state.equals("reading") ? "waiting for RabbitMQ" : state);
        about.put("records", file.path("records").asLong());
        about.put("rejected", file.path("rejected").asLong());
        about.put("bytes_read", read);
        about.put("bytes", bytes);
        about.put(
                "fraction", isComplete ? Double.valueOf(1) : bytes > 0 ? Double.valueOf((double) read / bytes) : null);
        about.put("eta_seconds", TimeLeft.of(isComplete ? 0 : bytes - read, rate));
        about.put("failure", file.path("failure").textValue());
        return about;
    }
}
