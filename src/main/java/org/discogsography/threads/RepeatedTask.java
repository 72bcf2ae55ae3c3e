package org.discogsography.threads;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Repeats a task on a daemon thread of its own until it is closed. What a run throws is logged as {@link LoggedTask} does, and the next run
 * comes all the same. Thread-safe.
 */
public final class RepeatedTask implements AutoCloseable {

    private final ScheduledExecutorService thread;
    private final LoggedTask task;

    /**
     * A task that does not run yet.
     *
     * @param name of the thread, and of the task in log lines
     */
    public RepeatedTask(String name, LoggedTask.Task task) {
        this.thread = Executors.newSingleThreadScheduledExecutor(new DaemonThreads(name));
        this.task = new LoggedTask(name, task);
    }

    /** Runs it after the first wait, and again after the interval has passed since the end of the last run. */
    public void repeat(Duration first, Duration interval) {
        Future<?> unused =
                thread.scheduleWithFixedDelay(task, first.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Runs it now, and again at each interval from now on; a run that is late does not move the next. */
    public void repeatAtFixedRate(Duration interval) {
        Future<?> unused = thread.scheduleAtFixedRate(task, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Runs it once more, as soon as no run is under way. */
    public void soon() {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException closed) {
            // There is no other run then.
        }
    }

    /** Interrupts a run under way; there is no other after it. */
    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** Waits until a run that {@link #close} has interrupted is over, but not for longer than this. */
    public void awaitEnd(Duration longest) {
        try {
            boolean unused = thread.awaitTermination(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
