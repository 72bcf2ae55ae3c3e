package org.discogsography.outage;

import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts, suspends and resumes routes, by their ids: a route may be replaced by an edited one at any time. What fails is logged, and the
 * caller tries it again.
 */
final class RouteControl {

    private static final Logger LOG = LoggerFactory.getLogger(RouteControl.class);

    /** What a route may take to suspend before Camel forces it to. */
    static final int STOP_SECONDS = 10;

    private final String server;
    private volatile CamelContext context; // null: not started yet
    private volatile boolean closed;

    /** @param server as log lines have it */
    RouteControl(String server) {
        this.server = server;
    }

    /** From now on the routes are controlled in this context. */
    void begin(CamelContext started) {
        context = started;
    }

    /** From now on nothing is touched any more. */
    void end() {
        closed = true;
    }

    /** Whether routes can be controlled now: the program has started, and does not end yet. */
    boolean isPossible() {
        return context != null && !isEnding();
    }

    /** Whether the program ends. */
    boolean isEnding() {
        CamelContext known = context;
        return closed || (known != null && (known.isStopping() || known.isStopped()));
    }

    boolean isRunning(Route route) {
        return status(route) == ServiceStatus.Started;
    }

    private ServiceStatus status(Route route) {
        return context.getRouteController().getRouteStatus(route.getId());
    }

    void start(Route route) throws Exception {
        context.getRouteController().startRoute(route.getId());
    }

    void suspend(Route route) throws Exception {
        context.getRouteController().suspendRoute(route.getId(), STOP_SECONDS, TimeUnit.SECONDS);
    }

    /** Resumes it; false if somebody has stopped it, or it is gone. */
    boolean resume(Route route) throws Exception {
        ServiceStatus status = status(route);
        if (status == ServiceStatus.Suspended) {
            context.getRouteController().resumeRoute(route.getId());
            return true;
        }
        if (status == ServiceStatus.Started) {
            // Suspending it has failed half-way: perhaps its consumer is suspended nevertheless.
            ServiceHelper.resumeService(route.getConsumer());
            return true;
        }
        return false;
    }

    /** @param done what should have been done to the route: {@code started}, say */
    void failed(Route route, String done, Exception e) {
        LOG.error("{}: the route {} could not be {}: {}", server, route.getId(), done, Reason.of(e));
    }
}
