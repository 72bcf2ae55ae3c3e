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
import org.discogsography.extractor.ExtractionRecord.FileRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers across runs of the program how far the extraction of one dump has come, so that a run that was killed is gone
 * on with. What is on disk may be behind what the broker has confirmed, by a second at most, and never ahead of it.
 *
 * <p>No failure to read or write it stops the extraction: the price is that records are published again, which their
 * consumers take as what it is. Thread-safe.
 */
final class ExtractionState implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ExtractionState.class);

    /** Syncing takes some milliseconds, a batch is confirmed in as many. */
    private static final Duration BETWEEN_WRITES = Duration.ofSeconds(1);

    private final StateFile file;
    private final Optional<StateLock> lock;
    private ExtractionRecord record; // this and what follows: guarded by this
    private ExtractionRecord written;
    private long writtenAt;
    private boolean failing;
    private boolean closed;

    private ExtractionState(StateFile file, Optional<StateLock> lock, Optional<ExtractionRecord> earlier) {
        this.file = file;
        this.lock = lock;
        this.record = earlier.orElseGet(() -> ExtractionRecord.begun(file.version(), now()));
        this.written = earlier.orElse(null);
    }

    /**
     * Opens a dump's state, which is that of a dump not begun where there is none, or none that can be used.
     *
     * @param folder where it is kept; made where it is missing
     * @param version the dump's date
     * @param anew whether to forget what earlier runs have done
     * @throws org.discogsography.settings.SettingException where another extractor works on that dump
     */
    static ExtractionState open(Path folder, String version, boolean anew) {
        var file = StateFile.of(folder, version);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            LOG.debug("told when the state is first written", e);
        }
        var lock = StateLock.beside(file);
        return new ExtractionState(file, lock, anew ? Optional.empty() : read(file));
    }

    private static Optional<ExtractionRecord> read(StateFile file) {
        try {
            return file.read();
        } catch (StateFile.UnusableException e) {
            LOG.warn(
                    "{} {}: how far the extraction had come is not known, it starts anew", file.path(), e.getMessage());
            return Optional.empty();
        }
    }

    /** When the dump's first run began. */
    synchronized Instant startedAt() {
        return record.startedAt();
    }

    /** When all of the dump was published; empty where it was not, or these are not the files that it was. */
    synchronized Optional<Instant> completedAt(List<DumpFile> files) {
        return record.completedAt().filter(time -> files.stream().allMatch(this::isComplete));
    }

    /** What is done of a file that was begun. */
    synchronized Position position(DumpFile dump) {
        return record.files().get(dump.name()).position();
    }

    private boolean isComplete(DumpFile dump) {
        try {
            return record.file(dump.name(), FileIdentity.of(dump.path()))
                    .filter(FileRecord::complete)
                    .isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * What earlier runs have done of a file that is about to be opened; where it has been replaced since then, nothing.
     *
     * @throws DumpException where there is no such file
     */
    synchronized FileRecord begin(DumpFile dump) throws DumpException {
        FileIdentity identity;
        try {
            identity = FileIdentity.of(dump.path());
        } catch (IOException e) {
            throw new DumpException(dump.name() + " cannot be opened (" + e + ")", e);
        }
        Optional<FileRecord> known = record.file(dump.name(), identity);
        if (known.isPresent()) {
            return known.get();
        }
        FileRecord replaced = record.files().get(dump.name());
        if (replaced != null) {
            LOG.warn(
                    "{} has been replaced since {} records of it were published: it is published anew",
                    dump.name(),
                    replaced.position().published());
        }
        var fresh = new FileRecord(identity, Position.START, false);
        record = record.with(dump.name(), fresh);
        write();
        return fresh;
    }

    /** Published of a file that was begun: everything up to there, its end not announced yet. */
    synchronized void confirmed(DumpFile dump, Position position) {
        put(dump, position, false);
        if (System.nanoTime() - writtenAt >= BETWEEN_WRITES.toNanos()) {
            write();
        }
    }

    /** For now nothing more will be published. */
    synchronized void pause() {
        write();
    }

    /** Published of a file that was begun: all, and that it ends there. */
    synchronized void fileComplete(DumpFile dump, Position position) {
        put(dump, position, true);
        write();
    }

    /** Published: everything, and that it was everything. */
    synchronized void complete() {
        record = record.completed(now());
        write();
    }

    private void put(DumpFile dump, Position position, boolean complete) {
        FileIdentity identity = record.files().get(dump.name()).identity();
        record = record.with(dump.name(), new FileRecord(identity, position, complete));
    }

    private void write() {
        if (closed || record.equals(written)) {
            return;
        }
        try {
            file.write(record);
            written = record;
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOG.warn(
                        "extractor.state-folder: {} cannot be written ({}): the extraction goes on without it, and the"
                                + " next start will publish again what this one has published",
                        file.path(),
                        e.toString());
            }
            failing = true;
        }
        // After a failure as well: a full disk is not asked again for every batch.
        writtenAt = System.nanoTime();
    }

    /** Writes what is not written yet, and lets another extractor have the state. More than once is allowed. */
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
