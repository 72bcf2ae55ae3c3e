package org.discogsography.outage;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes that write to one server: held back until it is there, suspended while it is away, and resumed after that. They are
 * known by their ids, for a route may be replaced by an edited one at any time.
 *
 * <p>{@link #start}, {@link #pause} and {@link #resume} are called by one thread alone; the rest is safe for use by several.
 */
final class GuardedRoutes implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedRoutes.class);
    private static final int STOP_SECONDS = 10;
    private static final int LOOK_MILLIS = 20;

    private final String server;
    private final List<Route> routes = new CopyOnWriteArrayList<>();
    private final List<Route> waiting = new CopyOnWriteArrayList<>(); // to be started when the server is there
    private final Set<String> paused = ConcurrentHashMap.newKeySet(); // ids
    private final RoutePauses pauses = new RoutePauses();
    private final ExecutorService stopping;
    private volatile CamelContext context;

    /** @param server as it is called in log lines */
    GuardedRoutes(String server, ThreadFactory threads) {
        this.server = server;
        this.stopping = Executors.newCachedThreadPool(threads);
    }

    /** From now on they are started, suspended and resumed in this context. */
    void control(CamelContext started) {
        context = started;
    }

    /** One more, or another in the place of one with its id. */
    void add(Route route) {
        routes.removeIf(known -> known.getId().equals(route.getId()));
        routes.add(route);
    }

    /** It is not to start by itself, but with {@link #start}. */
    void holdBack(Route route) {
        if (route.isAutoStartup()) {
            route.setAutoStartup(false);
            waiting.add(route);
        }
    }

    void remove(Route route) {
        routes.remove(route);
        waiting.remove(route);
    }

    boolean contains(String id) {
        return routes.stream().anyMatch(route -> route.getId().equals(id));
    }

    /** Whether it is kept from running until the server is there. */
    boolean holdsBack(String id) {
        return paused.contains(id)
                || waiting.stream().anyMatch(route -> route.getId().equals(id));
    }

    /** The ids of those that are suspended until the server is back. */
    SortedSet<String> paused() {
        return new TreeSet<>(paused);
    }

    /** How often, and for how long, they have been paused. */
    RoutePauses pauses() {
        return pauses;
    }

    /** Starts what was held back; whether all of it has started. */
    boolean start() {
        for (Route route : List.copyOf(waiting)) {
            waiting.remove(route);
            try {
                context.getRouteController().startRoute(route.getId());
            } catch (Exception e) {
                if (!ends()) {
                    failed(route, "started", e);
                    waiting.add(route);
                }
            }
        }
        return waiting.isEmpty();
    }

    /** Suspends those that run; whether there were any. */
    boolean pause() {
        List<Route> consuming = routes.stream()
                .filter(route -> status(route) == ServiceStatus.Started)
                .toList();
        // The consumers first and side by side: with a broker that hangs each takes a while, and Camel, asked to
        // suspend a route, would meanwhile hold the lock that the program needs to end.
        List<Future<?>> stops = new ArrayList<>();
        for (Route route : consuming) {
            stops.add(stopping.submit(() -> ServiceHelper.suspendService(route.getConsumer())));
        }
        for (int i = 0; i < consuming.size() && !ends(); i++) {
            Route route = consuming.get(i);
            // Also where suspending it fails half-way: its consumer may be gone by then.
            paused.add(route.getId());
            try {
                await(stops.get(i));
                if (ends()) {
                    // It stops them itself, and would wait for each that is being suspended.
                    return false;
                }
                context.getRouteController().suspendRoute(route.getId(), STOP_SECONDS, TimeUnit.SECONDS);
                pauses.begin();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            } catch (Exception e) {
                failed(route, "suspended", e);
            }
        }
        return !consuming.isEmpty();
    }

    /** Returns when a consumer has stopped, or the program ends. */
    private void await(Future<?> stop) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS * 3L);
        while (!stop.isDone() && !ends() && System.nanoTime() < end) {
            Thread.sleep(LOOK_MILLIS);
        }
        if (!ends()) {
            stop.get(0, TimeUnit.SECONDS);
        }
    }

    /**
     * Resumes what {@link #pause} has suspended, as it is now: it may have been replaced meanwhile, or be gone. What cannot be
     * resumed stays {@link #paused}.
     *
     * @return the ids of those that go on: not of those that somebody has stopped for good meanwhile
     */
    SortedSet<String> resume() {
        SortedSet<String> resumed = new TreeSet<>();
        if (paused.isEmpty()) {
            return resumed;
        }
        Set<String> failed = new TreeSet<>();
        for (Route route : routes) {
            if (!paused.contains(route.getId())) {
                continue;
            }
            try {
                if (resume(route)) {
                    resumed.add(route.getId());
                }
            } catch (Exception e) {
                failed(route, "resumed", e);
                failed.add(route.getId());
            }
        }
        paused.retainAll(failed);
        pauses.end();
        return resumed;
    }

    private boolean resume(Route route) throws Exception {
        ServiceStatus status = status(route);
        if (status == ServiceStatus.Suspended) {
            context.getRouteController().resumeRoute(route.getId());
            return true;
        }
        if (status == ServiceStatus.Started) {
            ServiceHelper.resumeService(route.getConsumer());
            return true;
        }
        return false;
    }

    private ServiceStatus status(Route route) {
        return context.getRouteController().getRouteStatus(route.getId());
    }

    private void failed(Route route, String done, Exception e) {
        LOG.error("{}: the route {} could not be {}: {}", server, route.getId(), done, Reason.of(e));
    }

    private boolean ends() {
        return stopping.isShutdown() || context.isStopping() || context.isStopped();
    }

    /** Leaves them as they are. */
    @Override
    public void close() {
        stopping.shutdownNow();
    }
}
