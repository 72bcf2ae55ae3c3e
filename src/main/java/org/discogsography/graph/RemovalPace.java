package org.discogsography.graph;

import java.time.Duration;

/**
 * How much one transaction of a removal takes: less where the last one was slow or failed, a time-out perhaps, so that writers
 * never wait for long and a slow server gets on as well. Thread-safe.
 */
final class RemovalPace {

    private static final Duration SLOW = Duration.ofSeconds(2);
    private static final Duration QUICK = Duration.ofMillis(500);

    /** As many as a batch that is stored. */
    static final int LARGEST = 500;

    private static final int SMALLEST = 5;

    /** Records looked at for each one that may be removed: looking is that much quicker. */
    private static final int SCANNED = 40;

    private final int largest;
    private volatile int limit;

    /** @param largest number of records to be removed by one transaction */
    RemovalPace(int largest) {
        this.largest = largest;
        this.limit = largest;
    }

    /**
     * The bounds of one transaction.
     *
     * @param limit of the records that are removed
     * @param scan how many records are looked at
     */
    record Size(int limit, int scan) {}

    interface Step<T> {

        T take(Size size) throws InterruptedException;
    }

    <T> T keep(Step<T> step) throws InterruptedException {
        long began = System.nanoTime();
        boolean succeeded = false;
        try {
            T taken = step.take(new Size(limit, limit * SCANNED));
            succeeded = true;
            return taken;
        } finally {
            var took = Duration.ofNanos(System.nanoTime() - began);
            if (!succeeded || took.compareTo(SLOW) > 0) {
                limit = Math.max(SMALLEST, limit / 2);
            } else if (took.compareTo(QUICK) < 0) {
                limit = Math.min(largest, limit * 2);
            }
        }
    }
}
