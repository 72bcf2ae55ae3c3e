package org.discogsography.extractor;

import java.util.concurrent.atomic.AtomicLong;
import org.discogsography.dump.DumpFile;
import org.discogsography.dump.ReadProgress;

/** How far the extraction of one file has come, over all runs of the program. Thread-safe. */
public final class FileExtraction {

    /** What becomes of a file. */
    public enum State {
        WAITING,
        READING,
        /** Read to its end, every record confirmed, in this run of the program or an earlier one. */
        COMPLETE,
        /** Broken; what came before the break was published. */
        FAILED
    }

    private final DumpFile file;
    private final AtomicLong published = new AtomicLong();
    private final AtomicLong rejected = new AtomicLong();
    private volatile State state = State.WAITING;
    private volatile String failure;
    private volatile DumpBatches batches;

    FileExtraction(DumpFile file) {
        this.file = file;
    }

    public DumpFile file() {
        return file;
    }

    public State state() {
        return state;
    }

    /** Why it failed; null where it did not. */
    public String failure() {
        return failure;
    }

    /** Records that the broker has confirmed. */
    public long published() {
        return published.get();
    }

    /** Records that could not be published, as for want of an id. */
    public long rejected() {
        return rejected.get();
    }

    /** How much of the file has been read; the publishing is a few batches behind. */
    public ReadProgress progress() {
        DumpBatches open = batches;
        return open == null ? new ReadProgress(0, file.path().toFile().length()) : open.progress();
    }

    /** What earlier runs have done. */
    void resume(Position position) {
        published.set(position.published());
        rejected.set(position.rejected());
    }

    void reading(DumpBatches opened) {
        batches = opened;
        state = State.READING;
    }

    /** Reading has been stopped and is to go on in another run. */
    void stopped() {
        state = State.WAITING;
    }

    void published(long records) {
        published.addAndGet(records);
    }

    void reject() {
        rejected.incrementAndGet();
    }

    void complete() {
        state = State.COMPLETE;
    }

    /** Where it has been read to, once nothing of it is under way any more. */
    Position position() {
        return new Position(published.get(), rejected.get());
    }

    void failed(String reason) {
        failure = reason;
        state = State.FAILED;
    }
}
