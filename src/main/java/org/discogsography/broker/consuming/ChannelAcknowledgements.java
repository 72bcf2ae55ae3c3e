package org.discogsography.broker.consuming;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.discogsography.broker.ConsumerQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks which deliveries of one consumer's channel have been acknowledged. Thread-safe.
 *
 * <p>Acknowledging "everything up to this tag" is one frame for a whole batch, and correct only if everything before the batch
 * has been acknowledged. A batch that is stored early therefore waits here for those before it.
 *
 * <p>A message whose dead letter is not confirmed yet is postponed: it stays unacknowledged, and those behind it are acknowledged one by
 * one.
 *
 * <p>A batch that cannot be stored is requeued by closing the channel, together with everything behind it. So it keeps its place
 * in the queue, and nothing overtakes it, least of all the message that says that the extraction is complete.
 *
 * <p>Acknowledgements use the channel that delivered. Spring's channel proxies open a new channel after a loss; there, a tag of
 * the old channel would acknowledge another message, or make the broker close the channel. After the loss of the channel
 * there is nothing to do: the broker delivers again what was not acknowledged.
 */
public final class ChannelAcknowledgements {

    private static final Logger LOG = LoggerFactory.getLogger(ChannelAcknowledgements.class);

    private static final AtomicLong COUNT = new AtomicLong();

    private final String name = "channel-" + COUNT.incrementAndGet();
    private final ConsumerQueue queue;
    private final Channel channel;
    private final Map<Long, Long> waiting = new TreeMap<>(); // stored batches: last tag by first tag; guarded by this
    private final TreeSet<Long> postponed = new TreeSet<>(); // tags; guarded by this
    private final Map<Long, Integer> postponedBytes = new HashMap<>(); // of bodies, by tag; guarded by this
    private long nextTag; // guarded by this
    private long lastArrived; // guarded by this
    private long bytesInWork; // guarded by this
    private long lastBatched; // 0: none yet; guarded by this

    public ChannelAcknowledgements(ConsumerQueue queue, Channel channel, long firstTag) {
        this.queue = queue;
        this.channel = channel;
        this.nextTag = firstTag;
    }

    public ConsumerQueue queue() {
        return queue;
    }

    /** Different for every channel of this process. */
    String name() {
        return name;
    }

    /**
     * Notes a delivery. Tags count up by one. If one is missing, its message was lost between the broker and this program, and
     * would be acknowledged with its neighbours; so the channel is closed, and everything is delivered again.
     */
    synchronized void arrived(long tag, int bytes) {
        bytesInWork += bytes;
        if (lastArrived != 0 && tag != lastArrived + 1) {
            LOG.error(
                    "{}: deliveries {} to {} were lost on the way, the channel is closed so that all are delivered again",
                    queue,
                    lastArrived + 1,
                    tag);
            abort();
        }
        lastArrived = tag;
    }

    /**
     * Notes that the next deliveries are in a batch. If one between them, or before them, is in none, an {@link Error} has hit it on its way:
     * it would be acknowledged with its neighbours, or keep all after it from being acknowledged. So the channel is closed.
     */
    synchronized void batched(long firstTag, long lastTag, int size) {
        long expected = lastBatched == 0 ? nextTag : lastBatched + 1;
        if (firstTag != expected || lastTag - firstTag + 1 != size) {
            LOG.error(
                    "{}: deliveries between {} and {} are in no batch, the channel is closed so that all are delivered again",
                    queue,
                    expected,
                    lastTag);
            abort();
        }
        lastBatched = lastTag;
    }

    /** Closes the channel. The broker delivers again, in the same order, what was not acknowledged. */
    void abort() {
        try {
            channel.abort();
        } catch (AlreadyClosedException | IOException e) {
            LOG.debug("The channel was closed already", e);
        }
    }

    /** Whether the channel is still open. */
    public boolean areOpen() {
        return channel.isOpen();
    }

    /** Postpones the acknowledgement of these, until they are released. */
    public synchronized void postpone(Collection<Long> tags) {
        postponed.addAll(tags);
    }

    /** Acknowledges postponed deliveries. */
    public synchronized void release(Collection<Long> tags) {
        for (Long tag : tags) {
            dropBody(tag);
            if (postponed.remove(tag) && tag < nextTag) {
                acknowledge(tag, false);
            }
        }
    }

    /** Acknowledges a batch, except for what is postponed, as soon as everything before it has been acknowledged. */
    public synchronized void acknowledgeAll(long firstTag, long lastTag) {
        waiting.put(firstTag, lastTag);
        for (Long last = waiting.remove(nextTag); last != null; last = waiting.remove(nextTag)) {
            if (postponed.isEmpty() || postponed.first() > last) {
                acknowledge(last, true);
            } else {
                for (long tag = nextTag; tag <= last; tag++) {
                    if (!postponed.contains(tag)) {
                        acknowledge(tag, false);
                    }
                }
            }
            nextTag = last + 1;
        }
    }

    /** Whether a batch that begins with this tag has been acknowledged, or will be when those before it are. */
    synchronized boolean hasSettled(long firstTag) {
        return firstTag < nextTag || waiting.containsKey(firstTag);
    }

    /** Whether a batch is being stored, or waits for it. */
    synchronized boolean hasBatchInWork() {
        return lastBatched >= nextTag;
    }

    /** How many deliveries are in work or wait for it. */
    synchronized long inWork() {
        return lastArrived == 0 ? 0 : lastArrived + 1 - nextTag;
    }

    /** How many bytes the bodies of these deliveries have. */
    synchronized long bytesInWork() {
        return bytesInWork;
    }

    /** A delivery is no longer in work. Its body is, as long as its acknowledgement is postponed: it is that of a pending dead letter. */
    synchronized void released(long tag, int bytes) {
        if (postponed.contains(tag)) {
            postponedBytes.put(tag, bytes);
        } else {
            bytesInWork -= bytes;
        }
    }

    /** The body of a postponed delivery is not kept any longer. */
    public synchronized void dropBody(long tag) {
        Integer bytes = postponedBytes.remove(tag);
        bytesInWork -= bytes == null ? 0 : bytes;
    }

    private void acknowledge(long tag, boolean allBefore) {
        try {
            channel.basicAck(tag, allBefore);
        } catch (AlreadyClosedException | IOException e) {
            LOG.debug(
                    "The channel is closed: the broker delivers again what was not acknowledged, {} included", tag, e);
        }
    }
}
