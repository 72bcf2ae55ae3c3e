package org.discogsography.routes;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The routes that are about to be replaced by edited ones. Long work on such a route ends after its current step, and the edited
 * route does the rest. Thread-safe.
 */
public final class RouteChanges {

    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    /** Whether this route is about to be replaced. */
    public boolean areUnderWay(String route) {
        return underWay.contains(route);
    }

    void begin(Set<String> routes) {
        underWay.addAll(routes);
    }

    /** The routes that are about to be replaced. */
    Set<String> begun() {
        return Set.copyOf(underWay);
    }

    void end() {
        underWay.clear();
    }
}
