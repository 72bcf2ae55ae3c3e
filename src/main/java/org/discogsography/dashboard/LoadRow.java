package org.discogsography.dashboard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.backlog.Backlog;
import org.discogsography.dump.DataType;

/**
 * One version of one type in the store of a service. What the store does not keep, or does not know yet, is null.
 *
 * @param deadLetters of the service and type, of whatever version; null if RabbitMQ does not answer
 * @param startedAt as in ISO 8601, as {@code completedAt}
 */
record LoadRow(
        String service,
        String version,
        String type,
        String file,
        String sha256,
        Long records,
        Long added,
        Long changed,
        Long unchanged,
        Long removed,
        Long rejected,
        Long deadLetters,
        String state,
        String startedAt,
        String completedAt) {

    private static final Comparator<LoadRow> NEWEST_FIRST = Comparator.comparing(LoadRow::version)
            .reversed()
            .thenComparing(LoadRow::type)
            .thenComparing(LoadRow::service);

    private record Key(String service, String version, String type) {}

    /** The loads of all stores, each once, the newest first. */
    static List<LoadRow> all(List<Instance> instances, Optional<Backlog.Waiting> waiting) {
        Set<Key> seen = new HashSet<>();
        List<LoadRow> all = new ArrayList<>();
        for (Instance instance : instances) {
            for (LoadRow row : instance.loads()) {
                if (seen.add(new Key(row.service, row.version, row.type))) {
                    all.add(row.withDeadLetters(waiting));
                }
            }
        }
        all.sort(NEWEST_FIRST);
        return all;
    }

    /** Of loads, the newest first, those that are the newest of their service and type. */
    static List<LoadRow> latest(List<LoadRow> all) {
        Set<Key> seen = new HashSet<>();
        return all.stream()
                .filter(row -> seen.add(new Key(row.service, "", row.type)))
                .toList();
    }

    /** Whether it says what it is about. */
    boolean isNamed() {
        return service != null && version != null && type != null;
    }

    /** The dead letters of a service and type; null if they are unknown. */
    static Long deadLetters(String service, String type, Optional<Backlog.Waiting> waiting) {
        return DataType.named(type)
                .flatMap(known -> waiting.map(all -> all.dead().get(new ConsumerQueue(service, known))))
                .orElse(null);
    }

    private LoadRow withDeadLetters(Optional<Backlog.Waiting> waiting) {
        return new LoadRow(
                service,
                version,
                type,
                file,
                sha256,
                records,
                added,
                changed,
                unchanged,
                removed,
                rejected,
                deadLetters(service, type, waiting),
                state,
                startedAt,
                completedAt);
    }
}
