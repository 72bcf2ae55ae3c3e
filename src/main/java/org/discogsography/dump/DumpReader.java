package org.discogsography.dump;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Reads the records of one dump file, one at a time, in the file's order. Memory is bounded: a file of 10 GB takes about
 * 2 MB and its largest record, or some 10 MB if several threads parse it ({@link SideBySideReader}).
 *
 * <p>{@link RecordParser} defines how an XML element becomes a record. What cannot become one (it is not well-formed, holds
 * illegal characters or bytes, has no id or several) is rejected: it goes to the listener given to {@link #open}, and reading
 * continues with the next record. If the file itself is broken (its gzip data is, it ends early, or too much of it was
 * rejected), reading ends with a {@link DumpException} that names the file and, if they are known, the record, its id and its
 * line. All records before that place have been returned by then, and every further call fails in the same way. An
 * {@link Iterator} cannot throw a checked exception, so {@link #hasNext} and {@link #next} wrap it in an
 * {@link UncheckedIOException}.
 *
 * <p>For one thread, except {@link #progress} and {@link #close}, which are thread-safe. Closing ends a call that waits for
 * the file.
 */
public final class DumpReader implements Iterator<DumpRecord>, Closeable {

    /** What is kept of a record at most: a longer one is rejected before it takes all memory. Its JSON takes several times as much. */
    private static final long KEPT_BYTES =
            Math.max(1 << 20, Runtime.getRuntime().maxMemory() / 16);

    private final DumpFile file;
    private final RejectionListener rejections;
    private final long skipped;
    private final int rejectedLimit;
    private final long fileBytes;
    private final ReadAheadGzipInputStream bytes;
    private final ReadOutcomes outcomes;
    private final DistinctIds ids = new DistinctIds();

    private DumpRecord upcoming;
    private DumpException failure;
    private boolean ended;
    private long ordinal;
    private long rejectedEver;
    private long read;
    private long rejected;

    private DumpReader(
            DumpFile file,
            long fileBytes,
            ReadAheadGzipInputStream bytes,
            RejectionListener rejections,
            long skipped,
            int rejectedLimit,
            int threads)
            throws DumpException {
        this.file = file;
        this.skipped = skipped;
        this.rejectedLimit = rejectedLimit;
        this.fileBytes = fileBytes;
        this.bytes = bytes;
        this.rejections = rejections;
        this.outcomes = threads == 1
                ? new OutcomeReader(file, bytes, KEPT_BYTES, skipped)
                : new SideBySideReader(file, bytes, KEPT_BYTES, skipped, threads, SideBySideReader.BLOCK_BYTES);
    }

    /**
     * Opens a dump file and reads up to its root element.
     *
     * @param rejections called for each rejected record, in the thread that reads
     * @throws DumpException if the file cannot be opened, is empty, is not a gzip file, or has another type's root element;
     *     the file is closed by then
     */
    public static DumpReader open(DumpFile file, RejectionListener rejections) throws DumpException {
        return open(file, rejections, 0, Integer.MAX_VALUE);
    }

    /**
     * The same, to resume an earlier reading. What is skipped is neither returned, nor counted, nor passed to the listener.
     * Skipping happens when the first record is requested, and takes nearly as long as reading: the file is read in the same
     * way, so that the same is rejected, and so that {@link #distinctIds} knows all ids.
     *
     * @param skipped the sum of the earlier reading's {@link #read} and {@link #rejected}; a file with fewer elements is
     *     broken
     * @param rejectedLimit the file is broken if more of its records are rejected, skipped ones included
     */
    public static DumpReader open(DumpFile file, RejectionListener rejections, long skipped, int rejectedLimit)
            throws DumpException {
        return open(
                file,
                rejections,
                skipped,
                rejectedLimit,
                threads(Runtime.getRuntime().availableProcessors()));
    }

    /**
     * The same, with so many threads that parse and hash. Nothing else depends on their number.
     *
     * @param threads 1: the caller's alone
     */
    static DumpReader open(DumpFile file, RejectionListener rejections, long skipped, int rejectedLimit, int threads)
            throws DumpException {
        ReadAheadGzipInputStream bytes;
        long fileBytes;
        try {
            fileBytes = Files.size(file.path());
            bytes = new ReadAheadGzipInputStream(Files.newByteChannel(file.path()), file.name());
        } catch (IOException e) {
            throw new DumpException(file.name() + " cannot be opened (" + FileReason.of(e) + ")", e);
        }
        try {
            return new DumpReader(file, fileBytes, bytes, rejections, skipped, rejectedLimit, threads);
        } catch (DumpException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    /** One is left for unzipping, another for whoever takes the records; more than four would wait for the unzipping. */
    static int threads(int processors) {
        return Math.max(1, Math.min(4, processors - 2));
    }

    @Override
    public boolean hasNext() {
        if (failure == null && upcoming == null && !ended) {
            try {
                upcoming = advance();
            } catch (DumpException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw new UncheckedIOException(failure);
        }
        return upcoming != null;
    }

    @Override
    public DumpRecord next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no record left in " + file.name());
        }
        var record = upcoming;
        upcoming = null;
        read++;
        return record;
    }

    /** The number of records that {@link #next} has returned. */
    public long read() {
        return read;
    }

    /** The number of rejected records. */
    public long rejected() {
        return rejected;
    }

    /** The number of rejected records, skipped ones included. */
    public long rejectedInFile() {
        return rejectedEver;
    }

    /** The number of different ids so far, those of skipped records included. */
    public long distinctIds() {
        return ids.count();
    }

    public ReadProgress progress() {
        return new ReadProgress(bytes.compressedBytesRead(), fileBytes);
    }

    /** Closes the file and ends the thread that unzips it. Records not yet returned are discarded. Idempotent. */
    @Override
    public void close() {
        bytes.close();
        outcomes.close();
    }

    private DumpRecord advance() throws DumpException {
        for (var outcome = outcomes.next(); outcome != null; outcome = outcomes.next()) {
            if (outcome instanceof RejectedRecord record) {
                reject(record);
            } else if (outcome instanceof DumpRecord record) {
                ordinal++;
                ids.add(record.id());
                if (ordinal > skipped) {
                    return record;
                }
            }
        }
        if (ordinal < skipped) {
            throw new DumpException(file.name() + " ends after record " + ordinal + ", but an earlier run had read "
                    + skipped + " records");
        }
        ended = true;
        return null;
    }

    private void reject(RejectedRecord record) throws DumpException {
        if (rejectedEver == rejectedLimit) {
            rejections.oneTooMany(record);
            throw new DumpException(file.name() + " has more than " + rejectedLimit
                    + " rejected records (extractor.rejected-limit): the next is record " + record.ordinal()
                    + " at line "
                    + record.line() + " (byte " + record.offset() + "), which " + record.reason());
        }
        rejectedEver++;
        ordinal++;
        if (ordinal > skipped) {
            rejected++;
            rejections.rejected(record);
        }
    }
}
