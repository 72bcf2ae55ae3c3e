package org.discogsography.extractor.download;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpChecksums;
import org.discogsography.dump.DumpException;
import org.discogsography.dump.DumpFolder;
import org.discogsography.extractor.download.DownloadException.Retry;
import org.discogsography.extractor.download.DownloadSettings.Mode;
import org.discogsography.extractor.download.DownloadState.Downloaded;
import org.discogsography.outage.Reason;
import org.discogsography.timeline.Event;
import org.discogsography.timeline.Timeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The steps of the route that downloads: list, choose, fetch, compare. One thread at a time takes them, which the lock of the folder
 * sees to; any thread may ask for the progress.
 *
 * <p>Nothing of a version counts as there before it has the SHA-256 of the CHECKSUM file that Discogs has now. So a look is enough to find
 * a file that has been replaced, and after a kill only what is missing is fetched.
 */
public final class Download {

    private static final Logger LOG = LoggerFactory.getLogger(Download.class);

    /** Bytes of a listing or a CHECKSUM file; a year's listing has some ten thousand. */
    private static final int LONGEST_TEXT = 2_000_000;

    /** For all of a list or a CHECKSUM file. */
    private static final Duration TEXT_PATIENCE = Duration.ofMinutes(5);

    /** Of one whose size nobody has said. The largest has 9 GB. */
    private static final long LONGEST_FILE = 100_000_000_000L;

    /** A listing rounds its sizes. */
    private static final double MORE_THAN_LISTED = 1.1;

    private static final Pattern PART =
            Pattern.compile("discogs_[0-9]{8}_((artists|labels|masters|releases)\\.xml\\.gz|CHECKSUM\\.txt)\\.part");

    private static final Duration FIRST_RETRY = Duration.ofMinutes(10);

    /** So often a look that was ended with the program is taken up again at once; about 15 requests in 6 minutes are too many. */
    private static final int RESUMED_AT_ONCE = 3;

    private final DownloadSettings settings;
    private final DownloadStateFile state;
    private final Inventory inventory;
    private final InstantSource clock;
    private final BooleanSupplier stopping;
    private final Timeline timeline;
    private final DownloadProgress progress = new DownloadProgress();
    private volatile boolean settled; // a look has succeeded in this run of the program
    private volatile boolean tried; // a look has ended in this run of the program

    // Of the look under way.
    private DownloadLock lock; // null: there is none
    private Listing listing = Listing.none();
    private Year asked;
    private String version; // null: none is to be downloaded
    private DumpChecksums checksums;
    private byte[] checksumText;
    private HostedFile next;

    /** @param stopping whether the program or the route is stopping */
    Download(
            DownloadSettings settings,
            DownloadStateFile state,
            Inventory inventory,
            InstantSource clock,
            BooleanSupplier stopping,
            Timeline timeline) {
        this.settings = settings;
        this.state = state;
        this.inventory = inventory;
        this.clock = clock;
        this.stopping = stopping;
        this.timeline = timeline;
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
        return isOn() && !tried;
    }

    /** Whether the last look has failed. */
    public boolean hasFailed() {
        return progress.now().failure() != null;
    }

    /** Whether it is time to look for a new dump. */
    public boolean isDue() {
        if (!isOn() || stopping.getAsBoolean() || (settings.mode() == Mode.ONCE && settled)) {
            return false;
        }
        DownloadState known = state.read();
        Instant now = clock.instant();
        Optional<Instant> time = known.nextLook()
                // One that is further away was noted with another setting, or with a wrong clock.
                .map(then -> then.isAfter(now.plus(longestWait())) ? now : then);
        time = later(time, known.notBefore().filter(then -> then.isBefore(now.plus(RetryAfter.LONGEST))));
        if (time.isEmpty() || !time.get().isAfter(now)) {
            return true;
        }
        if (!tried) {
            tried = true;
            settled = known.failures() == 0 && known.begun() == 0;
            LOG.info(
                    "Discogs is asked for a new dump at {}: it was asked not long ago",
                    time.get().truncatedTo(ChronoUnit.SECONDS));
        }
        progress.waitsUntil(time.get());
        return false;
    }

    private Duration longestWait() {
        return settings.interval().compareTo(RetryAfter.LONGEST) > 0 ? settings.interval() : RetryAfter.LONGEST;
    }

