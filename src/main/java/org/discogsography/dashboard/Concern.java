package org.discogsography.dashboard;

import java.util.List;
import java.util.Map;

/**
 * Which service of a process a reason concerns. Several services can run in one process, which says all its reasons together: only those
 * that use a server are concerned by its outage.
 */
final class Concern {

    private static final Map<String, List<String>> USERS = Map.of(
            "RabbitMQ", List.of("extractor", "graphinator", "tableinator", "dashboard"),
            "PostgreSQL", List.of("tableinator", "discovery"),
            "Neo4j", List.of("graphinator", "discovery"));

    private static final String EXTRACTOR = "extractor";
    private static final List<String> WORDS_OF_THE_EXTRACTOR =
            List.of("The extract", "download", " dump", "discogs_", "The dump");

    private Concern() {}

    static boolean uses(String service, String server) {
        return USERS.getOrDefault(server, List.of()).contains(service);
    }

    /** Whether the reason is that a server does not work. */
    static boolean isOfServer(String reason) {
        return USERS.keySet().stream().anyMatch(server -> reason.startsWith(server + " "));
    }

    /** Those of a process's reasons that concern one of its services; what names none of them concerns all. */
    static List<String> of(String service, List<String> services, List<String> reasons) {
        return services.size() == 1
                ? reasons
                : reasons.stream()
                        .filter(reason -> concerns(reason, service, services))
                        .toList();
    }

    private static boolean concerns(String reason, String service, List<String> services) {
        for (var users : USERS.entrySet()) {
            if (reason.startsWith(users.getKey() + " ")) {
                return users.getValue().contains(service);
            }
        }
        if (services.contains(EXTRACTOR)
                && (reason.startsWith("The extract") || !namesOne(reason, services))
                && WORDS_OF_THE_EXTRACTOR.stream().anyMatch(reason::contains)) {
            return service.equals(EXTRACTOR);
        }
        return !namesOne(reason, services) || reason.contains(service);
    }

    private static boolean namesOne(String reason, List<String> services) {
        return services.stream().anyMatch(reason::contains);
    }

    /** The status of a service by its reasons: a server's outage passes by itself. */
    static String status(String process, List<String> reasons) {
        if (reasons.isEmpty()) {
            return "healthy";
        }
        return reasons.stream().allMatch(Concern::isOfServer) ? "degraded" : process;
    }
}
