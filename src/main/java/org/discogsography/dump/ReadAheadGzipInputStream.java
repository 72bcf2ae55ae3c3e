package org.discogsography.dump;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/**
 * Unzips a file in a thread of its own, a few buffers ahead of whoever reads: on two cores, unzipping then costs the
 * parser no time. Memory is bounded by {@link #BUFFERS} times {@link #BUFFER_BYTES}.
 *
 * <p>A failure to unzip reaches the reader after all the bytes before it. Reading is for one thread; {@link #close} and
 * {@link #compressedBytesRead} are for any, and closing ends a read that waits.
 */
final class ReadAheadGzipInputStream extends InputStream {

    private static final int BUFFERS = 4;
    private static final int BUFFER_BYTES = 1 << 18;
    private static final int COMPRESSED_BUFFER_BYTES = 1 << 16;

    /** A full buffer; or, with no bytes, the end, and how it came to that (null: as it should). */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    private record Chunk(byte[] bytes, int length, IOException failure) {

        static Chunk end(IOException failure) {
            return new Chunk(new byte[0], -1, failure);
        }
    }

    private final BlockingQueue<byte[]> empty = new ArrayBlockingQueue<>(BUFFERS);
    // Room for every buffer and for one end from either side: putting something in never waits.
    private final BlockingQueue<Chunk> full = new ArrayBlockingQueue<>(BUFFERS + 2);
    private final AtomicLong compressedBytesRead = new AtomicLong();
    private final SeekableByteChannel file;
    private final Thread thread;
    private volatile boolean closed;

    // Only touched by the reading thread.
    private Chunk current = new Chunk(new byte[0], 0, null);
    private int position;
    private IOException failure;

    /** Takes the channel over: it is closed with the stream, or at its end. */
    ReadAheadGzipInputStream(SeekableByteChannel file, String name) {
        this.file = file;
        for (int i = 0; i < BUFFERS; i++) {
            empty.add(new byte[BUFFER_BYTES]);
        }
        thread = new Thread(this::unzip, "gunzip-" + name);
        // DaemonThreads is for all other packages: this one depends on none, and its thread throws nothing.
        thread.setDaemon(true);
        thread.start();
    }

    long compressedBytesRead() {
        return compressedBytesRead.get();
    }

    /** Why reading ended before its time; null where it has not. */
    IOException failure() {
        return failure;
    }

    /** Whether the reader has been told that the file ends here, as it should. */
    boolean isAtEnd() {
        return current.length < 0 && failure == null;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (position == current.length) {
            next();
        }
        if (current.length < 0) {
            if (failure != null) {
                throw failure;
            }
            return -1;
        }
        int count = Math.min(length, current.length - position);
        System.arraycopy(current.bytes, position, target, offset, count);
        position += count;
        return count;
    }

    /** Ends the thread, which interrupting wakes from whatever it waits for, and whoever waits for it. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        full.offer(Chunk.end(null));
    }

    private void next() throws IOException {
        if (current.bytes.length > 0) {
            empty.add(current.bytes);
        }
        position = 0;
        try {
            current = full.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            current = Chunk.end(new InterruptedIOException("interrupted"));
        }
        if (closed) {
            current = Chunk.end(new IOException("closed while it was read"));
        }
        failure = current.failure;
    }

    private void unzip() {
        try (var zipped = new CountedInput(Channels.newInputStream(file), compressedBytesRead);
                var unzipped = new GZIPInputStream(zipped, COMPRESSED_BUFFER_BYTES)) {
            while (!closed && handOver(unzipped, empty.take())) {}
        } catch (IOException e) {
            full.add(Chunk.end(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) { // a reader would otherwise wait for ever
            full.add(Chunk.end(new IOException("unzipping failed: " + e, e)));
        }
    }

    /** Fills a buffer as far as the file goes, also where it breaks in the middle. False at the file's end. */
    private boolean handOver(InputStream unzipped, byte[] buffer) throws IOException {
        int length = 0;
        try {
            int read = 0;
            while (read >= 0 && length < buffer.length) {
                read = unzipped.read(buffer, length, buffer.length - length);
                length += Math.max(read, 0);
            }
        } finally {
            if (length > 0) {
                full.add(new Chunk(buffer, length, null));
            }
        }
        if (length < buffer.length) {
            full.add(Chunk.end(null));
            return false;
        }
        return true;
    }
}
