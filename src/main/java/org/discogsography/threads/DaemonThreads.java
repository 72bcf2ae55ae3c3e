package org.discogsography.threads;

import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes threads that do not keep the program from ending, and that log what ends them before their time.
 *
 * <p>That covers {@code execute} and plain threads only: an executor puts what a <em>submitted</em> or <em>scheduled</em> task throws
 * into its future, where nobody looks. {@link LoggedTask} and {@link RepeatedTask} are for those.
 *
 * @param name of each thread
 */
public record DaemonThreads(String name) implements ThreadFactory {

    private static final Logger LOG = LoggerFactory.getLogger(DaemonThreads.class);

    @Override
    public Thread newThread(Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((ended, thrown) -> LOG.error("The thread {} has ended", name, thrown));
        return thread;
    }
}
