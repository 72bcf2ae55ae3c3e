package org.discogsography.tableinator;

import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.discogsography.outage.Failure;
import org.discogsography.outage.Reason;
import org.discogsography.table.DiscoveryIndexes;
import org.discogsography.table.ReleaseCountings;
import org.discogsography.table.SearchEntries;
import org.discogsography.table.TableFailure;
import org.discogsography.threads.RepeatedTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what discovery searches and counts in line with the records, beside the routes that store them: makes the indexes, brings the entries
 * on, and counts the releases once a load. All in short transactions. While PostgreSQL is away it waits; to loads it gives way ({@link
 * LoadsFirst}). Whatever it fails with, no load is the slower for it.
 */
final class SearchWorker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SearchWorker.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** The indexes are looked at again: the extension may be there by then. */
    private static final Duration INDEXES_INTERVAL = Duration.ofHours(1);

    private static final Duration INDEXES_RETRY = Duration.ofMinutes(1);

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Duration WAITING_INTERVAL = Duration.ofMinutes(1);

    /** Records that wait are counted no further. */
    static final int MOST_COUNTED = 100_000;

    private static final String INDEXES =
            "PostgreSQL makes the indexes for searching, and waits for each transaction that is open, a backup's too";

    private static final String QUERY_CANCELED = "57014";

    /**
     * Nothing is brought up to date.
     *
     * @param inCounting whether only the counting of releases fails
     */
    record Standstill(Instant since, String reason, boolean inCounting) {}

    private final DiscoveryIndexes indexes;
    private final SearchEntries entries;
    private final ReleaseCountings countings;
    private final int most;
    private final BooleanSupplier storeIsUp;
    private final LoadsFirst loadsFirst;
    private final RepeatedTask task = new RepeatedTask("tableinator-search", this::run);
    private volatile Standstill standstill; // null: none; written by the task only
    private volatile long waiting = -1;
    private boolean logged; // confined to the task, as are the others
    private int failures; // in a row
    private boolean counts;
    private int now; // records in a step
    private int single;
    private long makesIndexesAt = System.nanoTime();
    private long countsWaitingAt = System.nanoTime();
    private long took; // the last step, in nanoseconds
    private long ended = System.nanoTime();

    /**
     * One that does not work yet.
     *
     * @param most records in a transaction
     * @param storeIsUp whether the store is known to work; it is not called otherwise
     * @param loadsFirst how long it pauses after each step
     */
    SearchWorker(
            DiscoveryIndexes indexes,
            SearchEntries entries,
            ReleaseCountings countings,
            int most,
            BooleanSupplier storeIsUp,
            LoadsFirst loadsFirst) {
        this.indexes = indexes;
        this.entries = entries;
        this.countings = countings;
        this.most = most;
        this.now = most;
        this.storeIsUp = storeIsUp;
        this.loadsFirst = loadsFirst;
    }

    SearchWorker start() {
        task.repeat(INTERVAL, INTERVAL);
        return this;
    }

    /** Until nothing is left to do, or it is time for a pause. */
    void run() throws InterruptedException {
        try {
            counts = false;
            if (!goesOn()) {
                return;
            }
            countWaiting();
            makeIndexes();
            boolean more;
            do {
                counts = false;
                SearchEntries.Step step = timed(this::stepOrSkip);
                more = step == SearchEntries.Step.MORE;
                if (step == SearchEntries.Step.DONE) {
                    waiting = 0;
                    counts = true;
                    more = timed(countings::step);
                    works();
                } else if (more) {
                    countWaiting();
                    if (standstill == null || !standstill.inCounting()) {
                        works();
                    }
                }
            } while (more && goesOn());
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            fails(e);
        }
    }

    private void countWaiting() throws Exception {
        if (System.nanoTime() - countsWaitingAt >= 0) {
            countsWaitingAt = System.nanoTime() + WAITING_INTERVAL.toNanos(); // also if it fails
            waiting = timed(() -> entries.waiting(MOST_COUNTED));
        }
    }

    private void makeIndexes() throws SQLException {
        if (System.nanoTime() - makesIndexesAt < 0) {
            return;
        }
        Standstill before = standstill;
        if (before == null) {
            standstill = new Standstill(Instant.now(), INDEXES, false);
        }
        boolean all = indexes.make();
        standstill = before;
        makesIndexesAt = System.nanoTime() + (all ? INDEXES_INTERVAL : INDEXES_RETRY).toNanos();
    }

    private boolean goesOn() throws InterruptedException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedException(
                    "The program ends while entries for searching wait; it goes on at the next start");
        }
        return storeIsUp.getAsBoolean() && loadsFirst.goesOn(took, ended);
    }

    private <T> T timed(Callable<T> step) throws Exception {
        long began = System.nanoTime();
        try {
            return step.call();
        } finally {
            ended = System.nanoTime();
            took = ended - began;
        }
    }

    /** A record that cannot be taken is found by taking one at a time, and left out. After a time-out there are fewer in a step. */
    private SearchEntries.Step stepOrSkip() throws Exception {
        int records = single > 0 ? 1 : now;
        try {
            SearchEntries.Step step = entries.step(records);
            single = Math.max(single - 1, 0);
            if (step == SearchEntries.Step.MORE) {
                now = Math.min(now + 1, most);
            }
            return step;
        } catch (SQLException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
            if (isTimeout(e)) {
                now = Math.max(now / 2, 1);
            }
            if (!isOfTheRecords(e)) {
                throw e;
            }
            if (records > 1) {
                single = records;
            } else {
                LOG.warn("search does without {}: {}", entries.skip(), Reason.of(e));
            }
            return SearchEntries.Step.MORE;
        }
    }

    /** Of this side, or of the server. */
    private static boolean isTimeout(Throwable e) {
        return Failure.causes(e).anyMatch(SocketTimeoutException.class::isInstance)
                || (e instanceof SQLException sql && QUERY_CANCELED.equals(sql.getSQLState()));
    }

    /** The driver makes an exception of the lack of memory for its rows. */
    private static boolean isOfTheRecords(Throwable e) {
        return !(e instanceof SQLException)
                || TableFailure.of(e) == Failure.REFUSED
                || Failure.causes(e).anyMatch(OutOfMemoryError.class::isInstance);
    }

    private void fails(Exception e) {
        // Not to the breaker of the store: whatever search fails with, records are stored all the same.
        if (storeIsUp.getAsBoolean()) { // else the store's watch reports it
            Instant since = standstill == null ? Instant.now() : standstill.since();
            standstill = new Standstill(since, Reason.of(e), counts);
            failures++;
            if (!logged && !mayPass(e, since)) {
                logged = true;
                LOG.warn("search cannot be brought up to date, retrying: {}", Reason.of(e));
            }
        }
        makesIndexesAt = System.nanoTime(); // The tables may have been made again.
        LOG.debug("search cannot be brought up to date", e);
    }

    /** The store's watch is about to report a lost connection, unless nothing is to be stored; fewer records may be in time. */
    private boolean mayPass(Exception e, Instant since) {
        return isOfTheConnection(e) ? Instant.now().isBefore(since.plus(PATIENCE)) : isTimeout(e) && failures == 1;
    }

    private static boolean isOfTheConnection(Exception e) {
        if (e instanceof SQLTransientConnectionException) {
            return true;
        }
        String state = e instanceof SQLException sql && sql.getSQLState() != null ? sql.getSQLState() : "";
        return state.startsWith("08") || state.startsWith("57P");
    }

    private void works() {
        standstill = null;
        failures = 0;
        if (logged) {
            logged = false;
            LOG.info("search is brought up to date again");
        }
    }

    /** Since when and why nothing is brought up to date; null if it is, or if that is not known. */
    Standstill standstill() {
        Standstill now = standstill;
        return now != null && storeIsUp.getAsBoolean() ? now : null;
    }

    /** Records that wait, counted up to {@link #MOST_COUNTED}, about a minute ago at most; negative if not yet counted. */
    long waiting() {
        return waiting;
    }

    /** Interrupts what is under way; the next start goes on with it. */
    @Override
    public void close() {
        task.close();
    }
}
