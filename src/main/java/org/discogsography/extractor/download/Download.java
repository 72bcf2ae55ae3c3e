package org.discogsography.extractor.download;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;
import org.discogsography.extractor.download.DownloadException.Retry;
import org.discogsography.extractor.download.DownloadSettings.Mode;
import org.discogsography.outage.Reason;
import org.discogsography.timeline.Event;
import org.discogsography.timeline.Timeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The steps of the route that downloads: list, choose, fetch, compare. One thread at a time takes them, which the lock of the folder
 * sees to; any thread may ask for the progress.
 */
public final class Download {

    private static final Logger LOG = LoggerFactory.getLogger(Download.class);

    private final DownloadSettings settings;
    private final Inventory inventory;
    private final InstantSource clock;
    private final BooleanSupplier stopping;
    private final Timeline timeline;
    private final TargetFolder folder;
    private final Looks looks;
    private final DownloadProgress progress = new DownloadProgress();

    // Of the look under way.
    private final Deque<DownloadLock> locks = new ArrayDeque<>();
    private Search search;
    private Fetch fetch; // null: nothing is to be fetched

    /** @param stopping whether the program or the route is stopping */
    Download(
            DownloadSettings settings,
            DownloadStateFile state,
            Inventory inventory,
            InstantSource clock,
            BooleanSupplier stopping,
            Timeline timeline) {
        this.settings = settings;
        this.inventory = inventory;
        this.clock = clock;
        this.stopping = stopping;
        this.timeline = timeline;
        this.folder = new TargetFolder(settings.folder(), settings.reserve(), state);
        this.looks = new Looks(settings, state, clock);
    }

    public DownloadProgress progress() {
        return progress;
    }

    /** Whether dumps are downloaded at all. */
    public boolean isOn() {
        return settings.mode() != Mode.NEVER;
    }

    /** Whether the first look of this run is still to come, or under way. */
    public boolean isFirstLookPending() {
        return isOn() && looks.isFirstPending();
    }

    /** Whether the last look has failed. */
    public boolean hasFailed() {
        return progress.now().failure() != null;
    }

    /** Whether it is time to look for a new dump. */
    public boolean isDue() {
        if (stopping.getAsBoolean() || looks.isOver()) {
            return false;
        }
        Optional<Instant> time = looks.waitUntil();
        time.ifPresent(progress::waitsUntil);
        return time.isEmpty();
    }

    /** Until when a command does not ask, because it has been given often; empty if it may. */
    public Optional<Instant> commandWaitsUntil() {
        return looks.commandWaitsUntil();
    }

    /** The newest whole dump that Discogs had when it was asked last. */
    public Optional<String> newestFound() {
        Optional<String> newest = looks.newestFound();
        newest.ifPresent(progress::found);
        return newest;
    }

    /** First step: locks the folder, and returns the listings to ask for. */
    public Iterator<Request> listings() throws IOException {
        fetch = null;
        lock();
        folder.removeParts();
        progress.looking();
        looks.begins();
        search = new Search(settings, inventory, Year.from(clock.instant().atZone(ZoneOffset.UTC)));
        return search.requests();
    }

    /** One process at a time downloads into a folder, and only one of those that share what is known of the requests. */
    private void lock() throws DownloadException {
        locks.add(folder.lock()
                .orElseThrow(() -> new DownloadException(
                        "Another process downloads into " + folder.path() + ": this one does not",
                        Retry.NOBODY_WAS_ASKED)));
        if (!folder.hasState()) {
            locks.add(folder.lockState()
                    .orElseThrow(() -> new DownloadException(
                            "Another process downloads, with the same extractor.state-folder: this one does not",
                            Retry.NOBODY_WAS_ASKED)));
        }
    }

    /** Reads a listing. */
    public void listed(Exchange exchange) throws IOException {
        try (Answer answer = Answer.of(exchange)) {
            search.read(answer, clock.instant());
        }
    }

    /** Chooses the newest whole dump, and returns the request for its checksums; none if an older one than the newest known is offered. */
    public List<Request> choose() throws IOException {
        Optional<String> newest = search.newest();
        newest.ifPresent(progress::found);
        if (newest.isEmpty() || search.isOutdated(newest.get())) {
            return List.of();
        }
        fetch = new Fetch(
                newest.get(),
                search.listing(),
                settings,
                folder,
                inventory,
                new Fetch.Surroundings(progress, timeline, clock, stopping));
        return List.of(fetch.first());
    }

    /** Reads the checksums. */
    public void checksums(Exchange exchange) throws IOException {
        try (Answer answer = Answer.of(exchange)) {
            fetch.checksums(answer);
        }
    }

    /** The requests for the files that are not there yet, one after the other. */
    public Iterator<Request> missing() throws IOException, InterruptedException {
        return fetch == null ? Collections.emptyIterator() : fetch.missing();
    }

    /** Takes the answer that is a file: writes it beside its place, compares it, and puts it there. */
    public void save(Exchange exchange) throws IOException, InterruptedException {
        try (Answer answer = Answer.of(exchange)) {
            fetch.save(answer);
        }
    }

    /** Last step: marks the dump complete, and notes when to look again. */
    public void complete() throws IOException {
        if (fetch != null) {
            fetch.complete();
        }
        progress.succeeded(looks.succeeded(Optional.ofNullable(progress.now().newest())));
        end();
    }

    /** What is done after a step has failed: the dump that is there goes on serving, and the next try is noted. */
    public void failed(Exchange exchange) {
        Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (stopping.getAsBoolean() || thrown instanceof InterruptedException) {
            LOG.info("The download stopped with the program: the next start fetches what is missing");
            progress.stopped();
            end();
            return;
        }
        Failed failure = Failed.of(thrown);
        Instant again = looks.failed(failure.retry(), failure.notBefore());
        timeline.report(
                LOG,
                Level.WARN,
                Event.Kind.DOWNLOAD_FAILED,
                "download",
                failure.reason() + (isOn() ? "; the next try is at " + again.truncatedTo(ChronoUnit.SECONDS) : ""));
        LOG.debug("The download failed", thrown);
        progress.failed(failure.reason(), isOn() ? again : null);
        end();
    }

    private record Failed(String reason, Retry retry, Optional<Instant> notBefore) {

        static Failed of(Throwable thrown) {
            for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
                if (cause instanceof DownloadException known) {
                    return new Failed(known.getMessage(), known.retry(), known.notBefore());
                }
            }
            return new Failed("Discogs cannot be reached: " + Reason.of(thrown), Retry.SOON, Optional.empty());
        }
    }

    private void end() {
        looks.ended();
        if (!locks.isEmpty()) {
            removeParts();
        }
        release();
    }

    private void removeParts() {
        try {
            folder.removeParts();
        } catch (DownloadException e) {
            LOG.debug("What has come stays until the next look", e);
        }
    }

    /** Lets another process download, as the operating system does when this one ends. */
    void release() {
        while (!locks.isEmpty()) {
            try {
                locks.pop().close();
            } catch (IOException e) {
                LOG.debug("The lock was lost", e);
            }
        }
    }
}
