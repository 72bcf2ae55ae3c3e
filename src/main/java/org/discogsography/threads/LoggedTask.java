package org.discogsography.threads;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task for an executor that logs what it throws, an {@link Error} too, and ends as if it had succeeded: a scheduler repeats a task only
 * as long as it throws nothing, and keeps to itself what it threw.
 *
 * <p>One that fails again and again is logged once, and once more when it works again.
 */
public final class LoggedTask implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(LoggedTask.class);

    /** What it does. */
    @FunctionalInterface
    public interface Task {

        void run() throws Exception;
    }

    private final String name;
    private final Task task;
    private volatile boolean failing;

    /** @param name of the task, in log lines */
    public LoggedTask(String name, Task task) {
        this.name = name;
        this.task = task;
    }

    @Override
    public void run() {
        try {
            task.run();
            if (failing) {
                failing = false;
                LOG.info("{}: works again", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) { // an Error as well: it costs this run, and no other
            failed(e);
        }
    }

    private void failed(Throwable thrown) {
        try {
            if (failing) {
                LOG.debug("{}: failed again", name, thrown);
            } else {
                LOG.error("{}: failed", name, thrown);
            }
        } catch (Throwable e) {
            // Without memory there may be none for the line either.
        }
        failing = true;
    }
}
