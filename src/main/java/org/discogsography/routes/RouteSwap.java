package org.discogsography.routes;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.discogsography.outage.Reason;
import org.discogsography.outage.ServerWatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces running routes by edited ones: all of them or, if one does not start, none.
 *
 * <p>Nothing in flight is lost. A route that consumes from the broker finishes the batch that it stores; its other messages go
 * back to their queue unacknowledged. A {@code direct:} route is stopped after the routes that call it. Any other route is
 * replaced only once it is idle.
 */
final class RouteSwap {

    private static final Logger LOG = LoggerFactory.getLogger(RouteSwap.class);
    private static final int STOP_SECONDS = 15;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String BROKER = "spring-rabbitmq:";
    private static final String DIRECT = "direct:";

    /** A route that has been replaced; {@code rests}: somebody had stopped it. */
    private record Old(RouteDefinition definition, boolean rests) {}

    private final CamelContext context;
    private final RouteModel model;
    private final RouteChanges changes;

    RouteSwap(CamelContext context, RouteModel model, RouteChanges changes) {
        this.context = context;
        this.model = model;
        this.changes = changes;
    }

    /**
     * Announces to the routes that they are about to be replaced, and waits a while for those that have to be idle first.
     *
     * @return the ids of those that are still busy
     */
    List<String> busy(Set<String> routes) throws InterruptedException {
        changes.begin(routes);
        Instant end = Instant.now().plus(PATIENCE);
        while (true) {
            List<String> busy = routes.stream()
                    .map(context::getRoute)
                    .filter(route -> route != null && hasToFinish(route))
                    .map(Route::getRouteId)
                    .toList();
            if (busy.isEmpty() || Instant.now().isAfter(end)) {
                return busy;
            }
            Thread.sleep(50);
        }
    }

    private boolean hasToFinish(Route route) {
        String uri = route.getEndpoint().getEndpointUri();
        return !uri.startsWith(BROKER)
                && !isDirect(uri)
                && context.getInflightRepository().size(route.getRouteId()) > 0;
    }

    /**
     * Replaces these routes. If a new one does not start, all are as before.
     *
     * @throws InvalidRouteException if one does not start
     */
    void run(RouteFiles files, RouteFiles old, Set<String> routes) throws Exception {
        RouteModel.Shared before = model.shared();
        Map<String, Old> stopped = new LinkedHashMap<>();
        List<String> added = new ArrayList<>();
        try {
            Map<String, RouteDefinition> definitions = model.define(files, old, routes);
            for (String id : callersFirst(routes)) {
                Old running = stop(id);
                if (running != null) {
                    stopped.put(id, running);
                }
            }
            for (RouteDefinition definition : calledFirst(definitions)) {
                added.add(definition.getRouteId());
                if (stopped.containsKey(definition.getRouteId())
                        && stopped.get(definition.getRouteId()).rests()) {
                    definition.setAutoStartup("false");
                }
                try {
                    context.getCamelContextExtension()
                            .getContextPlugin(Model.class)
                            .addRouteDefinition(definition);
                } catch (Exception e) {
                    throw files.mistake(definition.getRouteId(), e);
                }
            }
        } catch (Exception e) {
            model.restore(before);
            putBack(stopped, added);
            throw e;
        } finally {
            changes.end();
        }
    }

    private List<String> callersFirst(Set<String> routes) {
        return routes.stream()
                .sorted(Comparator.comparing(id -> {
                    Route route = context.getRoute(id);
                    return route != null && isDirect(route.getEndpoint().getEndpointUri());
                }))
                .toList();
    }

    private static List<RouteDefinition> calledFirst(Map<String, RouteDefinition> definitions) {
        return definitions.values().stream()
                .sorted(Comparator.comparing(
                        definition -> !isDirect(definition.getInput().getEndpointUri())))
                .toList();
    }

    private static boolean isDirect(String uri) {
        return uri.startsWith(DIRECT);
    }

    private Old stop(String id) throws Exception {
        Route route = context.getRoute(id);
        RouteDefinition definition = model.model().getRouteDefinition(id);
        if (route == null || definition == null) {
            return null;
        }
        ServiceStatus status = context.getRouteController().getRouteStatus(id);
        boolean rests = !status.isStarted() && !status.isStarting() && !isHeldBack(id);
        remove(definition);
        return new Old(definition, rests);
    }

    private void remove(RouteDefinition definition) throws Exception {
        String id = definition.getRouteId();
        context.getRouteController().stopRoute(id, STOP_SECONDS, TimeUnit.SECONDS);
        context.removeRoute(id);
        model.model().removeRouteDefinition(definition);
    }

    /** Whether a watch whose server is away has suspended the route. That watch will start the new route. */
    private boolean isHeldBack(String id) {
        return context.getRegistry().findByType(ServerWatch.class).stream().anyMatch(watch -> watch.holdsBack(id));
    }

    private void putBack(Map<String, Old> stopped, List<String> added) {
        for (String id : added) {
            RouteDefinition definition = model.model().getRouteDefinition(id);
            try {
                if (definition != null) {
                    remove(definition);
                }
            } catch (Exception e) {
                LOG.error("the route {} could not be removed: {}", id, Reason.of(e));
            }
        }
        Map<String, RouteDefinition> definitions = new LinkedHashMap<>();
        stopped.forEach((id, old) -> {
            if (old.rests()) {
                old.definition().setAutoStartup("false");
            }
            definitions.put(id, old.definition());
        });
        for (RouteDefinition definition : calledFirst(definitions)) {
            try {
                model.model().addRouteDefinition(definition);
            } catch (Exception e) {
                LOG.error("the route {} could not be started again: {}", definition.getRouteId(), Reason.of(e));
            }
        }
    }
}
