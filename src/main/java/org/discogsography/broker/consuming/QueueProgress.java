package org.discogsography.broker.consuming;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.discogsography.broker.ConsumerQueue;

/** Whether the work on a queue goes on: a number that grows with each batch that is stored, and during long work between batches. Thread-safe. */
public final class QueueProgress {

    private final Map<ConsumerQueue, AtomicLong> made = new ConcurrentHashMap<>();

    /** The work on this queue has gone on. */
    public void made(ConsumerQueue queue) {
        made.computeIfAbsent(queue, first -> new AtomicLong()).incrementAndGet();
    }

    /** Another number than before if the work has gone on meanwhile. */
    public long of(ConsumerQueue queue) {
        AtomicLong count = made.get(queue);
        return count == null ? 0 : count.get();
    }
}
