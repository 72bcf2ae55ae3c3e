package org.discogsography.outage;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Route;

/** Routes that do not start by themselves, but when their server is there. Thread-safe. */
final class HeldBackRoutes {

    private final List<Route> routes = new CopyOnWriteArrayList<>();
    private final RouteControl control;

    HeldBackRoutes(RouteControl control) {
        this.control = control;
    }

    /** Holds it back, unless it is not to start by itself anyway. Until {@link #start} it looks as if it were not to. */
    void add(Route route) {
        if (route.isAutoStartup()) {
            route.setAutoStartup(false);
            routes.add(route);
        }
    }

    void remove(Route route) {
        routes.remove(route);
    }

    boolean contains(String id) {
        return routes.stream().anyMatch(route -> route.getId().equals(id));
    }

    /** Starts them; false if some could not be started and are held back as before. */
    boolean start() {
        for (Route route : List.copyOf(routes)) {
            try {
                control.start(route);
                // From now on it only rests if somebody stops it, and not because it is not to start by itself.
                route.setAutoStartup(true);
                routes.remove(route);
            } catch (Exception e) {
                if (!control.isEnding()) {
                    control.failed(route, "started", e);
                }
            }
        }
        return routes.isEmpty();
    }
}
