package org.discogsography.extractor;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.discogsography.broker.OutboundMessage;
import org.discogsography.broker.PublishMessages;
import org.discogsography.broker.RefusedMessage;

/**
 * The extractions of this program, one after the other: one at its start, and another for each dump that comes later. The steps of the
 * extractor's routes are those of the current one.
 */
public final class Extractions {

    private final DumpChooser chooser;
    private final Function<DumpChoice, Extraction> extractions;
    private final FolderWatch watch;
    private final Duration interval;
    private final LongSupplier downloads;
    private final BooleanSupplier firstDownloadIsAwaited;
    private final boolean endsAfterFirst;
    private DumpChoice choice; // of the current one
    private volatile Extraction current;
    private volatile boolean running;
    private final AtomicInteger begun = new AtomicInteger();
    private volatile boolean somethingWasReadable;
    private final UnreadRetry retry;
    private Instant looked = Instant.EPOCH;
    private long downloaded; // dumps, at the last look

    /**
     * @param choice at the start
     * @param extractions makes one of a choice
     * @param interval of looks into the folder
     * @param downloads the number of dumps that have been downloaded
     * @param firstDownloadIsAwaited whether the first one waits because a download may bring a newer dump
     * @param endsAfterFirst whether the program ends after the first one, even if there is no dump
     */
    Extractions(
            DumpChooser chooser,
            DumpChoice choice,
            Function<DumpChoice, Extraction> extractions,
            FolderWatch watch,
            Duration interval,
            LongSupplier downloads,
            BooleanSupplier firstDownloadIsAwaited,
            boolean endsAfterFirst) {
        this.chooser = chooser;
        this.extractions = extractions;
        this.watch = watch;
        this.interval = interval;
        this.downloads = downloads;
        this.firstDownloadIsAwaited = firstDownloadIsAwaited;
        this.endsAfterFirst = endsAfterFirst;
        this.retry = new UnreadRetry(interval);
        this.choice = choice;
        this.current = extractions.apply(choice);
    }

    /** The extraction that is under way, or the last one. */
    public Extraction current() {
        return current;
    }

    /** Whether one is under way. */
    public boolean isRunning() {
        return running;
    }

    /** Whether no file of any extraction of this program could be read. */
    boolean nothingWasEverReadable() {
        return !somethingWasReadable && current.nothingWasReadable();
    }

    /** Whether the current one is the first. */
    boolean isOnlyOne() {
        return begun.get() <= 1;
    }

    /** Whether there has been none yet. */
    boolean isFirst() {
        return begun.get() == 0;
    }

    /** Whether there is something to publish that has not been looked at. */
    public boolean isDue() {
        if (current.isBrokenOff() || (isFirst() && firstDownloadIsAwaited.getAsBoolean())) {
            return false;
        }
        Instant now = Instant.now();
        long dumps = downloads.getAsLong();
        if (retry.isDue(System.nanoTime())) {
            lookAgain();
        }
        if (!isFirst() && dumps == downloaded && !watch.isWaiting(now) && isEarly(now)) {
            return false;
        }
        boolean news = watch.hasNews(now);
        if (!watch.isWaiting(now)) {
            looked = now;
            downloaded = dumps;
        }
        return news || (isFirst() && endsAfterFirst && !watch.isWaiting(now));
    }

    /** Whether the folder was looked at not long ago. A look in the future was noted before somebody set the clock back. */
    private boolean isEarly(Instant now) {
        return looked.plus(interval).isAfter(now) && !looked.isAfter(now);
    }

    /** All that is there counts as new. */
    private void lookAgain() {
        watch.forget();
        looked = Instant.EPOCH;
    }

    /** First step: see {@link Extraction#begin}. */
    public List<FileExtraction> begin() throws InterruptedException {
        retry.begun(System.nanoTime());
        watch.taken(Instant.now());
        running = true;
        DumpChoice now = chooser.now();
        // A route that was edited in the middle of a dump goes on with it.
        boolean goesOn = !current.ended() && now.equals(choice);
        if (!goesOn && (!isFirst() || !now.equals(choice))) {
            current.saveProgress(); // the lock of its version
            choice = now;
            current = extractions.apply(now);
        }
        begun.incrementAndGet();
        return current.begin();
    }

    /** See {@link FilePublisher#open}. */
    public Iterator<RecordBatch> open(FileExtraction file) {
        return current.publisher().open(file);
    }

    /** See {@link FilePublisher#confirmed}. */
    public void confirmed(RecordBatch batch, @ExchangeProperty(PublishMessages.REFUSED) List<RefusedMessage> refused) {
        current.publisher().confirmed(batch, refused);
    }

    /** See {@link FilePublisher#close}. */
    public List<OutboundMessage> close() {
        return current.publisher().close();
    }

    /** See {@link FilePublisher#closed}. */
    public void closed() {
        current.publisher().closed();
    }

    /** See {@link Extraction#complete}. */
    public List<OutboundMessage> complete() {
        return current.complete();
    }

    /** Last step: see {@link Extraction#end}. */
    public void end(Exchange exchange) {
        current.end(exchange);
        if (!current.ended()) {
            lookAgain(); // the edited route goes on with it
        } else {
            retry.ended(current.leftSomethingUnread(), System.nanoTime());
        }
        if (current.ended() && !current.nothingWasReadable()) {
            somethingWasReadable = true;
        }
        running = false;
    }

    /** See {@link Extraction#brokenOff}. */
    public void brokenOff(Exchange exchange) {
        current.brokenOff(exchange);
        if (!current.isBrokenOff()) {
            lookAgain();
        }
        running = false;
    }

    /** See {@link Extraction#saveProgress}. */
    public void saveProgress() {
        current.saveProgress();
    }
}
