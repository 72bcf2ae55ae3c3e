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
 * Replaces running routes by those that edited files say, all of them or, where one does not start, none.
 *
 * <p>Nothing in flight is lost: a route that takes messages from the broker finishes what it has begun to store, and what it
 * had in hand beside that goes back to its queue unacknowledged; any other route is left to finish first.
 */
final class RouteSwap {

    private static final Logger LOG = LoggerFactory.getLogger(RouteSwap.class);
    private static final int STOP_SECONDS = 15;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String BROKER = "spring-rabbitmq:";

    /** A route that is to be replaced: how it is defined, and whether somebody has brought it to rest. */
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
     * Tells the routes that they are about to be replaced, and waits a while for those that have to finish by themselves.
     *
     * @return those that have not
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
        return !route.getEndpoint().getEndpointUri().startsWith(BROKER)
                && context.getInflightRepository().size(route.getRouteId()) > 0;
    }

    /**
     * Replaces these routes; where a new one does not start, all are as before.
     *
     * @throws InvalidRouteException where one does not start
     */
    void run(RouteFiles files, RouteFiles old, Set<String> routes) throws Exception {
        RouteModel.Shared before = model.shared();
        Map<String, Old> stopped = new LinkedHashMap<>();
        List<String> added = new ArrayList<>();
        try {
            Map<String, RouteDefinition> definitions = model.define(files, old, routes);
            for (String id : routes) {
                Old running = stop(id);
                if (running != null) {
                    stopped.put(id, running);
                }
            }
            for (RouteDefinition definition : inOrder(definitions)) {
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

    /** Those first that others call. */
    private static List<RouteDefinition> inOrder(Map<String, RouteDefinition> definitions) {
        return definitions.values().stream()
                .sorted(Comparator.comparing(
                        definition -> !definition.getInput().getEndpointUri().startsWith("direct:")))
                .toList();
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

    /** By a watch whose server is away, which starts the new route as it would have resumed the old one. */
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
        for (RouteDefinition definition : inOrder(definitions)) {
            try {
                model.model().addRouteDefinition(definition);
            } catch (Exception e) {
                LOG.error("the route {} could not be started again: {}", definition.getRouteId(), Reason.of(e));
            }
        }
    }
}
