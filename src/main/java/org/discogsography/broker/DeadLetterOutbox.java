package org.discogsography.broker;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.discogsography.outage.Backoff;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dead letters on their way to the broker. Its alarm may keep it from taking any for hours, and a dead letter queue that is
 * full, or gone wrong, may take none at all: the good messages beside them are not to wait for that, nor to come again and again.
 *
 * <p>A batch waits for its dead letters for a moment. Where they are not confirmed by then, their originals stay
 * unacknowledged, all others are acknowledged, and the letters are tried until the broker has confirmed them, or until the
 * channel of the originals is gone, for then those come again. What is held so counts against the prefetch of its queue:
 * that is what bounds it.
 *
 * <p>Thread-safe. All letters are published by one thread of its own.
 */
final class DeadLetterOutbox implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterOutbox.class);

    private final DeadLetterQueue.WindowPublisher publisher;
    private final CircuitBreaker breaker;
    private final Backoff backoff;
    private final Duration patience;
    private final ScheduledExecutorService thread;
    private final Map<Source, Integer> held = new HashMap<>(); // messages; guarded by this

    /**
     * An outbox of its own thread.
     *
     * @param publisher waited for by nobody else
     * @param breaker the broker's; while it is not closed, nothing is tried
     * @param backoff the waits between the tries
     * @param patience how long a batch waits for its letters
     */
    DeadLetterOutbox(
            DeadLetterQueue.WindowPublisher publisher, CircuitBreaker breaker, Backoff backoff, Duration patience) {
        this.publisher = publisher;
        this.breaker = breaker;
        this.backoff = backoff;
        this.patience = patience;
        var executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread created = new Thread(task, "dead-letters");
            created.setDaemon(true);
            return created;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.thread = executor;
    }

    /**
     * Has the dead letters of a batch published. When this returns the batch can be acknowledged: what is held is left out.
     *
     * @param tags the originals' delivery tags
     * @param letters as they are to be published
     * @param sent is run when they have been confirmed, perhaps long after
     */
    void send(Deliveries deliveries, List<Long> tags, List<Outgoing> letters, Runnable sent)
            throws InterruptedException {
        var parcel = new Parcel(deliveries, tags, letters, sent);
        thread.execute(() -> parcel.attempt(1));
        // Where others wait already, there is nothing to hope for.
        parcel.await(held(deliveries.source()) > 0 ? Duration.ZERO : patience);
    }

    /** How many messages of a queue are kept unacknowledged, for their dead letters are not confirmed. */
    synchronized int held(Source source) {
        return held.getOrDefault(source, 0);
    }

    private synchronized void hold(Source source, int messages) {
        if (held.merge(source, messages, Integer::sum) == messages) {
            LOG.warn(
                    "{}: the broker does not take dead letters, so that they are kept unacknowledged; all else goes on",
                    source);
        }
    }

    private synchronized void release(Source source, int messages) {
        if (held.merge(source, -messages, Integer::sum) == 0) {
            held.remove(source);
            LOG.info("{}: no dead letter waits for the broker any more", source);
        }
    }

    /** What has not been confirmed by now is delivered again. */
    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** The letters of one batch, which it does not keep in memory. */
    private final class Parcel {

        private final Deliveries deliveries;
        private final List<Long> tags;
        private final List<Outgoing> letters;
        private final Runnable sent;
        private boolean done; // confirmed, or of no use any more; guarded by this
        private boolean kept; // their originals are held; guarded by this

        Parcel(Deliveries deliveries, List<Long> tags, List<Outgoing> letters, Runnable sent) {
            this.deliveries = deliveries;
            this.tags = tags;
            this.letters = letters;
            this.sent = sent;
        }

        /** Returns when they have been confirmed, or are held from now on. */
        synchronized void await(Duration time) throws InterruptedException {
            long end = System.nanoTime() + time.toNanos();
            for (long left = time.toMillis(); !done && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
            if (!done) {
                deliveries.hold(tags);
                kept = true;
                hold(deliveries.source(), tags.size());
            }
        }

        /** For the outbox's thread. */
        void attempt(int number) {
            if (!deliveries.areOpen()) {
                end();
            } else if (published()) {
                try {
                    sent.run();
                } finally {
                    end();
                }
            } else {
                again(number + 1);
            }
        }

        private void again(int number) {
            long wait = backoff.after(number - 1).toMillis();
            try {
                // It throws nothing, but for what its end is safe from.
                Future<?> unused = thread.schedule(() -> attempt(number), wait, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("The program ends, the originals are delivered again", e);
            }
        }

        private boolean published() {
            if (breaker.getState() != CircuitBreaker.State.CLOSED) {
                // Its one trial belongs to the probe.
                return false;
            }
            long began = System.nanoTime();
            try {
                publisher.publish(letters);
                breaker.onSuccess(System.nanoTime() - began, TimeUnit.NANOSECONDS);
                return true;
            } catch (PublishException e) {
                LOG.debug("{}: dead letters are tried again", deliveries.source(), e);
                // That one queue takes no more is no outage, and does not concern who publishes elsewhere.
                if (e.isOutage()) {
                    breaker.onError(System.nanoTime() - began, TimeUnit.NANOSECONDS, e);
                }
                return false;
            }
        }

        private synchronized void end() {
            done = true;
            if (kept) {
                deliveries.release(tags);
                release(deliveries.source(), tags.size());
            }
            notifyAll();
        }
    }
}
