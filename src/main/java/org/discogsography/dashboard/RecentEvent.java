package org.discogsography.dashboard;

import java.util.Comparator;
import java.util.List;

/**
 * Something that happened in a process.
 *
 * @param id unique over all processes
 * @param time as in ISO 8601
 * @param service the services of the process
 */
record RecentEvent(String id, String time, String service, String kind, String subject, String text) {

    private static final int MOST = 100;

    private record Origin(Instance instance, ServiceEvents.Entry event) {}

    /** The latest events of all processes, the newest first. */
    static List<RecentEvent> latest(List<Instance> instances) {
        return instances.stream()
                .flatMap(instance -> instance.events().stream().map(event -> new Origin(instance, event)))
                .sorted(Comparator.comparing((Origin origin) -> origin.event.time())
                        .thenComparing(origin -> origin.event.id())
                        .reversed())
                .limit(MOST)
                .map(origin -> of(origin.instance, origin.event))
                .toList();
    }

    private static RecentEvent of(Instance instance, ServiceEvents.Entry event) {
        return new RecentEvent(
                instance.address() + "/" + event.time() + "/" + event.id(),
                event.time(),
                String.join(", ", instance.services()),
                event.kind(),
                event.subject(),
                event.text());
    }
}
