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
 * Unzips a file in a thread of its own, a few buffers ahead of the reader, so that on two cores unzipping and parsing run
 * in parallel. Memory is bounded: {@link #BUFFERS} buffers of {@link #BUFFER_BYTES} bytes.
 *
 * <p>If unzipping fails, the reader first gets all bytes before the failure. Reading is for one thread. {@link #close} and
 * {@link #compressedBytesRead} are thread-safe, and closing ends a read that waits.
 */
final class ReadAheadGzipInputStream extends InputStream implements DumpBytes {

    private static final int BUFFERS = 4;
    private static final int BUFFER_BYTES = 1 << 18;
    private static final int COMPRESSED_BUFFER_BYTES = 1 << 16;

    /** A filled buffer; or the end of the stream, with the failure that ended it (null: the end of the file). */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    private record Chunk(byte[] bytes, int length, long[] notUtf8, IOException failure) {

        static Chunk end(IOException failure) {
            return new Chunk(new byte[0], -1, new long[0], failure);
        }
    }

    private final BlockingQueue<byte[]> empty = new ArrayBlockingQueue<>(BUFFERS);
    // Room for every buffer, and for one end from the thread and one from close(): adding never waits.
    private final BlockingQueue<Chunk> full = new ArrayBlockingQueue<>(BUFFERS + 2);
    private final AtomicLong compressedBytesRead = new AtomicLong();
    private final Utf8Check utf8 = new Utf8Check(); // of the thread
    private final SeekableByteChannel file;
    private final Thread thread;
    private volatile boolean closed;

    // Used only by the thread that reads.
    private Chunk current = new Chunk(new byte[0], 0, new long[0], null);
    private int position;
    private IOException failure;

    /** Owns the channel from now on, and closes it at the end of the file or with the stream. */
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

    @Override
    public long compressedBytesRead() {
        return compressedBytesRead.get();
    }

    @Override
    public IOException failure() {
        return failure;
    }

    @Override
    public long[] notUtf8() {
        return current.notUtf8;
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

    /** Ends the thread, and a read that waits for it. */
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
            current = Chunk.end(new IOException("closed while reading"));
        }
        failure = current.failure;
    }

    private void unzip() {
        try (var zipped = new CountingInputStream(Channels.newInputStream(file), compressedBytesRead);
                var unzipped = new GZIPInputStream(zipped, COMPRESSED_BUFFER_BYTES)) {
            while (!closed && handOver(unzipped, empty.take())) {}
        } catch (IOException e) {
            full.add(Chunk.end(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) { // otherwise the reader would wait forever
            full.add(Chunk.end(new IOException("unzipping failed: " + reason(e), e)));
        }
    }

    private static String reason(Throwable thrown) {
        return thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
    }

    /** Fills a buffer and passes it on, also if unzipping fails meanwhile. Returns false at the end of the file. */
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
                full.add(new Chunk(buffer, length, utf8.check(buffer, length), null));
            }
        }
        if (length < buffer.length) {
            full.add(Chunk.end(null));
            return false;
        }
        return true;
    }
}
