package org.discogsography.threads;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.DefaultThreadPoolFactory;
import org.apache.camel.util.concurrent.RejectableScheduledThreadPoolExecutor;

/**
 * Makes Camel's schedulers, whose repeated tasks go on whatever a run throws. The interval that completes a batch is such a task: after one
 * failure in Camel's own code the end of a queue would never be written.
 */
final class LoggedSchedules extends DefaultThreadPoolFactory {

    @Override
    public ScheduledExecutorService newScheduledThreadPool(ThreadPoolProfile profile, ThreadFactory threads) {
        return new Scheduler(profile.getPoolSize(), threads, profile.getId());
    }

    private static final class Scheduler extends RejectableScheduledThreadPoolExecutor {

        private final String name;

        Scheduler(int threads, ThreadFactory factory, String name) {
            super(threads, factory, new CallerRunsPolicy());
            this.name = name == null ? "Camel's scheduler" : name;
            setRemoveOnCancelPolicy(true);
        }

        @Override
        public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long first, long interval, TimeUnit unit) {
            return super.scheduleAtFixedRate(new LoggedTask(name, task::run), first, interval, unit);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long interval, TimeUnit unit) {
            return super.scheduleWithFixedDelay(new LoggedTask(name, task::run), first, interval, unit);
        }
    }
}
