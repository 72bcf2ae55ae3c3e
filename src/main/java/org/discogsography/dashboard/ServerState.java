package org.discogsography.dashboard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How a server is. If the services that work with it differ, the worst is shown.
 *
 * @param connection {@code up}, {@code down} or {@code unknown}
 * @param since when the connection has been so, as in ISO 8601; of an outage, when the first process noticed it
 * @param breaker the state of the circuit breaker
 * @param paused whether work on it is paused; null if no service says anything of it
 * @param seenBy the services that use it
 */
record ServerState(
        String name,
        String connection,
        String since,
        String lastError,
        String breaker,
        Boolean paused,
        SortedSet<String> seenBy) {

    private static final List<String> SERVERS = List.of("RabbitMQ", "PostgreSQL", "Neo4j");
    private static final List<String> BREAKERS = List.of("closed", "half_open", "open", "forced_open"); // worst last
    private static final String UNKNOWN = "unknown";

    /** A server as one process sees it. */
    private record View(Instance instance, ServiceHealth.Server server) {}

    static List<ServerState> all(List<Instance> instances) {
        return SERVERS.stream()
                .map(server -> of(server, views(server, instances)))
                .toList();
    }

    /** Whether a process cannot reach this server. */
    static boolean isDown(String server, List<Instance> instances) {
        return views(server, instances).stream().anyMatch(view -> view.server.isDown());
    }

    private static List<View> views(String server, List<Instance> instances) {
        List<View> views = new ArrayList<>();
        for (Instance instance : instances) {
            instance.known().health().servers().values().stream()
                    .filter(seen -> server.equals(seen.name()))
                    .forEach(seen -> views.add(new View(instance, seen)));
        }
        return views;
    }

    private static ServerState of(String name, List<View> views) {
        var seenBy = new TreeSet<String>();
        views.forEach(view -> view.instance.services().stream()
                .filter(service -> Concern.uses(service, name))
                .forEach(seenBy::add));
        if (views.isEmpty()) {
            return new ServerState(name, UNKNOWN, null, null, UNKNOWN, null, seenBy);
        }
        ServiceHealth.Server worst = views.stream()
                .map(View::server)
                .filter(ServiceHealth.Server::isDown)
                .min(Comparator.comparing(ServiceHealth.Server::since, Comparator.nullsLast(Comparator.naturalOrder())))
                .orElse(views.get(0).server);
        return new ServerState(
                name,
                worst.connection(),
                worst.since(),
                worst.lastError(),
                worstBreaker(views),
                views.stream().anyMatch(view -> view.server.paused()),
                seenBy);
    }

    private static String worstBreaker(List<View> views) {
        int worst = views.stream()
                .mapToInt(view -> BREAKERS.indexOf(view.server.breaker()))
                .max()
                .orElse(0);
        return BREAKERS.get(Math.max(0, worst));
    }
}
