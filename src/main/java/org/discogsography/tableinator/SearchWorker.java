package org.discogsography.tableinator;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.discogsography.outage.Failure;
import org.discogsography.outage.Reason;
import org.discogsography.table.ReleaseCountings;
import org.discogsography.table.SearchEntries;
import org.discogsography.table.SearchIndexes;
import org.discogsography.table.TableFailure;
import org.discogsography.threads.RepeatedTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what discovery searches and counts in line with the records, beside the routes that store them: makes the indexes, brings the entries
 * on, and counts the releases once a load. All in short transactions. While PostgreSQL is away it waits; while messages wait, it takes a fifth of
 * the time at most. Whatever it fails with, no load is the slower for it.
 */
final class SearchWorker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SearchWorker.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** How many times longer than a step the pause after it is while there are records to store. */
    private static final int PAUSE = 4;

    private final SearchIndexes indexes;
    private final SearchEntries entries;
    private final ReleaseCountings countings;
    private final int most;
    private final BooleanSupplier storeIsUp;
    private final BooleanSupplier nothingToStore;
    private final RepeatedTask task = new RepeatedTask("tableinator-search", this::run);
    private boolean hasIndexes; // confined to the task, as are the others
    private boolean failing;
    private int single;
    private long resumesAt = System.nanoTime();

    /**
     * One that does not work yet.
     *
     * @param most records in a transaction
     * @param storeIsUp whether the store is known to work; it is not called otherwise
     * @param nothingToStore whether there are no records to store; otherwise it pauses after each step
     */
    SearchWorker(
            SearchIndexes indexes,
            SearchEntries entries,
            ReleaseCountings countings,
            int most,
            BooleanSupplier storeIsUp,
            BooleanSupplier nothingToStore) {
        this.indexes = indexes;
        this.entries = entries;
        this.countings = countings;
        this.most = most;
        this.storeIsUp = storeIsUp;
        this.nothingToStore = nothingToStore;
    }

    SearchWorker start() {
        task.repeat(INTERVAL, INTERVAL);
        return this;
    }

    /** Until nothing is left to do, or it is time for a pause. */
    void run() throws InterruptedException {
        try {
            if (!goesOn()) {
                return;
            }
            if (!hasIndexes) {
                hasIndexes = indexes.make();
            }
            SearchEntries.Step step;
            do {
                step = timed(this::stepOrSkip);
            } while (step == SearchEntries.Step.MORE && goesOn());
            boolean counts = step == SearchEntries.Step.DONE;
            while (counts) {
                counts = timed(countings::step) && goesOn();
            }
            works();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            fails(e);
        }
    }

    private boolean goesOn() throws InterruptedException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedException(
                    "The program ends while entries for searching wait; it goes on at the next start");
        }
        // The broker is asked last: if nothing is to be done, nobody asks it.
        return storeIsUp.getAsBoolean() && (System.nanoTime() - resumesAt >= 0 || nothingToStore.getAsBoolean());
    }

    private <T> T timed(Callable<T> step) throws Exception {
        long began = System.nanoTime();
        try {
            return step.call();
        } finally {
            long ended = System.nanoTime();
            resumesAt = ended + PAUSE * (ended - began);
        }
    }

    /** A record that cannot be taken is found by taking one at a time, and left out. */
    private SearchEntries.Step stepOrSkip() throws Exception {
        int records = single > 0 ? 1 : most;
        try {
            SearchEntries.Step step = entries.step(records);
            single = Math.max(single - 1, 0);
            return step;
        } catch (SQLException | RuntimeException e) {
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

    private static boolean isOfTheRecords(Exception e) {
        return e instanceof SQLException ? TableFailure.of(e) == Failure.REFUSED : true;
    }

    private void fails(Exception e) {
        // Not to the breaker of the store: whatever search fails with, records are stored all the same.
        if (storeIsUp.getAsBoolean() && !failing && !isOfTheConnection(e)) { // else the store's watch reports it
            failing = true;
            LOG.warn("search cannot be brought up to date, retrying: {}", Reason.of(e));
        }
        hasIndexes = false; // The tables may have been made again.
        LOG.debug("search cannot be brought up to date", e);
    }

    private static boolean isOfTheConnection(Exception e) {
        if (e instanceof SQLTransientConnectionException) {
            return true;
        }
        String state = e instanceof SQLException sql && sql.getSQLState() != null ? sql.getSQLState() : "";
        return state.startsWith("08") || state.startsWith("57P");
    }

    private void works() {
        if (failing) {
            failing = false;
            LOG.info("search is brought up to date again");
        }
    }

    /** Interrupts what is under way; the next start goes on with it. */
    @Override
    public void close() {
        task.close();
    }
}
