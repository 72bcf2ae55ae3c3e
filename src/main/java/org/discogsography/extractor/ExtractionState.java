package org.discogsography.extractor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.discogsography.dump.DumpException;
import org.discogsography.dump.DumpFile;
import org.discogsography.extractor.ExtractionProgress.FileProgress;
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

    private final StateFile file;
    private final Optional<StateLock> lock;
    private ExtractionProgress progress; // this field and those below: guarded by this
    private ExtractionProgress written;
    private long writtenAt;
    private boolean failing;
    private boolean closed;

    private ExtractionState(StateFile file, Optional<StateLock> lock, Optional<ExtractionProgress> earlier) {
        this.file = file;
        this.lock = lock;
        this.progress = earlier.orElseGet(() -> ExtractionProgress.begun(file.version(), now()));
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
        return new ExtractionState(file, lock, force ? Optional.empty() : read(file));
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

    /** When the dump was published completely; empty if it was not, or if a file has been replaced since. */
    synchronized Optional<Instant> completedAt(List<DumpFile> files) {
        return progress.completedAt().filter(time -> files.stream().allMatch(this::isComplete));
    }

    /** The checkpoint of a file that was begun. */
    synchronized Checkpoint checkpoint(DumpFile dump) {
        return progress.files().get(dump.name()).checkpoint();
    }

    private boolean isComplete(DumpFile dump) {
        try {
            return progress.file(dump.name(), FileIdentity.of(dump.path()))
                    .filter(FileProgress::complete)
                    .isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The progress of a file that is about to be opened; none if the file has been replaced.
     *
     * @throws DumpException if there is no such file
     */
    synchronized FileProgress begin(DumpFile dump) throws DumpException {
        FileIdentity identity;
        try {
            identity = FileIdentity.of(dump.path());
        } catch (IOException e) {
            throw new DumpException(dump.name() + " cannot be opened (" + e + ")", e);
        }
        Optional<FileProgress> known = progress.file(dump.name(), identity);
        if (known.isPresent()) {
            return known.get();
        }
        FileProgress replaced = progress.files().get(dump.name());
        if (replaced != null) {
            LOG.warn(
                    "{} was replaced after {} records of it were published: it is published from the beginning",
                    dump.name(),
                    replaced.checkpoint().published());
        }
        var fresh = new FileProgress(identity, Checkpoint.START, false);
        progress = progress.with(dump.name(), fresh);
        write();
        return fresh;
    }

    /** The broker has confirmed everything up to this checkpoint, but not yet the file's {@code file_complete}. */
    synchronized void confirmed(DumpFile dump, Checkpoint checkpoint) {
        put(dump, checkpoint, false);
        if (System.nanoTime() - writtenAt >= BETWEEN_WRITES.toNanos()) {
            write();
        }
    }

    /** Nothing more is published for now: writes the progress. */
    synchronized void pause() {
        write();
    }

    /** The broker has confirmed all records of the file, and its {@code file_complete}. */
    synchronized void fileComplete(DumpFile dump, Checkpoint checkpoint) {
        put(dump, checkpoint, true);
        write();
    }

    /** The broker has confirmed the whole dump, and {@code extraction_complete}. */
    synchronized void complete() {
        progress = progress.completed(now());
        write();
    }

    private void put(DumpFile dump, Checkpoint checkpoint, boolean complete) {
        FileIdentity identity = progress.files().get(dump.name()).identity();
        progress = progress.with(dump.name(), new FileProgress(identity, checkpoint, complete));
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
                        e.toString());
            }
            failing = true;
        }
        // Also after a failure: do not try a full disk again for every batch.
        writtenAt = System.nanoTime();
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
