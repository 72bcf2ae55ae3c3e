package org.discogsography.dashboard;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.backlog.Backlog;
import org.discogsography.dump.DataType;

/** Measures the flow of records by the counters of the instances. Not thread-safe. */
final class FlowMeter {

    private static final List<String> PUBLISHED = List.of("published");
    private static final List<String> STORED = List.of("added", "changed", "unchanged", "superseded", "dead_lettered");

    private final Rates rates;

    FlowMeter(Rates rates) {
        this.rates = rates;
    }

    /**
     * Measures now.
     *
     * @param queues empty if RabbitMQ does not answer
     * @param nanos now, as {@link System#nanoTime} has it
     */
    Flow measure(List<Instance> instances, Optional<Backlog.Waiting> queues, long nanos) {
        return new Flow(
                extractor(counters("extractor", instances, nanos)),
                consumer(counters("graphinator", instances, nanos), queues),
                consumer(counters("tableinator", instances, nanos), queues));
    }

    private Counters counters(String service, List<Instance> instances, long nanos) {
        List<Instance> reachable = instances.stream()
                .filter(instance ->
                        instance.known().isReachable() && instance.services().contains(service))
                .toList();
        return new Counters(service, reachable, rates, nanos);
    }

    private static Flow.Extractor extractor(Counters counters) {
        Map<String, Flow.ExtractedType> types = new LinkedHashMap<>();
        double all = 0;
        for (DataType type : DataType.values()) {
            double rate = counters.rate(type, PUBLISHED);
            all += rate;
            types.put(
                    type.plural(),
                    new Flow.ExtractedType(
                            counters.total(type, "published"),
                            counters.total(type, "rejected"),
                            counters.ifKnown(rate)));
        }
        return new Flow.Extractor(
                counters.areKnown(), counters.ifKnown(all), counters.instances().size(), types);
    }

    private static Flow.Consumer consumer(Counters counters, Optional<Backlog.Waiting> queues) {
        Map<String, Flow.StoredType> types = new LinkedHashMap<>();
        double all = 0;
        for (DataType type : DataType.values()) {
            double rate = counters.rate(type, STORED);
            all += rate;
            types.put(type.plural(), storedType(counters, type, queues, rate));
        }
        Long ready =
                queues.map(waiting -> sum(counters.service(), waiting.ready())).orElse(null);
        Long dead =
                queues.map(waiting -> sum(counters.service(), waiting.dead())).orElse(null);
        return new Flow.Consumer(
                counters.areKnown(),
                counters.instances().size(),
                counters.ifKnown(all),
                ready,
                dead,
                ready == null ? null : TimeLeft.of(ready, all),
                types);
    }

    private static Flow.StoredType storedType(
            Counters counters, DataType type, Optional<Backlog.Waiting> queues, double rate) {
        var queue = new ConsumerQueue(counters.service(), type);
        Long ready = queues.map(waiting -> waiting.ready().get(queue)).orElse(null);
        Optional<ServiceHealth.Stored> stored = counters.stored(type);
        return new Flow.StoredType(
                counters.total(type, "added"),
                counters.total(type, "changed"),
                counters.total(type, "unchanged"),
                counters.total(type, "superseded"),
                counters.total(type, "dead_lettered"),
                ready,
                queues.map(waiting -> waiting.dead().get(queue)).orElse(null),
                counters.ifKnown(rate),
                ready == null ? null : TimeLeft.of(ready, rate),
                stored.map(count -> count.records().get(type.plural())).orElse(null),
                stored.map(ServiceHealth.Stored::countedAt).orElse(null));
    }

    /** Null if the service has no queues yet. */
    private static Long sum(String service, Map<ConsumerQueue, Long> messages) {
        return messages.entrySet().stream()
                .filter(entry -> entry.getKey().service().equals(service))
                .map(Map.Entry::getValue)
                .reduce(Long::sum)
                .orElse(null);
    }

    /** The counters of a service; {@code instances}: those that can be reached. */
    private record Counters(String service, List<Instance> instances, Rates rates, long nanos) {

        boolean areKnown() {
            return !instances.isEmpty();
        }

        Double ifKnown(double number) {
            return areKnown() ? number : null;
        }

        /** Null if no instance can be reached. */
        Long total(DataType type, String outcome) {
            return areKnown()
                    ? instances.stream()
                            .mapToLong(instance -> count(instance, type, outcome))
                            .sum()
                    : null;
        }

        /** How many more records a second have one of these outcomes. */
        double rate(DataType type, List<String> outcomes) {
            double rate = 0;
            for (Instance instance : instances) {
                long records = outcomes.stream()
                        .mapToLong(outcome -> count(instance, type, outcome))
                        .sum();
                rate += rates.of(instance.address() + " " + service + " " + type, (double) records, nanos);
            }
            return rate;
        }

        /** The latest count of the store's records that has this type: all instances count the same store. */
        Optional<ServiceHealth.Stored> stored(DataType type) {
            return instances.stream()
                    .map(instance -> instance.known().health().stored().get(service))
                    .filter(stored -> stored != null
                            && stored.countedAt() != null
                            && stored.records().containsKey(type.plural()))
                    .max(Comparator.comparing(ServiceHealth.Stored::countedAt));
        }

        private long count(Instance instance, DataType type, String outcome) {
            return instance.known().health().count(service, type, outcome);
        }
    }
}
