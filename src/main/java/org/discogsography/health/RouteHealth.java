package org.discogsography.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.api.management.ManagedCamelContext;
import org.apache.camel.api.management.mbean.ManagedRouteMBean;
import org.discogsography.outage.ServerWatch;

/** The routes of this process: their states, and how many of Camel's exchanges (mostly one a message) each has had. */
final class RouteHealth implements HealthSource {

    /** A route; its counts are left out if they are unknown. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record RouteState(String state, Long exchanges, Long failed, Long inFlight) {}

    private final CamelContext context;

    RouteHealth(CamelContext context) {
        this.context = context;
    }

    @Override
    public String section() {
        return "routes";
    }

    @Override
    public Object content() {
        Map<String, RouteState> routes = new LinkedHashMap<>();
        var managed = context.getCamelContextExtension().getContextPlugin(ManagedCamelContext.class);
        for (Route route : routes()) {
            routes.put(route.getRouteId(), route(route, managed));
        }
        return routes;
    }

    private List<Route> routes() {
        return context.getRoutes().stream()
                .sorted(Comparator.comparing(Route::getRouteId))
                .toList();
    }

    private RouteState route(Route route, ManagedCamelContext managed) {
        String state = status(route).name().toLowerCase(Locale.ROOT);
        ManagedRouteMBean counts = managed == null ? null : managed.getManagedRoute(route.getRouteId());
        if (counts != null) {
            try {
                return new RouteState(
                        state, counts.getExchangesTotal(), counts.getExchangesFailed(), counts.getExchangesInflight());
            } catch (Exception e) {
                // A route that is being replaced has no counts for a moment.
            }
        }
        return new RouteState(state, null, null, null);
    }

    private ServiceStatus status(Route route) {
        ServiceStatus status = context.getRouteController().getRouteStatus(route.getRouteId());
        return status == null ? ServiceStatus.Stopped : status;
    }

    /** Routes that do not run although their server is up: somebody has stopped them, and may have forgotten it. */
    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (Route route : routes()) {
            ServiceStatus status = status(route);
            if (!status.isStarted() && !status.isStarting() && !isHeldBack(route) && !isTurnedOff(route)) {
                findings.add(Finding.degraded("The route " + route.getRouteId() + " is "
                        + status.name().toLowerCase(Locale.ROOT)));
            }
        }
        return findings;
    }

    /** Whether the settings do not want it to run. */
    private static boolean isTurnedOff(Route route) {
        return Boolean.FALSE.equals(route.isAutoStartup());
    }

    private boolean isHeldBack(Route route) {
        return context.getRegistry().findByType(ServerWatch.class).stream()
                .anyMatch(watch -> watch.guards(route.getRouteId())
                        && (watch.state() != ServerWatch.State.UP || watch.holdsBack(route.getRouteId())));
    }
}
