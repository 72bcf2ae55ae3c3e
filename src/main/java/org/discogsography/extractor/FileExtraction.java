package org.discogsography.extractor;

import java.util.concurrent.atomic.AtomicLong;
import org.discogsography.dump.DumpFile;
import org.discogsography.dump.ReadProgress;
import org.discogsography.extractor.ExtractionProgress.FileProgress;

/** The extraction of one file, over all runs of the program. Thread-safe. */
public final class FileExtraction {

    /** The state of a file. */
    public enum State {
        WAITING,
        READING,
        /** Read to its end, and every record confirmed, in this run or an earlier one. */
        COMPLETE,
        /** Broken; the records before the break were published. */
        FAILED
    }

    private final DumpFile file;
    private final AtomicLong published = new AtomicLong();
    private final AtomicLong rejected = new AtomicLong();
    private volatile State state = State.WAITING;
    private volatile String failure;
    private volatile DumpBatches batches;
    private volatile long distinctIds;
    private volatile String version;
    private volatile String lastRejection;

    FileExtraction(DumpFile file) {
        this.file = file;
        this.version = file.version();
    }

    public DumpFile file() {
        return file;
    }

    public State state() {
        return state;
    }

    /** Why it failed; null if it did not. */
    public String failure() {
        return failure;
    }

    /** The number of records that the broker has confirmed. */
    public long published() {
        return published.get();
    }

    /** The number of rejected records: without an id, for example. */
    public long rejected() {
        return rejected.get();
    }

    /** Where the record was that this run has rejected last, and why; null if there is none. */
    String lastRejection() {
        return lastRejection;
    }

    /** The number of different ids in the file; known once it is complete. */
    long distinctIds() {
        return distinctIds;
    }

    /** How much of the file has been read. Publishing is a few batches behind. */
    public ReadProgress progress() {
        DumpBatches open = batches;
        return open == null ? new ReadProgress(0, file.path().toFile().length()) : open.progress();
    }

    /** The version of its records: the dump's, or a later one if the file has been replaced. */
    String version() {
        return version;
    }

    /** Restores what earlier runs have published, and which version. */
    void resume(FileProgress earlier) {
        Checkpoint checkpoint = earlier.checkpoint();
        version = earlier.content().version(file.version());
        published.set(checkpoint.published());
        rejected.set(checkpoint.rejected());
    }

    void reading(DumpBatches opened) {
        batches = opened;
        state = State.READING;
    }

    /** Reading has stopped, and another run will continue. */
    void stopped() {
        state = State.WAITING;
    }

    void published(long records) {
        published.addAndGet(records);
    }

    void reject(String placeAndReason) {
        lastRejection = placeAndReason;
        rejected.incrementAndGet();
    }

    /** @param ids number of different ids among its published records */
    void complete(long ids) {
        distinctIds = ids;
        state = State.COMPLETE;
    }

    /** The checkpoint; exact only while no batch of the file is in flight. */
    Checkpoint checkpoint() {
        return new Checkpoint(published.get(), rejected.get());
    }

    void failed(String reason) {
        failure = reason;
        state = State.FAILED;
    }
}
