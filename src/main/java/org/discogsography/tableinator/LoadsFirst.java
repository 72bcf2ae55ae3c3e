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
 * Search gives way to loads: it pauses after each of its steps, for a multiple of the time that the step took, but not for long. So it never
 * stands still. Records are taken in the order in which they came, so one that comes during a load waits for those before it.
 *
 * <p>A load of the tables is under way from its first record to its end, which the store knows; and while this process has stored some of it
 * within the last minute. So a load that was broken off, or waits for something, is not waited for, nor is one that only other processes
 * store. {@link #goesOn} is for one thread, the rest is thread-safe.
 */
final class LoadsFirst {

    private static final Logger LOG = LoggerFactory.getLogger(LoadsFirst.class);

    private static final long SILENCE = Duration.ofMinutes(1).toNanos();

    /** During a load of the tables: a twentieth of the time. */
    private static final int LONG_PAUSE = 19;

    /** While messages wait for whatever service, the graph's for example: a fifth of the time. */
    private static final int PAUSE = 4;

    /** A step that ends by a time-out has taken long, and the next one has fewer records. */
    private static final long LONGEST_PAUSE = Duration.ofSeconds(30).toNanos();

    private final Supplier<List<Load>> loads;
    private final LongSupplier settled;
    private final BooleanSupplier messagesWait;
    private final LongSupplier nanos;
    private long settledBefore;
    private long storedAt; // when that number changed
    private boolean hasStored;
    private volatile Load underWay; // null: none
    private String told; // the version of the load that the log speaks of; null: none
    private long toldAt; // when that load was under way last

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
            return since >= pause(LONG_PAUSE, took);
        }
        // The broker is asked last: if nothing is to be done, nobody asks it.
        return since >= pause(PAUSE, took) || !messagesWait.getAsBoolean();
    }

    private static long pause(int times, long took) {
        return Math.min(times * took, LONGEST_PAUSE);
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
        underWay = hasStored && now - storedAt < SILENCE ? loading() : null;
        tell(underWay, now);
    }

    /** Of a dump, one type ends and the next one begins soon: the log does not tell of each of them. */
    private void tell(Load load, long now) {
        String version = load == null ? null : load.version();
        if (told != null && !told.equals(version) && (version != null || now - toldAt >= SILENCE)) {
            LOG.info("search no longer gives way to the load of {}", told);
            told = null;
        }
        if (version != null && !version.equals(told)) {
            LOG.info(
                    "search gives way to the load of {}, and takes a twentieth of the time until it has ended",
                    version);
        }
        if (version != null) {
            told = version;
            toldAt = now;
        }
    }

    private Load loading() {
        return Load.newest(loads.get()).values().stream()
                .filter(load -> load.state() == LoadState.LOADING)
                .max(Comparator.comparing(Load::version))
                .orElse(null);
    }
}
