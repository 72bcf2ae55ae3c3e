package org.discogsography.outage;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
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
 * Watches over one server. As the {@code routePolicy} of the routes that write to it, it starts them when the server has
 * been found at work for the first time, suspends them while the circuit breaker is open, so that their messages wait in
 * their queues, and resumes them when a probe, not a message, has found the server back.
 *
 * <ul>
 *   <li>At the start it looks for the server until it is there, at growing intervals and then every few seconds
 *   <li>A call fails while the server has been silent for long: it hangs, and the breaker opens without waiting for more
 *   <li>The breaker opens: the routes are suspended
 *   <li>The breaker is half-open: the one trial that it permits is the probe
 *   <li>The breaker closes: the routes that were suspended here are resumed; a route that somebody stopped stays so
 * </ul>
 *
 * <p>Whoever steers routes by hand, in Hawtio say, has the last word, except that nothing consumes while the server is away: a
 * route that is resumed or started then is suspended again. A route that somebody suspended before the outage stays so after
 * it. During the outage it is suspended anyway: who wants it to stay away after the outage stops it.
 *
 * <p>Thread-safe. All its work is done by one thread of its own.
 */
public final class ServerWatch extends RoutePolicySupport implements StartupListener, AutoCloseable {

    /** What is known of the server. */
    public enum State {
        /** Not found at work since the start of the program. */
        CONNECTING,
        /** At work. */
        UP,
        /** It failed; its breaker is not closed. */
        DOWN
    }

    private static final Logger LOG = LoggerFactory.getLogger(ServerWatch.class);
    private static final Duration CATCHING_UP = Duration.ofSeconds(1);
    private static final Duration TRIAL_OF_ANOTHER = Duration.ofSeconds(1);
    private static final Duration ADDED = Duration.ofSeconds(1);
    private static final Duration GUARDING = Duration.ofMillis(500);

    private final String server;
    private final CircuitBreaker breaker;
    private final Function<Throwable, Failure> meaning;
    private final Probe probe;
    private final Backoff backoff;
    private final Duration look;
    private final LongSupplier backlog;
    private final Timeline timeline;
    private final GuardedRoutes routes;
    private boolean guarding; // confined to the watch's thread
    private final ScheduledExecutorService thread;
    private volatile Supplier<PoolUse> pool; // null: it has none
    private volatile CamelContext context;
    private volatile boolean closed;
    private State state = State.CONNECTING; // guarded by this
    private Instant since = Instant.now(); // guarded by this
    private String lastError; // guarded by this

