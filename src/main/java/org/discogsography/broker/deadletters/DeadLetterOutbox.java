package org.discogsography.broker.deadletters;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.IntConsumer;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.consuming.ChannelAcknowledgements;
import org.discogsography.outage.Backoff;
import org.discogsography.threads.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes dead letters until the broker has confirmed them. During an alarm it may accept none for hours, and a dead letter queue
 * that is full or broken accepts none at all: the good messages beside them must not wait for that, nor be delivered again and again.
 *
 * <p>A batch waits for its dead letters for a short time. Those that are not confirmed by then stay pending, and their originals
 * unacknowledged, while all others are acknowledged. They are sent again until the broker has confirmed them, or until the channel of the
 * originals is lost, since those are then delivered again. The prefetch of the queue limits how many can be pending.
 *
 * <p>Thread-safe. One thread publishes all of them.
 */
final class DeadLetterOutbox implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterOutbox.class);

    private final DeadLetterSender sender;
    private final Backoff backoff;
    private final Duration timeout;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(new DaemonThreads("dead-letters"));
    private final Map<ConsumerQueue, PendingQueue> pending = new ConcurrentHashMap<>();

    /**
     * An empty one.
     *
     * @param backoff between the attempts
     * @param timeout of a batch that waits for its dead letters
     */
    DeadLetterOutbox(DeadLetterSender sender, Backoff backoff, Duration timeout) {
        this.sender = sender;
        this.backoff = backoff;
        this.timeout = timeout;
    }

    /**
     * Has the dead letters of a batch published. When this returns the batch can be acknowledged: that leaves out the originals of those
     * that are pending.
     *
     * @param channel of the originals
     * @param afterConfirm gets how many the broker has confirmed, perhaps long after; those that it refuses singly are not among them
     */
    void send(ChannelAcknowledgements channel, List<PendingDeadLetter> letters, IntConsumer afterConfirm)
            throws InterruptedException {
        PendingQueue queue = pending.computeIfAbsent(
                channel.queue(), consumed -> new PendingQueue(consumed, sender, thread, backoff));
        var batch = new PendingBatch(channel, letters, afterConfirm);
        // Behind others that wait already, it would wait in vain.
        Duration wait = queue.isWaiting() ? Duration.ZERO : timeout;
        queue.add(batch);
        if (!queue.await(batch, wait)) {
            LOG.debug("{}: {} dead letters are pending", channel.queue(), letters.size());
        }
    }

    /** How many messages of a queue stay unacknowledged until their dead letters are confirmed. */
    int unacknowledged(ConsumerQueue queue) {
        PendingQueue letters = pending.get(queue);
        return letters == null ? 0 : letters.unacknowledged();
    }

    /** How many of those stay so because the broker refuses their dead letters. */
    int refused(ConsumerQueue queue) {
        PendingQueue letters = pending.get(queue);
        return letters == null ? 0 : letters.refused();
    }

    /** What has not been confirmed by now is delivered again. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
