package org.discogsography.extractor.download;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/** How far the download has come. Thread-safe. */
public final class DownloadProgress {

    private static final Duration WINDOW = Duration.ofSeconds(30); // of the rate

    /** What the download does. */
    public enum State {
        /** Waits for the time of its next look. */
        WAITING,
        /** Asks which dumps there are. */
        LOOKING,
        DOWNLOADING
    }

    private record Mark(long nanos, long bytes) {}

    private final AtomicLong total = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong dumps = new AtomicLong();
    private final Deque<Mark> marks = new ArrayDeque<>(); // guarded by this, as all below
    private State state = State.WAITING;
    private String version;
    private String file;
    private long bytes;
    private OptionalLong size = OptionalLong.empty();
    private String failure;
    private Instant nextLook;
    private String newest;

    /**
     * A moment of it.
     *
     * @param version that is being downloaded; null if none is
     * @param file that is being downloaded; null if none is
     * @param bytes of the file so far
     * @param size of the file; empty if Discogs has not said
     * @param bytesPerSecond lately
     * @param failure why the last try did not succeed; null if it did
     * @param nextLook when Discogs is asked next; null if that is not known
     * @param newest the newest whole dump that Discogs had at the last look; null if it is not known
     */
    public record Moment(
            State state,
            String version,
            String file,
            long bytes,
            OptionalLong size,
            long bytesPerSecond,
            String failure,
            Instant nextLook,
            String newest) {}

    public synchronized Moment now() {
        return new Moment(state, version, file, bytes, size, rate(System.nanoTime()), failure, nextLook, newest);
    }

    /** The bytes that have come since the program started, thrown away or not. */
    public long totalBytes() {
        return total.get();
    }

    /** The number of tries since the program started that have failed. */
    public long failures() {
        return failures.get();
    }

    /** The number of dumps that have been completed since the program started. */
    public long dumps() {
        return dumps.get();
    }

    /** The version that is being downloaded: its files are not complete yet. */
    public synchronized Optional<String> version() {
        return Optional.ofNullable(version);
    }

    private long rate(long now) {
        Mark first = marks.peekFirst();
        if (first == null || file == null) {
            return 0;
        }
        double seconds = Math.max(0.001, (double) (now - first.nanos()) / 1e9);
        return Math.round((bytes - first.bytes()) / seconds);
    }

    synchronized void looking() {
        state = State.LOOKING;
    }

    synchronized void found(String newestWhole) {
        newest = newestWhole;
    }

    synchronized void downloading(String dump) {
        state = State.DOWNLOADING;
        version = dump;
    }

    synchronized void begins(String name, OptionalLong expected) {
        file = name;
        bytes = 0;
        size = expected;
        marks.clear();
        marks.add(new Mark(System.nanoTime(), 0));
    }

    void received(long more) {
        total.addAndGet(more);
        synchronized (this) {
            bytes += more;
            long now = System.nanoTime();
            if (now - marks.getLast().nanos() > Duration.ofSeconds(1).toNanos()) {
                marks.addLast(new Mark(now, bytes));
            }
            while (marks.size() > 1 && now - marks.getFirst().nanos() > WINDOW.toNanos()) {
                marks.removeFirst();
            }
        }
    }

    synchronized void fileEnds() {
        file = null;
        bytes = 0;
        size = OptionalLong.empty();
    }

    synchronized void succeeded(Instant next) {
        if (version != null) {
            dumps.incrementAndGet();
        }
        end(next);
        failure = null;
    }

    synchronized void failed(String reason, Instant next) {
        end(next);
        failure = reason;
        failures.incrementAndGet();
    }

    synchronized void stopped() {
        end(nextLook);
    }

    synchronized void waitsUntil(Instant next) {
        nextLook = next;
    }

    private void end(Instant next) {
        fileEnds();
        state = State.WAITING;
        version = null;
        nextLook = next;
    }
}
