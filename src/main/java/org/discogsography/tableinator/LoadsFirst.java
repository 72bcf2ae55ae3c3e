package org.discogsography.tableinator;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.discogsography.loads.Load;
import org.discogsography.loads.LoadState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Search gives way to loads: it pauses after each of its steps, for a multiple of the time that the step took. So it never stands still, and
 * what comes one by one is found soon, whatever goes on beside it.
 *
 * <p>A load of the tables is under way from its first record to its end, which the store knows; so all instances agree. If nothing was stored
 * here for a minute, it was broken off, or waits for something: it is not waited for. {@link #goesOn} is for one thread, the rest is thread-safe.
 */
final class LoadsFirst {

    private static final Logger LOG = LoggerFactory.getLogger(LoadsFirst.class);

    private static final long SILENCE = Duration.ofMinutes(1).toNanos();

    /** During a load of the tables: a twentieth of the time. */
    private static final int LONG_PAUSE = 19;

    /** While messages wait for whatever service, the graph's for example: a fifth of the time. */
    private static final int PAUSE = 4;

    private final Supplier<List<Load>> loads;
    private final LongSupplier settled;
    private final BooleanSupplier messagesWait;
    private final LongSupplier nanos;
    private long settledBefore;
    private long storedAt; // when that number changed
    private boolean hasStored;
    private volatile Load underWay; // null: none

    /**
     * What is to be known of loads.
     *
     * @param loads of the tables, as they were some seconds ago at most
     * @param settled another number than before if this process has settled records meanwhile
     * @param messagesWait whether any service has messages to settle, or that cannot be known
     * @param nanos as {@link System#nanoTime}
     */
    LoadsFirst(Supplier<List<Load>> loads, LongSupplier settled, BooleanSupplier messagesWait, LongSupplier nanos) {
        this.loads = loads;
        this.settled = settled;
        this.messagesWait = messagesWait;
        this.nanos = nanos;
        this.settledBefore = settled.getAsLong();
    }

    /** Whether the pause is over after a step that took so long and ended then, both in nanoseconds. */
    boolean goesOn(long took, long ended) {
        look();
        long since = nanos.getAsLong() - ended;
        if (underWay != null) {
            return since >= LONG_PAUSE * took;
        }
        // The broker is asked last: if nothing is to be done, nobody asks it.
        return since >= PAUSE * took || !messagesWait.getAsBoolean();
    }

    /** The load of the tables that is under way; null if there is none. */
    Load underWay() {
        return underWay;
    }

    private void look() {
        long now = nanos.getAsLong();
        long settledNow = settled.getAsLong();
        if (settledNow != settledBefore) {
            settledBefore = settledNow;
            storedAt = now;
            hasStored = true;
        }
        Load found = hasStored && now - storedAt < SILENCE ? loading() : null;
        if (found != null && (underWay == null || !underWay.version().equals(found.version()))) {
            LOG.info(
                    "search gives way to the load of {}, and takes a twentieth of the time until it has ended",
                    found.version());
        } else if (found == null && underWay != null) {
            LOG.info("search no longer gives way to the load of {}", underWay.version());
        }
        underWay = found;
    }

    private Load loading() {
        return Load.newest(loads.get()).values().stream()
                .filter(load -> load.state() == LoadState.LOADING)
                .max(Comparator.comparing(Load::version))
                .orElse(null);
    }
}
