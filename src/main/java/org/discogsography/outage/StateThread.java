package org.discogsography.outage;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.discogsography.threads.DaemonThreads;
import org.discogsography.threads.LoggedTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of a {@link ServerWatch}, on which all its states run, one after another. Whatever they throw, it goes on: without it
 * the routes would stay suspended after the outage. {@link #soon}, {@link #later} and {@link #close} are for any thread.
 */
final class StateThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StateThread.class);
    private static final int TICK_MILLIS = 500;

    private final DaemonThreads threads;
    private final RouteControl control;
    private final ServerStatus status;
    private final ScheduledExecutorService thread;
    private WatchState state; // this and the following are confined to the thread
    private boolean broken; // something has thrown in this state

    StateThread(DaemonThreads threads, RouteControl control, ServerStatus status) {
        this.threads = threads;
        this.control = control;
        this.status = status;
        this.thread = Executors.newSingleThreadScheduledExecutor(threads);
    }

    /** Nothing runs before this, and nothing any more when the program ends. */
    void begin(WatchState first) {
        soon(() -> moveTo(first));
        Future<?> unused = thread.scheduleWithFixedDelay(
                new LoggedTask(threads.name(), () -> run(this::tick)), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    boolean isRunning() {
        return !thread.isShutdown();
    }

    void soon(Runnable task) {
        later(Duration.ZERO, task);
    }

    void later(Duration wait, Runnable task) {
        try {
            Future<?> unused = thread.schedule(() -> run(task), wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: has ended", threads.name());
        }
    }

    /** For a task on the thread. */
    WatchState state() {
        return state;
    }

    /** For a task on the thread. */
    void moveTo(WatchState next) {
        state = next;
        status.is(next.name());
        next.enter();
    }

    private void tick() {
        if (broken) {
            broken = false;
            moveTo(state.restarted());
        } else {
            state.tick();
        }
    }

    private void run(Runnable task) {
        if (!control.isPossible()) {
            return;
        }
        try {
            task.run();
        } catch (Throwable e) { // an Error as well
            if (!control.isEnding()) {
                broken = true;
                LOG.error("{}: failed, continuing in state {}", threads.name(), state.name(), e);
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