    /**
     * A watch that begins with the Camel context that it is a startup listener of.
     *
     * @param server as it is called in log lines
     * @param meaning tells what a failure of the server's callers means
     * @param probe has to come back within a bounded time
     * @param backoff the waits between the first tries to reach it
     * @param look the longest wait between tries to reach a server that was not there at the start
     * @param backlog how many messages wait for the server; less than 0 where that is not known
     * @param timeline is told of what the log is told of
     */
    public ServerWatch(
            String server,
            CircuitBreaker breaker,
            Function<Throwable, Failure> meaning,
            Probe probe,
            Backoff backoff,
            Duration look,
            LongSupplier backlog,
            Timeline timeline) {
        this.server = server;
        this.breaker = breaker;
        this.meaning = meaning;
        this.probe = probe;
        this.backoff = backoff;
        this.look = look;
        this.backlog = backlog;
        this.timeline = timeline;
        ThreadFactory threads = new DaemonThreads("watch-" + server);
        this.thread = Executors.newSingleThreadScheduledExecutor(threads);
        this.routes = new GuardedRoutes(server, threads);
        breaker.getEventPublisher().onStateTransition(event -> soon(this::follow));
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

    /** A route that is added while its server goes away can miss its pause. */
    @Override
    public void onStart(Route route) {
        if (breaker.getState() != CircuitBreaker.State.CLOSED) {
            later(this::follow, ADDED);
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
        context = started;
        routes.control(started);
        soon(() -> connect(1, Instant.now()));
    }

    /** The server's name in log lines. */
    public String server() {
        return server;
    }

    /** What is known of the server now. */
    public synchronized State state() {
        return state;
    }

    /** Since when that is so. */
    public synchronized Instant since() {
        return since;
    }

    /** Why it failed last; null where it never did. */
    public synchronized String lastError() {
        return lastError;
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
     * From now on one failed call is enough where the pulse has felt nothing for so long. A server that hangs would else be
     * tried until enough calls have failed, each by its time-out. Neither is enough alone: a server that is busy may keep a
     * pulse waiting, and it takes more than one bad call to tell an outage from an accident.
     *
     * @param silence how long the server must have neither answered nor refused
     */
    public void openAfter(Duration silence, Liveness pulse) {
        breaker.getEventPublisher().onError(event -> {
            Duration silent = pulse.silence();
            if (silent.compareTo(silence) >= 0) {
                soon(() -> hangs(silent));
            }
        });
    }

    private void hangs(Duration silent) {
        if (ends() || breaker.getState() != CircuitBreaker.State.CLOSED) {
            return;
        }
        tell(Level.WARN, Event.Kind.FAILURE, "hangs: neither an answer nor a refusal for " + DurationText.time(silent));
        breaker.transitionToOpenState();
    }

    /** From now on it tells how its server's connections are used. */
    public void showPool(Supplier<PoolUse> use) {
        pool = use;
    }

    /** How its server's connections are used, without waiting for the server; empty where they are not pooled. */
    public Optional<PoolUse> pool() {
        return Optional.ofNullable(pool).map(Supplier::get);
    }

    /** Whether it is at work itself: where it has ended, nobody would find its server back. */
    public boolean isWatching() {
        return !closed && !thread.isShutdown();
    }

    /** Whether a route is suspended while the server is away. */
    public boolean guards(String routeId) {
        return routes.contains(routeId);
    }

    /** Whether it keeps a route from running until the server is there. */
    public boolean holdsBack(String routeId) {
        return routes.holdsBack(routeId);
    }

    /** Whether the server would do now what is asked of it. Throws its failure where it would not. */
    public void check() throws Exception {
        probe.run();
    }

    /**
     * Somebody has tried one thing again and again in vain, while others may have got through to the same server. Where the
     * failure means an outage the breaker opens, so that the server is left alone until the probe succeeds: a locked table is
     * an outage for those who write to it.
     */
    public void givenUp(Throwable failure) {
        if (meaning.apply(failure) != Failure.OUTAGE && !ProbeFailedException.isIn(failure)) {
            return;
        }
        failed(failure);
        if (breaker.getState() == CircuitBreaker.State.CLOSED) {
            breaker.transitionToOpenState();
        }
    }

    /**
     * Returns when the server is at work, at once where it is.
     *
     * @throws InterruptedException where the wait was interrupted, or the program ends
     */
    public synchronized void await() throws InterruptedException {
        while (state != State.UP) {
            if (closed || (context != null && (context.isStopping() || context.isStopped()))) {
                throw new InterruptedException("The program ends while " + server + " is away");
            }
            wait(200);
        }
    }

    private void connect(int attempt, Instant began) {
        if (ends()) {
            return;
        }
        try {
            if (attempt <= backoff.attempts()) {
                tell(
                        Level.INFO,
                        Event.Kind.CONNECTING,
                        "connecting (attempt " + attempt + "/" + backoff.attempts() + ")");
            }
            probe.run();
            tell(
                    Level.INFO,
                    Event.Kind.CONNECTED,
                    attempt == 1 ? "connected" : "connected after " + DurationText.time(since(began)));
            changed(State.UP);
            startRoutes();
        } catch (Exception e) {
            failed(e);
            Duration wait = shorter(backoff.after(attempt), look);
            if (attempt < backoff.attempts()) {
                tell(
                        Level.WARN,
                        Event.Kind.FAILURE,
                        "failed, again in " + DurationText.time(wait) + ": " + Reason.of(e));
            } else if (attempt == backoff.attempts()) {
                tell(
                        Level.WARN,
                        Event.Kind.FAILURE,
                        "failed, from now on tried every " + DurationText.time(look) + " until it is there: "
                                + Reason.of(e));
            }
            later(() -> connect(attempt + 1, began), wait);
        }
    }

    private void startRoutes() {
        if (!routes.start()) {
            later(this::follow, look);
        }
    }

    /** Brings the routes in line with the breaker. */
    private void follow() {
        if (ends()) {
            return;
        }
        switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> {
                changed(State.DOWN);
                pauseRoutes();
                guardSoon();
            }
            case HALF_OPEN -> {
                changed(State.DOWN);
                pauseRoutes();
                guardSoon();
                trial();
                if (breaker.getState() == CircuitBreaker.State.HALF_OPEN) {
                    // Whoever has the one trial may give it back without an outcome.
                    later(this::follow, TRIAL_OF_ANOTHER);
                }
            }
            case CLOSED -> {
                if (state() == State.DOWN) {
                    changed(State.UP);
                }
                if (state() == State.UP) {
                    startRoutes();
                    resumeRoutes();
                }
            }
            default -> LOG.debug("{}: nothing to do for {}", server, breaker.getState());
        }
    }

    private void guardSoon() {
        if (!guarding) {
            guarding = true;
            later(this::guard, GUARDING);
        }
    }

    /**
     * Suspends again what somebody has resumed or started meanwhile: behind an open breaker its messages would go back to
     * their queue, and be delivered, over and over.
     */
    private void guard() {
        guarding = false;
        if (!ends() && breaker.getState() != CircuitBreaker.State.CLOSED) {
            pauseRoutes();
            guardSoon();
        }
    }

    private void trial() {
        try {
            breaker.executeCallable(() -> {
                probe.require();
                return null;
            });
        } catch (CallNotPermittedException e) {
            LOG.debug("{}: somebody else has the trial", server);
        } catch (Exception e) {
            failed(e);
        }
    }

    private void pauseRoutes() {
        if (routes.pause()) {
            tell(
                    Level.WARN,
                    Event.Kind.PAUSED,
                    "consumers paused, their messages wait: " + String.join(", ", routes.paused()));
        }
    }

    private void resumeRoutes() {
        SortedSet<String> resumed = routes.resume();
        if (!routes.paused().isEmpty()) {
            later(this::follow, look);
        }
        if (resumed.isEmpty()) {
            return;
        }
        long messages = backlog.getAsLong();
        tell(
                Level.INFO,
                Event.Kind.RESUMED,
                "consumers resumed: " + String.join(", ", resumed)
                        + (messages < 0 ? "" : String.format("; backlog %,d messages", messages)));
        if (messages > 0) {
            Instant began = since();
            later(() -> catchUp(began), CATCHING_UP);
        }
    }

    private void catchUp(Instant resumed) {
        // Another outage in between has its own end.
        if (ends() || state() != State.UP || !since().equals(resumed)) {
            return;
        }
        if (backlog.getAsLong() == 0) {
            tell(
                    Level.INFO,
                    Event.Kind.CAUGHT_UP,
                    "caught up, " + DurationText.time(since(resumed)) + " after the consumers resumed");
        } else {
            later(() -> catchUp(resumed), CATCHING_UP);
        }
    }

    private void tell(Level level, Event.Kind kind, String text) {
        timeline.tell(LOG, level, kind, server, text);
    }

    private static Duration since(Instant time) {
        return Duration.between(time, Instant.now());
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private synchronized void changed(State now) {
        if (state != now) {
            state = now;
            since = Instant.now();
            notifyAll();
        }
    }

    private synchronized void failed(Throwable failure) {
        lastError = Reason.of(failure);
    }

    private boolean ends() {
        return closed || context == null || context.isStopping() || context.isStopped();
    }

    private void soon(Runnable task) {
        later(task, Duration.ZERO);
    }

    private void later(Runnable task, Duration wait) {
        try {
            // What comes of it is seen to by run.
            Future<?> unused = thread.schedule(() -> run(task), wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: no longer watched", server);
        }
    }

    /** A scheduled task that throws would end without a word. */
    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            if (!ends()) {
                LOG.error("{}: the watch failed", server, e);
            }
        }
    }

    /** Ends the watch; the routes are left as they are. */
    @Override
    public void close() {
        closed = true;
        routes.close();
        thread.shutdownNow();
        synchronized (this) {
            notifyAll();
        }
    }
}
