package org.discogsography.outage;

import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Route;
import org.discogsography.threads.DaemonThreads;

/**
 * The routes that need one server: held back until it is there, suspended while it is away, and resumed after that.
 *
 * <p>{@link #start}, {@link #pause} and {@link #resume} are called by one thread alone; the rest is safe for use by several.
 */
final class GuardedRoutes implements AutoCloseable {

    private final List<Route> routes = new CopyOnWriteArrayList<>();
    private final RouteControl control;
    private final HeldBackRoutes heldBack;
    private final PausedRoutes paused;

    GuardedRoutes(RouteControl control, DaemonThreads threads) {
        this.control = control;
        this.heldBack = new HeldBackRoutes(control);
        this.paused = new PausedRoutes(control, threads);
    }

    /** One more, or another in the place of one with its id. */
    void add(Route route) {
        routes.removeIf(known -> known.getId().equals(route.getId()));
        routes.add(route);
    }

    /** It does not start by itself, but with {@link #start}. */
    void holdBack(Route route) {
        heldBack.add(route);
    }

    void remove(Route route) {
        routes.remove(route);
        heldBack.remove(route);
    }

    boolean contains(String id) {
        return routes.stream().anyMatch(route -> route.getId().equals(id));
    }

    /** Whether it is kept from running until the server is there. */
    boolean holdsBack(String id) {
        return paused.contains(id) || heldBack.contains(id);
    }

    /** The ids of those that are suspended until the server is back. */
    SortedSet<String> paused() {
        return paused.ids();
    }

    /** How often, and for how long, they have been paused. */
    RoutePauses pauses() {
        return paused.pauses();
    }

    /** Starts those that are held back; false if some could not be started. */
    boolean start() {
        return heldBack.start();
    }

    /** Suspends those that run; false if none did, or the program ends. */
    boolean pause() {
        List<Route> running = routes.stream().filter(control::isRunning).toList();
        return !running.isEmpty() && paused.pause(running);
    }

    /** Resumes those that are paused, and returns the ids of those that run again. What cannot be resumed stays paused. */
    SortedSet<String> resume() {
        return paused.resume(routes);
    }

    /** Leaves them as they are. */
    @Override
    public void close() {
        paused.close();
    }
}
