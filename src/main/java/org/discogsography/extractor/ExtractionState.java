package org.discogsography.extractor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.discogsography.dump.DumpException;
import org.discogsography.dump.DumpFile;
import org.discogsography.extractor.ExtractionProgress.Content;
import org.discogsography.extractor.ExtractionProgress.FileProgress;
import org.discogsography.outage.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves the progress of extracting one dump, so that the next run continues after a kill. The file on disk is at most one
 * second behind the broker's confirms, and never ahead of them.
 *
 * <p>If the state cannot be read or written, the extraction continues all the same: some records are then published again,
 * and the consumers recognise them as unchanged. Thread-safe.
 */
final class ExtractionState implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ExtractionState.class);

    /** Syncing takes some milliseconds, as long as a batch's confirm: do not do it for every batch. */
    private static final Duration BETWEEN_WRITES = Duration.ofSeconds(1);

    /** The last that sorts behind those before it: -10 would sort before -2. */
    private static final int LAST_REVISION = 9;

    private final StateFile file;
    private final Optional<StateLock> lock;
    private final boolean force;
    private final Set<DumpFile> begun = new HashSet<>(); // in this run; guarded by this
    private ExtractionProgress progress; // this field and those below: guarded by this
    private ExtractionProgress written;
    private long writtenAt;
    private boolean failing;
    private boolean closed;

    private ExtractionState(
            StateFile file, Optional<StateLock> lock, boolean force, Optional<ExtractionProgress> earlier) {
        this.file = file;
        this.lock = lock;
        this.force = force;
        this.progress = earlier.map(known -> force ? known.begunAgain(now()) : known)
                .orElseGet(() -> ExtractionProgress.begun(file.version(), now()));
        this.written = earlier.orElse(null);
    }

    /**
     * Opens the state of a dump. Without a usable state file it is the state of a dump not begun.
     *
     * @param folder folder of the state file; created if missing
     * @param version the dump's date
     * @param force whether to ignore the progress of earlier runs
     * @throws StateTakenException if another extractor is working on this dump
     */
    static ExtractionState open(Path folder, String version, boolean force) {
        var file = StateFile.of(folder, version);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            LOG.debug("cannot create the state folder: the first write will log a warning", e);
        }
        var lock = StateLock.beside(file);
        return new ExtractionState(file, lock, force, read(file));
    }

    private static Optional<ExtractionProgress> read(StateFile file) {
        try {
            return file.read();
        } catch (StateFile.UnusableException e) {
            LOG.warn(
                    "{} {}: the earlier progress is unknown, the extraction starts from the beginning",
                    file.path(),
                    e.getMessage());
            return Optional.empty();
        }
    }

    /** Start of the first run. */
    synchronized Instant startedAt() {
        return progress.startedAt();
    }

    /**
     * When the dump was published completely; empty if it was not, or if a file has been replaced since.
     *
     * @param hashes the SHA-256 of each file
     */
    synchronized Optional<Instant> completedAt(Map<DumpFile, String> hashes) {
        Optional<Instant> completedAt = progress.completedAt().filter(time -> hashes.entrySet().stream()
                .allMatch(file -> isComplete(file.getKey(), file.getValue())));
        if (completedAt.isPresent()) {
            // Earlier releases did not keep the hash.
            hashes.forEach((dump, sha256) -> {
                FileProgress known = progress.files().get(dump.name());
                progress = progress.with(dump.name(), known.with(known.identity(), sha256), completedAt);
            });
            write();
        }
        return completedAt;
    }

    /** The progress of a file that was begun. */
    synchronized FileProgress progress(DumpFile dump) {
        return progress.files().get(dump.name());
    }

    private boolean isComplete(DumpFile dump, String sha256) {
        try {
            FileProgress known = progress.files().get(dump.name());
            return known != null && known.complete() && isSame(known, FileIdentity.of(dump.path()), sha256);
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether a file still has the content that was published. Earlier releases knew its size and time only. */
    private static boolean isSame(FileProgress known, FileIdentity identity, String sha256) {
        return known.content().sha256().isEmpty()
                ? known.identity().equals(identity)
                : known.content().sha256().equals(sha256);
    }

    /**
     * The progress of a file that is about to be opened; none, and a new revision, if the file has been replaced after some
     * of it was published.
     *
     * @throws DumpException if there is no such file, or if it has been replaced too often
     */
    synchronized FileProgress begin(DumpFile dump, String sha256) throws DumpException {
        FileIdentity identity;
        try {
            identity = FileIdentity.of(dump.path());
        } catch (IOException e) {
            throw new DumpException(dump.name() + " cannot be opened (" + Reason.of(e) + ")", e);
        }
        FileProgress known = progress.files().get(dump.name());
        FileProgress now;
        if (known == null) {
            now = FileProgress.reading(identity, new Content(sha256, 1), Checkpoint.START);
        } else if (!isSame(known, identity, sha256)) {
            now = FileProgress.reading(identity, new Content(sha256, replaced(dump, known)), Checkpoint.START);
        } else if (force && !begun.contains(dump)) {
            now = FileProgress.reading(
                    identity, new Content(sha256, known.content().revision()), Checkpoint.START);
        } else {
            now = known.with(identity, sha256);
        }
        begun.add(dump);
        progress = now.complete()
                ? progress.with(dump.name(), now, progress.completedAt())
                : progress.with(dump.name(), now);
        write();
        return now;
    }

    private static int replaced(DumpFile dump, FileProgress before) throws DumpException {
        if (before.checkpoint().published() == 0 && before.content().revision() == 1) {
            return 1; // nothing has this version yet
        }
        int revision = before.content().revision() + 1;
        if (revision > LAST_REVISION) {
            throw new DumpException(dump.name() + " has been replaced " + LAST_REVISION
                    + " times: versions are compared as text, and there is no name left for another");
        }
        LOG.warn(
                "{} was replaced after {} records of it were published: it is published from the beginning, as version"
                        + " {}",
                dump.name(),
                before.checkpoint().published(),
                new Content("", revision).version(dump.version()));
        return revision;
    }

    /** The broker has confirmed everything up to this checkpoint, but not yet the file's {@code file_complete}. */
    synchronized void confirmed(DumpFile dump, Checkpoint checkpoint) {
        put(dump, file -> FileProgress.reading(file.identity(), file.content(), checkpoint));
        if (System.nanoTime() - writtenAt >= BETWEEN_WRITES.toNanos()) {
            write();
        }
    }

    /** Nothing more is published for now: writes the progress. */
    synchronized void pause() {
        write();
    }

    /** The broker has confirmed all records of the file, and its {@code file_complete}. */
    synchronized void fileComplete(DumpFile dump, Checkpoint checkpoint, long distinctIds) {
        put(dump, file -> new FileProgress(file.identity(), file.content(), checkpoint, true, distinctIds, false));
        write();
    }

    /** Whether the broker has confirmed an {@code extraction_complete} that names the type of this file. */
    synchronized boolean isAnnounced(DumpFile dump) {
        return progress.files().get(dump.name()).announced();
    }

    /** The broker has confirmed an {@code extraction_complete} that names every complete file. */
    synchronized void announced() {
        progress = progress.announced();
        write();
    }

    /** The broker has confirmed the whole dump, and {@code extraction_complete}. */
    synchronized void complete() {
        progress = progress.completed(now());
        write();
    }

    private void put(DumpFile dump, UnaryOperator<FileProgress> change) {
        progress = progress.with(dump.name(), change.apply(progress.files().get(dump.name())));
    }

    private void write() {
        if (closed || progress.equals(written)) {
            return;
        }
        try {
            file.write(progress);
            written = progress;
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOG.warn(
                        "extractor.state-folder: {} cannot be written ({}): the extraction continues without it, and"
                                + " the next start will publish the same records again",
                        file.path(),
                        Reason.of(e));
            }
            failing = true;
        }
        // Also after a failure: do not try a full disk again for every batch.
        writtenAt = System.nanoTime();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Writes unsaved progress and releases the lock. Idempotent. */
    @Override
    public synchronized void close() {
        if (!closed) {
            write();
            closed = true;
            lock.ifPresent(StateLock::close);
        }
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
