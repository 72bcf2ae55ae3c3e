package org.discogsography.broker.deadletters;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.outage.Backoff;
import org.discogsography.threads.LoggedTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What waits for one dead letter queue, in order: only the first batch is attempted, with a backoff of its own. Thread-safe. */
final class PendingQueue {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterOutbox.class);

    private final ConsumerQueue queue;
    private final DeadLetterSender sender;
    private final ScheduledExecutorService thread;
    private final Backoff backoff;
    private final LoggedTask work = new LoggedTask("dead-letters", this::work);
    private final Deque<PendingBatch> batches = new ArrayDeque<>(); // guarded by this
    private final List<RefusedDeadLetter> refused = new ArrayList<>(); // guarded by this
    private int unacknowledged; // originals of those that wait; guarded by this
    private int failures; // consecutive; guarded by this
    private boolean scheduled; // guarded by this

    /**
     * Nothing waits yet.
     *
     * @param queue from which the originals came
     * @param thread that publishes
     */
    PendingQueue(ConsumerQueue queue, DeadLetterSender sender, ScheduledExecutorService thread, Backoff backoff) {
        this.queue = queue;
        this.sender = sender;
        this.thread = thread;
        this.backoff = backoff;
    }

    /** How many originals stay unacknowledged until their dead letters are confirmed. */
    synchronized int unacknowledged() {
        return unacknowledged + refused();
    }

    /** Whether originals of others stay unacknowledged until theirs are confirmed. */
    synchronized boolean isWaiting() {
        return unacknowledged > 0;
    }

    synchronized void add(PendingBatch batch) {
        dropUseless();
        batches.add(batch);
        if (!scheduled) {
            schedule(Duration.ZERO);
        }
    }

    /** Whether the broker has confirmed them in time. If not, their originals stay unacknowledged from now on. */
    synchronized boolean await(PendingBatch batch, Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        for (long left = timeout.toMillis();
                !batch.isOver() && left > 0;
                left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
        if (!batch.isOver()) {
            detached(batch.detach());
        }
        return batch.isOver();
    }

    private void schedule(Duration wait) {
        try {
            Future<?> unused = thread.schedule(work, wait.toMillis(), TimeUnit.MILLISECONDS);
            scheduled = true;
        } catch (RejectedExecutionException e) {
            LOG.debug("The program ends, the originals are delivered again", e);
        }
    }

    /** On the thread that publishes: as many as the broker accepts. */
    private void work() {
        boolean published = false;
        try {
            published = publishAll();
        } finally {
            scheduleNext(published);
        }
    }

    private boolean publishAll() {
        for (PendingBatch first = first(); first != null; first = first()) {
            if (!publish(first)) {
                return false;
            }
        }
        return true;
    }

    private synchronized PendingBatch first() {
        dropUseless();
        return batches.peek();
    }

    private synchronized void scheduleNext(boolean published) {
        scheduled = false;
        failures = published ? 0 : failures + 1;
        if (!batches.isEmpty()) {
            schedule(published ? Duration.ZERO : backoff.after(failures));
        }
    }

    /** Their originals are delivered again. */
    private void dropUseless() {
        List<PendingBatch> useless =
                batches.stream().filter(batch -> !batch.isOfUse()).toList();
        batches.removeAll(useless);
        useless.forEach(this::end);
    }

    /** Whether all of it has been confirmed, which ends it. */
    private boolean publish(PendingBatch batch) {
        // After a failure one by one: what the broker has accepted of several would be there once more with each
        // attempt.
        int most = failures() == 0 ? Integer.MAX_VALUE : 1;
        for (List<PendingDeadLetter> next = next(batch, most); !next.isEmpty(); next = next(batch, most)) {
            switch (sender.send(next)) {
                case CONFIRMED -> confirm(batch, next.size());
                case REFUSED -> {
                    if (next.size() > 1) {
                        return false; // one by one after this failure
                    }
                    refused(batch);
                }
                case FAILED -> {
                    return false;
                }
            }
        }
        batch.runAfterConfirm();
        synchronized (this) {
            batches.remove(batch);
            end(batch);
        }
        return true;
    }

    private synchronized int failures() {
        return failures;
    }

    private synchronized List<PendingDeadLetter> next(PendingBatch batch, int most) {
        return batch.next(most);
    }

    private synchronized void confirm(PendingBatch batch, int count) {
        acknowledged(batch.confirm(count));
    }

    private synchronized void refused(PendingBatch batch) {
        refused.removeIf(deadLetter -> !deadLetter.isUnacknowledged());
        boolean isFirst = refused.isEmpty();
        boolean wasCounted = batch.isDetached();
        refused.add(batch.refuse());
        if (wasCounted) {
            acknowledged(1); // counted with the refused ones from now on
        }
        if (isFirst) {
            LOG.error(
                    "{}: RabbitMQ rejects a dead letter, larger than max_message_size, for example; its message stays"
                            + " unacknowledged, everything else continues",
                    queue);
        }
    }

    /** How many originals stay unacknowledged because the broker refuses their dead letters. */
    synchronized int refused() {
        refused.removeIf(deadLetter -> !deadLetter.isUnacknowledged());
        return refused.size();
    }

    private void end(PendingBatch batch) {
        acknowledged(batch.end());
        notifyAll();
    }

    /** All may have been confirmed by now, and only this not be over: then there are none. */
    private void detached(int originals) {
        if (unacknowledged == 0 && originals > 0) {
            LOG.warn(
                    "{}: the broker does not accept dead letters; their messages stay unacknowledged, everything else continues",
                    queue);
        }
        unacknowledged += originals;
    }

    private void acknowledged(int originals) {
        unacknowledged -= originals;
        if (unacknowledged == 0 && originals > 0) {
            LOG.info("{}: all dead letters are confirmed", queue);
        }
    }
}
