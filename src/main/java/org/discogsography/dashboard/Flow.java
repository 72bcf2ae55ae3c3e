package org.discogsography.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.Topology;
import org.discogsography.broker.backlog.Backlog;
import org.discogsography.dump.DataType;

/** What passes through each service, summed over its instances. */
final class Flow {

    private static final List<String> STORED = List.of("added", "changed", "unchanged", "superseded", "dead_lettered");
    private static final List<String> EXTRACTED = List.of("published", "rejected");

    private final Rates rates;

    Flow(Rates rates) {
        this.rates = rates;
    }

    /** By service. */
    Map<String, Object> of(List<Instance> instances, Optional<Backlog.Waiting> queues, long nanos) {
        Map<String, Object> flow = new LinkedHashMap<>();
        flow.put("extractor", extractor(reachable("extractor", instances), nanos));
        for (String service : Topology.CONSUMERS) {
            flow.put(service, consumer(service, reachable(service, instances), queues, nanos));
        }
        return flow;
    }

    private static List<Instance> reachable(String service, List<Instance> instances) {
        return instances.stream()
                .filter(instance ->
                        instance.known().isReachable() && instance.services().contains(service))
                .toList();
    }

    private Map<String, Object> extractor(List<Instance> instances, long nanos) {
        boolean isKnown = !instances.isEmpty();
        Map<String, Object> types = new LinkedHashMap<>();
        double all = 0;
        for (DataType type : DataType.values()) {
            Map<String, Object> about = outcomes("extractor", type, EXTRACTED, instances);
            double rate = rate("extractor", type, List.of("published"), instances, nanos);
            all += rate;
            about.put("rate", isKnown ? rate : null);
            types.put(type.plural(), about);
        }
        Map<String, Object> flow = new LinkedHashMap<>();
        flow.put("known", isKnown);
        flow.put("rate", isKnown ? all : null);
        flow.put("instances", instances.size());
        flow.put("types", types);
        return flow;
    }

    private Map<String, Object> consumer(
            String service, List<Instance> instances, Optional<Backlog.Waiting> queues, long nanos) {
        boolean isKnown = !instances.isEmpty();
        Map<String, Object> types = new LinkedHashMap<>();
        double all = 0;
        for (DataType type : DataType.values()) {
            double rate = rate(service, type, STORED, instances, nanos);
            all += rate;
            types.put(type.plural(), type(service, type, instances, queues, rate));
        }
        Long ready = queues.map(known -> sum(service, known.ready())).orElse(null);
        Map<String, Object> flow = new LinkedHashMap<>();
        flow.put("known", isKnown);
        flow.put("instances", instances.size());
        flow.put("rate", isKnown ? all : null);
        flow.put("ready", ready);
        flow.put("dead", queues.map(known -> sum(service, known.dead())).orElse(null));
        flow.put("eta_seconds", ready == null ? null : TimeLeft.of(ready, all));
        flow.put("types", types);
        return flow;
    }

    private static Map<String, Object> type(
            String service, DataType type, List<Instance> instances, Optional<Backlog.Waiting> queues, double rate) {
        var source = new ConsumerQueue(service, type);
        Long ready = queues.map(known -> known.ready().get(source)).orElse(null);
        Map<String, Object> about = outcomes(service, type, STORED, instances);
        about.put("ready", ready);
        about.put("dead", queues.map(known -> known.dead().get(source)).orElse(null));
        about.put("rate", instances.isEmpty() ? null : rate);
        about.put("eta_seconds", ready == null ? null : TimeLeft.of(ready, rate));
        about.put("stored", null);
        about.put("stored_at", null);
        // The latest count holds: each instance counts the same store.
        for (Instance instance : instances) {
            JsonNode stored = instance.known().health().path("stored").path(service);
            JsonNode records = stored.path("records").path(type.plural());
            String at = stored.path("counted_at").textValue();
            Object last = about.get("stored_at");
            if (records.isNumber() && at != null && (last == null || at.compareTo((String) last) > 0)) {
                about.put("stored", records.asLong());
                about.put("stored_at", at);
            }
        }
        return about;
    }

    private static long sum(String service, Map<ConsumerQueue, Long> messages) {
        return messages.entrySet().stream()
                .filter(entry -> entry.getKey().service().equals(service))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static Map<String, Object> outcomes(
            String service, DataType type, List<String> outcomes, List<Instance> instances) {
        Map<String, Object> counts = new LinkedHashMap<>();
        for (String outcome : outcomes) {
            counts.put(
                    outcome,
                    instances.isEmpty()
                            ? null
                            : instances.stream()
                                    .mapToLong(instance -> count(instance, service, type, outcome))
                                    .sum());
        }
        return counts;
    }

    private double rate(String service, DataType type, List<String> outcomes, List<Instance> instances, long nanos) {
        double rate = 0;
        for (Instance instance : instances) {
            long records = outcomes.stream()
                    .mapToLong(outcome -> count(instance, service, type, outcome))
                    .sum();
            rate += rates.of(instance.address() + " " + service + " " + type, (double) records, nanos);
        }
        return rate;
    }

    private static long count(Instance instance, String service, DataType type, String outcome) {
        return instance.known()
                .health()
                .path("records")
                .path(service)
                .path(type.plural())
                .path(outcome)
                .asLong();
    }
}
