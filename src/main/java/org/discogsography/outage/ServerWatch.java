package org.discogsography.outage;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.StartupListener;
import org.apache.camel.support.RoutePolicySupport;
import org.discogsography.threads.DaemonThreads;
import org.discogsography.timeline.Event;
import org.discogsography.timeline.Timeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Watches over one server. As the {@code routePolicy} of the routes that need it, it starts them when the server has been reached for the
 * first time, suspends them while the circuit breaker is open, so that their messages wait in their queues, and resumes them when a probe,
 * not a message, has found the server back. What it does in each state, the state says: {@link ConnectingState}, {@link UpState},
 * {@link DownState}.
 *
 * <p>Whoever controls routes by hand, in Hawtio say, has the last word, except that nothing consumes while the server is away: a
 * route that is resumed or started then is suspended again. A route that somebody suspended before the outage stays so after
 * it. During the outage it is suspended anyway: to keep it from running after the outage, stop it.
 *
 * <p>Thread-safe. All its work is done by one thread of its own.
 */
public final class ServerWatch extends RoutePolicySupport implements StartupListener, AutoCloseable {

    /** What is known of the server. */
    public enum State {
        /** Not reached since the start of the program. */
        CONNECTING,
        /** It works. */
        UP,
        /** It failed; its breaker is not closed. */
        DOWN
    }

    private static final Logger LOG = LoggerFactory.getLogger(ServerWatch.class);

    private final WatchedServer server;
    private final Reconnecting reconnecting;
    private final CircuitBreaker breaker;
    private final Timeline timeline;
    private final ServerStatus known = new ServerStatus();
    private final RouteControl control;
    private final GuardedRoutes routes;
    private final StateThread thread;
    private volatile Supplier<PoolUse> pool; // null: it has none
    private volatile Supplier<Optional<String>> address = Optional::empty;
    private volatile boolean closed;

    /**
     * A watch that begins with the Camel context that it is a startup listener of.
     *
     * @param timeline gets what the log gets
     */
    public ServerWatch(WatchedServer server, Reconnecting reconnecting, CircuitBreaker breaker, Timeline timeline) {
        this.server = server;
        this.reconnecting = reconnecting;
        this.breaker = breaker;
        this.timeline = timeline;
        var threads = new DaemonThreads("watch-" + server.name());
        this.control = new RouteControl(server.name());
        this.routes = new GuardedRoutes(control, threads);
        this.thread = new StateThread(threads, control, known);
    }

    @Override
    public void onInit(Route route) {
        super.onInit(route);
        routes.add(route);
        // A route that is added again, edited perhaps, while its server is there starts as any other.
        if (state() != State.UP) {
            routes.holdBack(route);
        }
    }

    @Override
    public void onRemove(Route route) {
        routes.remove(route);
    }

    @Override
    public void onCamelContextStarted(CamelContext started, boolean alreadyStarted) {}

    @Override
    public void onCamelContextFullyStarted(CamelContext started, boolean alreadyStarted) {
        control.begin(started);
        thread.begin(new ConnectingState(this));
        breaker.getEventPublisher().onStateTransition(event -> thread.soon(this::follow));
    }

    /** The server's name in log lines. */
    public String server() {
        return server.name();
    }

    /** What is known of the server now. */
    public State state() {
        return known.state();
    }

    /** Time of the last change of state. */
    public Instant since() {
        return known.since();
    }

    /** Why it failed last; null if it never did. */
    public String lastError() {
        return known.lastError();
    }

    /** The breaker that it follows. */
    public CircuitBreaker breaker() {
        return breaker;
    }

    /** How often, and for how long, its routes have been paused. */
    public RoutePauses pauses() {
        return routes.pauses();
    }

    /**
     * From now on one failed call is enough to open the breaker while the server hangs.
     *
     * @param longestSilence for which the server may neither answer nor refuse
     */
    public void openAfter(Duration longestSilence, Liveness liveness) {
        new HungServerDetector(this, longestSilence, liveness).listen();
    }

    /** From now on {@link #pool} says how the server's connections are used. */
    public void showPool(Supplier<PoolUse> use) {
        pool = use;
    }

    /** How its server's connections are used, without waiting for the server; empty if they are not pooled. */
    public Optional<PoolUse> pool() {
        return Optional.ofNullable(pool).map(Supplier::get);
    }

    /** From now on {@link #address} says which host is in use. */
    public void showAddress(Supplier<Optional<String>> inUse) {
        address = inUse;
    }

    /** The host in use, as the settings name it, with its port; empty if none has been reached yet. */
    public Optional<String> address() {
        return address.get();
    }

    /** Whether it works itself: if it has ended, nobody would find its server back. */
    public boolean isWatching() {
        return !closed && thread.isRunning();
    }

    /** Whether a route is suspended while the server is away. */
    public boolean guards(String routeId) {
        return routes.contains(routeId);
    }

    /** Whether it keeps a route from running until the server is there. */
    public boolean holdsBack(String routeId) {
        return routes.holdsBack(routeId);
    }

    /**
     * A caller has tried one thing again and again in vain, while others may have got through to the same server. If the
     * failure means an outage the breaker opens, so that the server is left alone until the probe succeeds: a locked table is
     * an outage for those who write to it.
     */
    public void givenUp(Throwable failure) {
        if (server.classifier().apply(failure) != Failure.OUTAGE && !ProbeFailedException.isIn(failure)) {
            return;
        }
        known.failed(failure);
        if (breaker.getState() == CircuitBreaker.State.CLOSED) {
            breaker.transitionToOpenState();
        }
    }

    /**
     * Returns when the server works, at once if it does.
     *
     * @throws InterruptedException if the wait was interrupted, or the program ends
     */
    public void await() throws InterruptedException {
        if (!known.awaitUp(() -> closed || control.isEnding())) {
            throw new InterruptedException("The program ends while " + server.name() + " is away");
        }
    }

    private void follow() {
        thread.state().follow(breaker.getState());
    }

    // For its states.

    Reconnecting reconnecting() {
        return reconnecting;
    }

    GuardedRoutes routes() {
        return routes;
    }

    long backlog() {
        return server.backlog().getAsLong();
    }

    void probe() throws ProbeFailedException {
        try {
            server.probe().require();
        } catch (ProbeFailedException e) {
            known.failed(e);
            throw e;
        }
    }

    void log(Level level, Event.Kind kind, String text) {
        timeline.report(LOG, level, kind, server.name(), text);
    }

    StateThread thread() {
        return thread;
    }

    /** Ends the watch; the routes are left as they are. */
    @Override
    public void close() {
        closed = true;
        control.end();
        routes.close();
        thread.close();
    }
}
