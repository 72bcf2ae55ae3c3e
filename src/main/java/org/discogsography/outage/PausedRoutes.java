package org.discogsography.outage;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Route;
import org.apache.camel.support.service.ServiceHelper;
import org.discogsography.threads.DaemonThreads;

/**
 * Routes that are suspended until their server is back. {@link #pause} and {@link #resume} are called by one thread alone; the
 * rest is safe for use by several.
 */
final class PausedRoutes implements AutoCloseable {

    private static final int POLL_MILLIS = 20;

    private final Set<String> paused = ConcurrentHashMap.newKeySet(); // ids
    private final RoutePauses pauses = new RoutePauses();
    private final RouteControl control;
    private final ExecutorService threads;

    PausedRoutes(RouteControl control, DaemonThreads threads) {
        this.control = control;
        this.threads = Executors.newCachedThreadPool(threads);
    }

    SortedSet<String> ids() {
        return new TreeSet<>(paused);
    }

    boolean contains(String id) {
        return paused.contains(id);
    }

    RoutePauses pauses() {
        return pauses;
    }

    /** Suspends routes, all of which run; false if the program ends meanwhile. */
    boolean pause(List<Route> running) {
        // The consumers first and side by side: with a broker that hangs each takes a while, and Camel, asked to
        // suspend a route, would meanwhile hold the lock that the program needs to end.
        List<Future<?>> consumers = new ArrayList<>();
        for (Route route : running) {
            consumers.add(threads.submit(() -> ServiceHelper.suspendService(route.getConsumer())));
        }
        for (int i = 0; i < running.size() && !control.isEnding(); i++) {
            Route route = running.get(i);
            // Also if suspending it fails half-way: its consumer may be gone by then.
            paused.add(route.getId());
            try {
                await(consumers.get(i));
                if (control.isEnding()) {
                    // Camel stops the routes itself, and would wait for each that is being suspended.
                    return false;
                }
                control.suspend(route);
                pauses.begin();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            } catch (Exception e) {
                control.failed(route, "suspended", e);
            }
        }
        return true;
    }

    /** Returns when a consumer has stopped, or the program ends. */
    private void await(Future<?> consumer) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(RouteControl.STOP_SECONDS * 3L);
        while (!consumer.isDone() && !control.isEnding() && System.nanoTime() < end) {
            Thread.sleep(POLL_MILLIS);
        }
        if (!control.isEnding()) {
            consumer.get(0, TimeUnit.SECONDS);
        }
    }

    /**
     * Resumes what {@link #pause} has suspended, as it is now: it may have been replaced meanwhile, or be gone. A route that
     * cannot be resumed stays paused.
     *
     * @return the ids of those that run again: not of those that somebody has stopped for good meanwhile
     */
    SortedSet<String> resume(List<Route> routes) {
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
                if (control.resume(route)) {
                    resumed.add(route.getId());
                }
            } catch (Exception e) {
                control.failed(route, "resumed", e);
                failed.add(route.getId());
            }
        }
        paused.retainAll(failed);
        pauses.end();
        return resumed;
    }

    /** Leaves the routes as they are. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
