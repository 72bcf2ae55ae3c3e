package org.discogsography.routes;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The routes that are about to be replaced by edited ones. What has long work on such a route ends it after the step in hand,
 * so that the edited route goes on with the rest. Thread-safe.
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

    /** Those begun and not ended. */
    Set<String> begun() {
        return Set.copyOf(underWay);
    }

    void end() {
        underWay.clear();
    }
}
