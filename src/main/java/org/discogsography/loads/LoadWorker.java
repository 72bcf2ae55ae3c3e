package org.discogsography.loads;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.discogsography.dump.DataType;
import org.discogsography.outage.Reason;
import org.discogsography.threads.RepeatedTask;
import org.discogsography.timeline.Event;
import org.discogsography.timeline.Timeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Brings the loads of one store to their end: compares each with the store, says what is missing, and has older records removed. It rests on
 * nothing but the store, so that it goes on after a restart, and beside other instances.
 *
 * <p>Its calls pass the store's circuit breaker. While the store is away it waits. Thread-safe.
 */
public final class LoadWorker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LoadWorker.class);

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** Between two looks at a store in which nothing is to do: somebody may accept a load, or another instance end. */
    private static final Duration IDLE = Duration.ofSeconds(15);

    /** A removal lets other loads have their turn after this time. */
    private static final Duration TURN = Duration.ofSeconds(5);

    private static final Duration FIRST_WAIT = Duration.ofSeconds(2);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    /** Counting again and again takes at most one part in this of the store's time. */
    private static final int SHARE = 20;

    /** So long must nothing have been stored before records count as missing: another instance may have some in work. */
    private static final Duration SETTLE = Duration.ofSeconds(10);

    private final String service;
    private final LoadStore store;
    private final LoadQueues queues;
    private final BooleanSupplier storeIsUp;
    private final CircuitBreaker breaker;
    private final Timeline timeline;
    private final InstantSource clock;
    private final RepeatedTask task;
    private final Map<Key, Looks> looks = new HashMap<>(); // confined to the task
    private volatile List<Load> loads = List.of();
    private volatile boolean announced = true;
    private volatile Failing failing; // null: all works
    private Instant nextList = Instant.MIN; // confined to the task
    private long settledAtList; // confined to the task

    private record Key(String version, DataType type) {}

    /** What keeps the loads from being brought to their end. */
    record Failing(Instant since, String reason) {}

    /** When a load that is not settled is compared next. */
    private static final class Looks {
        Instant last = Instant.MIN;
        Instant next = Instant.MIN;
        Duration wait = FIRST_WAIT;
        Duration took = Duration.ZERO;
        long settled = -1;
        long stored = -1;
        Instant still; // since then the store has held that many and nothing was outstanding; null: it is not still

        /** Notes a number of records that was found. Returns whether it has been the same for a while, with nothing outstanding. */
        boolean isStill(Instant began, Instant end, long found, long outstanding) {
            if (outstanding != 0) {
                still = null;
            } else if (still == null || found != stored || still.isAfter(end)) {
                still = end;
            }
            stored = found;
            return still != null && !began.isBefore(still.plus(SETTLE));
        }

        /** Whether records are missing is told after another comparison, which need not wait as long as later ones. */
        void compareOnceMore(Instant end) {
            if (still != null) {
                next = end.plus(longer(Duration.between(end, still.plus(SETTLE)), took));
            }
        }

        void compared(Instant began, Instant end, long settledBefore) {
            took = Duration.between(began, end);
            last = end;
            wait = settledBefore != settled ? FIRST_WAIT : shorter(wait.multipliedBy(2), LONGEST_WAIT);
            settled = settledBefore;
            next = end.plus(longer(wait, took.multipliedBy(SHARE)));
        }
    }

    /**
     * A worker that has not begun yet.
     *
     * @param service whose store it is, for log lines
     * @param storeIsUp whether the store is known to work; it is not called otherwise
     * @param timeline gets an event for each load that is complete or incomplete
     */
    public LoadWorker(
            String service,
            LoadStore store,
            LoadQueues queues,
            BooleanSupplier storeIsUp,
            CircuitBreaker breaker,
            Timeline timeline,
            InstantSource clock) {
        this.service = service;
        this.store = store;
        this.queues = queues;
        this.storeIsUp = storeIsUp;
        this.breaker = breaker;
        this.timeline = timeline;
        this.clock = clock;
        this.task = new RepeatedTask(service + "-loads", this::run);
    }

    /** Begins. */
    public LoadWorker start() {
        task.repeat(INTERVAL, INTERVAL);
        return this;
    }

    /**
     * Notes what an extraction has announced; it is committed when this returns.
     *
     * @throws Exception if the store fails
     */
    public void announce(Announcement announcement) throws Exception {
        store.announce(announcement);
        announced = true;
    }

    /** The loads, as the store had them when it was last asked. */
    public List<Load> loads() {
        return loads;
    }

    /** What keeps the loads from being brought to their end; null if nothing does. */
    Failing failing() {
        return failing;
    }

    /** The service whose store it is. */
    public String service() {
        return service;
    }

    /** One round over all loads. */
    void run() throws Exception {
        if (!storeIsUp.getAsBoolean()) {
            return;
        }
        boolean works = true;
        try {
            if (list()) {
                for (Load load : loads) {
                    works &= works(load);
                }
            }
        } catch (CallNotPermittedException e) {
            LOG.debug("{}: the loads wait, the store is away", service);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            fails(e);
            works = false;
        }
        if (works) {
            works();
        }
    }

    /** Brings on one load, whose failure does not keep the others from their turn. */
    private boolean works(Load load) throws InterruptedException {
        try {
            bringOn(load);
            return true;
        } catch (CallNotPermittedException e) {
            throw e;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            fails(e);
            return false;
        }
    }

    /** Asks for the loads if that may be of use. Returns whether it has. */
    private boolean list() throws Exception {
        Instant now = clock.instant();
        long settled = 0;
        for (DataType type : DataType.values()) {
            settled += queues.settled(type);
        }
        boolean isIdle = loads.stream().noneMatch(this::hasWork);
        if (isIdle && !announced && settled == settledAtList && isAhead(now)) {
            return false;
        }
        announced = false;
        try {
            loads = List.copyOf(guarded(store::loads));
        } catch (Exception e) {
            announced = true;
            throw e;
        }
        settledAtList = settled;
        nextList = now.plus(IDLE);
        looks.keySet().removeIf(key -> loads.stream()
                .noneMatch(load -> load.version().equals(key.version()) && load.type() == key.type() && hasWork(load)));
        return true;
    }

    /** Whether the next list is still to come. One that is further away than usual was noted before somebody set the clock back. */
    private boolean isAhead(Instant now) {
        return now.isBefore(nextList) && !nextList.isAfter(now.plus(IDLE));
    }

    private boolean hasWork(Load load) {
        return load.state().isSettled() ? !load.removalDone() : isOpen(load);
    }

    /** Whether it may still become complete, or has to be told that it never will. */
    private boolean isOpen(Load load) {
        return load.records() != null
                && !load.state().isSettled()
                && (load.state() == LoadState.LOADING || !load.isSuperseded(loads));
    }

    private void bringOn(Load load) throws Exception {
        if (load.state().isSettled() && !load.removalDone()) {
            remove(load);
        } else if (isOpen(load)) {
            if (load.isSuperseded(loads)) {
                supersede(load);
            } else {
                compareIfDue(load);
            }
        }
    }

    private void supersede(Load load) throws Exception {
        if (guarded(() -> store.incomplete(load))) {
            report(Level.WARN, Event.Kind.LOAD_INCOMPLETE, load, LoadReport.superseded(load));
        }
    }

    /**
     * The first time at once, so that a newer version has no time to overwrite what is counted. Later only if nothing is outstanding: soon
     * if records have been settled since, which may have been replayed dead letters, and else ever more rarely.
     */
    private void compareIfDue(Load load) throws Exception {
        Looks look = looks.computeIfAbsent(new Key(load.version(), load.type()), key -> new Looks());
        Instant now = clock.instant();
        long settled = queues.settled(load.type());
        boolean isFirst = look.settled < 0 || now.isBefore(look.last); // somebody has set the clock back
        boolean somethingCame = settled != look.settled && now.isAfter(look.last.plus(look.took));
        if (!isFirst && !somethingCame && now.isBefore(look.next)) {
            return;
        }
        long outstanding = queues.outstanding(load.type());
        if (!isFirst && outstanding != 0) {
            return;
        }
        compare(load, look, settled, outstanding);
    }

    private void compare(Load load, Looks look, long settled, long outstanding) throws Exception {
        Instant began = clock.instant();
        Comparison found;
        try {
            found = guarded(() -> store.compare(load));
        } finally {
            // Also if it failed, perhaps because it took too long: to count all again at once would be of no use.
            look.compared(began, clock.instant(), settled);
        }
        if (found.completed()) {
            report(
                    Level.INFO,
                    Event.Kind.LOAD_COMPLETE,
                    load,
                    "complete: the store holds all " + String.format(java.util.Locale.ROOT, "%,d", found.stored())
                            + " records; what is older is removed");
            announced = true; // the next round removes
        } else if (load.state() == LoadState.LOADING) {
            tellIfStill(load, look, began, found.stored(), outstanding);
        }
    }

    private void tellIfStill(Load load, Looks look, Instant began, long stored, long outstanding) throws Exception {
        Instant end = clock.instant();
        if (!look.isStill(began, end, stored, outstanding)) {
            look.compareOnceMore(end);
        } else if (guarded(() -> store.incomplete(load))) {
            report(
                    Level.WARN,
                    Event.Kind.LOAD_INCOMPLETE,
                    load,
                    LoadReport.incomplete(load, stored, queues.deadLetters(load.type())));
        }
    }

    private void remove(Load load) throws Exception {
        Instant end = clock.instant().plus(TURN);
        Removal.Outcome outcome = Removal.Outcome.MORE;
        while (outcome == Removal.Outcome.MORE
                && storeIsUp.getAsBoolean()
                && clock.instant().isBefore(end)) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException("The program ends during a removal, which goes on at the next start");
            }
            outcome = guarded(() -> store.remove(load)).outcome();
        }
        if (outcome == Removal.Outcome.DONE) {
            loads = List.copyOf(guarded(store::loads));
            Load done = loads.stream()
                    .filter(other ->
                            other.type() == load.type() && other.version().equals(load.version()))
                    .findFirst()
                    .orElse(load);
            report(Level.INFO, Event.Kind.LOAD_COMPLETE, done, LoadReport.done(done));
        }
    }

    private <T> T guarded(Callable<T> call) throws Exception {
        return breaker.executeCallable(call);
    }

    private void report(Level level, Event.Kind kind, Load load, String text) {
        timeline.report(LOG, level, kind, service + " " + load, text);
    }

    private void fails(Exception e) {
        String reason = Reason.of(e);
        if (!storeIsUp.getAsBoolean()) {
            LOG.debug("{}: the loads wait for the store", service, e); // its watch reports it
            return;
        }
        if (failing == null) {
            failing = new Failing(clock.instant(), reason);
            LOG.warn("{}: the loads cannot be processed, retrying: {}", service, reason);
        } else {
            failing = new Failing(failing.since(), reason);
        }
        LOG.debug("{}: the loads cannot be processed", service, e);
    }

    private void works() {
        if (failing != null) {
            failing = null;
            LOG.info("{}: the loads are processed again", service);
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Interrupts what is under way; the next start goes on with it. */
    @Override
    public void close() {
        task.close();
    }
}
