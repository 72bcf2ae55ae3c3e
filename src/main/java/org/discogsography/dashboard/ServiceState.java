package org.discogsography.dashboard;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How a service of an instance is.
 *
 * @param status its own word; {@code unreachable} if it has answered before, {@code absent} if it never has
 * @param since when its status has been so
 * @param uptimeSeconds null if it is not reachable
 * @param version null if it is not reachable
 * @param reasons why it is not healthy, or not reachable
 */
record ServiceState(
        String name,
        String address,
        String status,
        Instant since,
        Long uptimeSeconds,
        String version,
        List<String> reasons) {

    /** All services, in the order in which records pass through them. */
    static List<ServiceState> all(List<Instance> instances) {
        List<ServiceState> states = new ArrayList<>();
        for (String service : Addresses.SERVICES) {
            instances.stream()
                    .filter(instance -> instance.services().contains(service))
                    .forEach(instance -> states.add(of(service, instance)));
        }
        instances.stream()
                .filter(instance -> !Addresses.SERVICES.containsAll(instance.services()))
                .forEach(instance -> states.add(of(String.join(", ", instance.services()), instance)));
        return states;
    }

    /** The same since another time. */
    ServiceState since(Instant time) {
        return new ServiceState(name, address, status, time, uptimeSeconds, version, reasons);
    }

    private static ServiceState of(String service, Instance instance) {
        Instance.Known known = instance.known();
        if (known.isReachable()) {
            ServiceHealth health = known.health();
            boolean isAlone = health.services().size() == 1;
            List<String> reasons = Concern.of(service, health.services(), health.reasons());
            return new ServiceState(
                    service,
                    instance.address(),
                    isAlone ? health.status() : Concern.status(health.status(), reasons),
                    known.since(),
                    health.uptimeSeconds(),
                    health.version(),
                    reasons);
        }
        // A service that never answered may not be wanted; one that has gone is missed.
        boolean isMissed = instance.hasAnswered();
        return new ServiceState(
                service,
                instance.address(),
                isMissed ? "unreachable" : "absent",
                known.since(),
                null,
                null,
                List.of((isMissed ? "does not answer: " : "has not answered yet: ") + known.error()));
    }
}