    private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
        if (one.isPresent() && other.isPresent()) {
            return one.get().isAfter(other.get()) ? one : other;
        }
        return one.isPresent() ? one : other;
    }

    /** First step: locks the folder, and returns the listings to ask for: the year before only if this year has no whole dump yet. */
    public Iterator<Request> listings() throws IOException {
        listing = Listing.none();
        version = null;
        checksums = null;
        lock = lock().orElseThrow(() -> new DownloadException(
                "Another process downloads into " + settings.folder() + ": this one does not", Retry.SOON));
        removeParts();
        progress.looking();
        noteBegin();
        Year now = Year.from(clock.instant().atZone(ZoneOffset.UTC));
        Year first = settings.wanted()
                .version()
                .map(wanted -> Year.of(Integer.parseInt(wanted.substring(0, 4))))
                .orElse(now);
        return new Iterator<>() {

            private Year year = first;

            @Override
            public boolean hasNext() {
                return year.equals(first) || (year.equals(first.minusYears(1)) && needsYearBefore());
            }

            @Override
            public Request next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                asked = year;
                year = year.minusYears(1);
                return Request.listing(asked);
            }
        };
    }

    private Optional<DownloadLock> lock() throws DownloadException {
        try {
            Files.createDirectories(settings.folder());
            return DownloadLock.of(settings.folder());
        } catch (IOException e) {
            throw new DownloadException(
                    "discogs.root: nothing can be written to " + settings.folder() + " (" + e + ")", Retry.SOON, e);
        }
    }

    /** So that a program that ends in the middle of each look, for whatever reason, looks less and less often. */
    private void noteBegin() throws DownloadException {
        Instant now = clock.instant();
        try {
            state.update(known -> known.begins(
                    known.begun() < RESUMED_AT_ONCE
                            ? now
                            : now.plus(wait(Retry.SOON, known.begun() - RESUMED_AT_ONCE))));
        } catch (IOException e) {
            throw Courtesy.cannotBeNoted(state, e);
        }
    }

    private boolean needsYearBefore() {
        return settings.wanted().version().isEmpty() && whole().isEmpty();
    }

    private List<String> whole() {
        return listing.versions().stream()
                .filter(each -> listing.missing(each, settings.wanted().types()).isEmpty())
                .toList();
    }

    /** Reads a listing. */
    public void listed(Exchange exchange) throws IOException {
        try (Answer answer = Answer.of(exchange)) {
            if (answer.status() == 404) {
                return; // a year that has no file yet
            }
            String subject = Request.listing(asked).subject();
            answer.requireSuccess(subject, clock.instant());
            listing = listing.and(Listing.parse(answer.text(subject, LONGEST_TEXT, TEXT_PATIENCE), asked));
        }
    }

    /** Chooses the newest whole dump, and returns the request for its checksums; none if an older one than the newest known is offered. */
    public List<Request> choose() throws IOException {
        if (listing.versions().isEmpty()) {
            throw new DownloadException(
                    "The lists of Discogs have no dump in them: their form may have changed", Retry.NEXT_DAY);
        }
        Optional<String> wanted = settings.wanted().version();
        if (wanted.isPresent() && !whole().contains(wanted.get())) {
            List<String> missing =
                    listing.missing(wanted.get(), settings.wanted().types());
            throw new DownloadException(
                    "Discogs has no whole dump of " + wanted.get() + ": it lacks " + String.join(", ", missing),
                    Retry.NEXT_DAY);
        }
        if (whole().isEmpty() && settings.isByCommand()) {
            throw new DownloadException(
                    "Discogs has no whole dump: the newest, of "
                            + listing.versions().get(0) + ", lacks "
                            + String.join(
                                    ", ",
                                    listing.missing(
                                            listing.versions().get(0),
                                            settings.wanted().types())),
                    Retry.NEXT_DAY);
        }
        if (whole().isEmpty()) {
            LOG.info(
                    "Discogs has no whole dump yet: the newest is {}",
                    listing.versions().get(0));
            return List.of();
        }
        String newest = wanted.orElse(whole().get(0));
        progress.found(newest);
        if (wanted.isEmpty()
                && !settings.isByCommand()
                && newestKnown().filter(known -> known.compareTo(newest) > 0).isPresent()) {
            LOG.info(
                    "The newest whole dump of Discogs is {}, and {} is there",
                    newest,
                    newestKnown().orElseThrow());
            return List.of();
        }
        version = newest;
        next = HostedFile.checksums(newest);
        return List.of(next.request());
    }

    /** The newest version that is in the folder or has been published. */
    private Optional<String> newestKnown() {
        Optional<String> published = inventory.newestPublished();
        try {
            Optional<String> here = DumpFolder.versions(settings.folder()).stream()
                    .filter(dump -> settings.wanted().types().stream()
                            .noneMatch(type -> dump.missing().contains(type)))
                    .map(DumpFolder::version)
                    .findFirst();
            return here.isPresent() && (published.isEmpty() || here.get().compareTo(published.get()) > 0)
                    ? here
                    : published;
        } catch (DumpException e) {
            return published; // the folder is empty
        }
    }

    /** Reads the checksums. */
    public void checksums(Exchange exchange) throws IOException {
        try (Answer answer = Answer.of(exchange)) {
            answer.requireSuccess(next.name(), clock.instant());
            String text = answer.text(next.name(), LONGEST_TEXT, TEXT_PATIENCE);
            checksums = DumpChecksums.parse(place(next), text.lines().toList());
            checksumText = text.getBytes(StandardCharsets.UTF_8);
        }
        for (DataType type : settings.wanted().types()) {
            if (expected(HostedFile.of(version, type)).isEmpty()) {
                throw new DownloadException(
                        next.name() + " has no SHA-256 of "
                                + HostedFile.of(version, type).name(),
                        Retry.NEXT_DAY);
            }
        }
    }

    private Optional<String> expected(HostedFile file) {
        return Optional.ofNullable(checksums.hashes().get(file.name()));
    }

    /** The requests for the files that are not there yet, one after the other. */
    public Iterator<Request> missing() throws IOException, InterruptedException {
        List<HostedFile> missing = version == null ? List.of() : missingFiles();
        if (!missing.isEmpty()) {
            requireRoom(missing);
            progress.downloading(version);
        }
        Iterator<HostedFile> files = missing.iterator();
        return new Iterator<>() {

            @Override
            public boolean hasNext() {
                return files.hasNext();
            }

            @Override
            public Request next() {
                next = files.next();
                return next.request();
            }
        };
    }

    private List<HostedFile> missingFiles() throws IOException, InterruptedException {
        List<HostedFile> missing = new ArrayList<>();
        boolean isPublished = true;
        for (DataType type : settings.wanted().types().stream().sorted().toList()) {
            HostedFile file = HostedFile.of(version, type);
            isPublished &= inventory.published(version, file.name()).equals(expected(file));
            if (!isHere(file)) {
                missing.add(file);
            }
        }
        // Somebody has removed what was published. Whoever names a version wants its files.
        return isPublished && settings.wanted().version().isEmpty() && !settings.isByCommand() ? List.of() : missing;
    }

    private boolean isHere(HostedFile file) throws IOException, InterruptedException {
        Path place = place(file);
        if (!Files.isRegularFile(place)) {
            return false;
        }
        String sha256 = inventory.sha256(place).orElseThrow(() -> new InterruptedException("The program ends"));
        boolean here = expected(file).orElseThrow().equals(sha256);
        if (!here) {
            LOG.warn("{}: it is not, or no longer, what Discogs has: it is downloaded", file.name());
        }
        return here;
    }

    private Path place(HostedFile file) {
        return settings.folder().resolve(file.name());
    }

    private void requireRoom(List<HostedFile> files) throws IOException {
        long needed =
                files.stream().mapToLong(file -> listing.size(file).orElse(0)).sum();
        requireRoom("the dump of " + version, needed);
    }

    private void requireRoom(String subject, long needed) throws IOException {
        long free = free();
        if (free < needed) {
            throw new DownloadException(
                    subject + " needs " + ByteCount.text(needed) + ", and " + settings.folder() + " has "
                            + ByteCount.text(Math.max(0, free)) + " besides the " + ByteCount.text(settings.reserve())
                            + " that are left free",
                    Retry.SOON);
        }
    }

    private long free() {
        try {
            return Files.getFileStore(settings.folder()).getUsableSpace() - settings.reserve();
        } catch (IOException e) {
            return Long.MAX_VALUE; // the write will tell
        }
    }

    /** Takes the answer that is a file: writes it beside its place, compares it, and puts it there. */
    public void save(Exchange exchange) throws IOException, InterruptedException {
        HostedFile file = next;
        try (Answer answer = Answer.of(exchange)) {
            answer.requireSuccess(file.name(), clock.instant());
            OptionalLong size = answer.contentLength();
            requireRoom(file.name(), size.orElse(0));
            progress.begins(file.name(), size.isPresent() ? size : listing.size(file));
            var part = new PartFile(place(file), longest(file, size), this::free, settings.stall(), stopping);
            Instant begun = clock.instant();
            LOG.info("{}: downloading{}", file.name(), size.isPresent() ? ", " + ByteCount.text(size.getAsLong()) : "");
            String sha256 = part.receive(answer, new LoggedProgress(LOG, file.name(), progress));
            if (!expected(file).orElseThrow().equals(sha256)) {
                part.delete();
                throw new DownloadException(
                        file.name() + ": what has come does not have the SHA-256 of "
                                + HostedFile.checksums(version).name() + ": it is thrown away",
                        Retry.NEXT_DAY);
            }
            note(file, part.path());
            SyncedFile.rename(part.path(), place(file));
            timeline.report(
                    LOG,
                    Level.INFO,
                    Event.Kind.DOWNLOADED,
                    file.name(),
                    "downloaded and verified, "
                            + ByteCount.text(place(file).toFile().length()) + " in "
                            + Duration.between(begun, clock.instant()).toSeconds() + " s");
        } finally {
            progress.fileEnds();
        }
    }

    private long longest(HostedFile file, OptionalLong size) {
        OptionalLong listed = listing.size(file);
        long most =
                listed.isPresent() ? (long) ((double) listed.getAsLong() * MORE_THAN_LISTED) + (1 << 20) : LONGEST_FILE;
        return size.isPresent() ? Math.min(size.getAsLong(), most) : most;
    }

    /** Before it has its name: a kill between the two would make it somebody's own for ever. */
    private void note(HostedFile file, Path content) throws IOException {
        state.update(before -> before.with(file.name(), Downloaded.of(place(file), content)));
    }

    /** Last step: writes the checksums, which mark the dump complete, and notes when to look again. */
    public void complete() throws IOException {
        boolean isNew = progress.version().isPresent();
        if (version != null && (isNew || !isChecksumHere())) {
            HostedFile file = HostedFile.checksums(version);
            if (isNew || allHere()) {
                Path place = place(file);
                SyncedFile.write(place, place.resolveSibling(place.getFileName() + PartFile.SUFFIX), checksumText);
                note(file, place);
            }
        }
        if (isNew) {
            timeline.report(
                    LOG, Level.INFO, Event.Kind.DOWNLOADED, "the dump of " + version, "is there, whole and verified");
        } else if (version != null) {
            LOG.info("The newest whole dump of Discogs is {}: nothing to download", version);
        }
        Instant again = clock.instant().plus(settings.interval());
        state.update(before -> before.looked(again));
        progress.succeeded(again);
        settled = true;
        end();
    }

    private boolean isChecksumHere() throws IOException {
        Path place = place(HostedFile.checksums(version));
        return Files.isRegularFile(place) && Arrays.equals(Files.readAllBytes(place), checksumText);
    }

    private boolean allHere() {
        return settings.wanted().types().stream()
                .allMatch(type -> Files.isRegularFile(place(HostedFile.of(version, type))));
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
        Instant now = clock.instant();
        int before = state.read().failures();
        Instant again = later(failure.notBefore(), Optional.of(now.plus(wait(failure.retry(), before))))
                .orElseThrow();
        try {
            state.update(known -> known.failed(failure.notBefore(), again));
        } catch (IOException e) {
            LOG.debug("The next try cannot be noted", e);
        }
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

    private Duration wait(Retry retry, int failuresBefore) {
        Duration soon = FIRST_RETRY.multipliedBy(1L << Math.min(failuresBefore, 8));
        return retry == Retry.NEXT_DAY || soon.compareTo(settings.interval()) > 0 ? settings.interval() : soon;
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
        tried = true;
        removeParts();
        release();
    }

    /** Lets another process download, as the operating system does when this one ends. */
    void release() {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            LOG.debug("The lock was lost", e);
        }
        lock = null;
    }

    /** A kill leaves such a file; the host cannot continue it. */
    private void removeParts() {
        if (lock == null) {
            return;
        }
        try (var files = Files.list(settings.folder())) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (PART.matcher(String.valueOf(file.getFileName())).matches()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            LOG.debug("The rest of an earlier download cannot be removed", e);
        }
    }

    /** The files that were downloaded, by name, as they were then. */
    Map<String, Downloaded> files() {
        return state.read().files();
    }
}
