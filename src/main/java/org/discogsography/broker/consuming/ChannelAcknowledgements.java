package org.discogsography.broker.consuming;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.discogsography.broker.ConsumerQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The deliveries of one consumer on one channel, and which of them are settled.
 *
 * <p>Acknowledging "everything up to this tag" is one frame for a whole batch, and right only if all that came earlier
 * is settled. Batches that end early therefore wait here for those before them.
 *
 * <p>A message whose dead letter waits for the broker is held: while there is one, those behind it are acknowledged one by one.
 *
 * <p>What cannot be stored goes back by the closing of the channel, with all that came after it: it keeps its place in
 * the queue, so that nothing overtakes it, the message least of all that says that all has come.
 *
 * <p>Settlement goes to the very channel that delivered. Spring's channel proxies open a new channel where theirs was
 * lost; a tag of the old one would acknowledge another message there, or have the broker close the channel. Where the
 * channel is gone, nothing is to be done: the broker delivers again what was not settled.
 *
 * <p>Thread-safe.
 */
public final class ChannelAcknowledgements {

    private static final Logger LOG = LoggerFactory.getLogger(ChannelAcknowledgements.class);

    private static final AtomicLong COUNT = new AtomicLong();

    private final String name = "channel-" + COUNT.incrementAndGet();
    private final ConsumerQueue queue;
    private final Channel channel;
    private final Map<Long, Long> waiting = new TreeMap<>(); // last tags of batches by their first; guarded by this
    private final TreeSet<Long> held = new TreeSet<>(); // tags; guarded by this
    private long nextTag; // guarded by this
    private long lastArrived; // guarded by this

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
     * Notes that a message came. Tags count up by one: where one is missing, its message was lost between the broker and
     * us, and would be acknowledged with its neighbours. Then everything has to come again.
     */
    synchronized void arrived(long tag) {
        if (lastArrived != 0 && tag != lastArrived + 1) {
            LOG.error(
                    "{}: deliveries {} to {} got lost on the way, all are asked for again",
                    queue,
                    lastArrived + 1,
                    tag);
            abort();
        }
        lastArrived = tag;
    }

    /** Gives up the channel: the broker delivers again, in the same order, what is not settled. */
    void abort() {
        try {
            channel.abort();
        } catch (AlreadyClosedException | IOException e) {
            LOG.debug("The channel was gone already", e);
        }
    }

    /** Whether the channel is open still. */
    public boolean areOpen() {
        return channel.isOpen();
    }

    /** These are not to be acknowledged with those around them. */
    public synchronized void hold(Collection<Long> tags) {
        held.addAll(tags);
    }

    /** What was held may be acknowledged as well. */
    public synchronized void release(Collection<Long> tags) {
        for (Long tag : tags) {
            if (held.remove(tag) && tag < nextTag) {
                acknowledge(tag, false);
            }
        }
    }

    /** All of these have been stored, but for what is held. */
    public synchronized void acknowledgeAll(long firstTag, long lastTag) {
        waiting.put(firstTag, lastTag);
        for (Long last = waiting.remove(nextTag); last != null; last = waiting.remove(nextTag)) {
            if (held.isEmpty() || held.first() > last) {
                acknowledge(last, true);
            } else {
                for (long tag = nextTag; tag <= last; tag++) {
                    if (!held.contains(tag)) {
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

    private void acknowledge(long tag, boolean allBefore) {
        try {
            channel.basicAck(tag, allBefore);
        } catch (AlreadyClosedException | IOException e) {
            LOG.debug("The channel is gone, the broker delivers again what is not settled, {} included", tag, e);
        }
    }
}
