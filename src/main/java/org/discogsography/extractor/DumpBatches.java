package org.discogsography.extractor;

import java.io.Closeable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.discogsography.broker.OutboundMessage;
import org.discogsography.broker.messages.MessageWriter;
import org.discogsography.dump.DumpReader;
import org.discogsography.dump.ReadProgress;
import org.discogsography.threads.DaemonThreads;

/**
 * A dump file as batches of messages, read a few batches ahead by a thread of its own, so that reading goes on while the
 * broker's confirms are awaited. No more than {@value #AHEAD} batches are held, however long that takes.
 *
 * <p>A file that breaks ends the batches early instead of throwing: what came before the break is to be published, and
 * {@link #failure} tells. So does the end of the program, which {@link #isCutShort} tells.
 *
 * <p>To be used by one thread, except {@link #progress} and {@link #close}.
 */
final class DumpBatches implements Iterator<RecordBatch>, Closeable {

    private static final int AHEAD = 2;

    /** Stands for the end of the file. */
    private static final RecordBatch END = new RecordBatch(List.of(), Position.START);

    private final DumpReader reader;
    private final MessageWriter writer;
    private final int size;
    private final Position start;
    private final BooleanSupplier stopping;
    private final BlockingQueue<RecordBatch> ahead = new ArrayBlockingQueue<>(AHEAD);
    private final Thread thread;
    private volatile boolean closed;
    private volatile RuntimeException failure;
    private RecordBatch next;
    private boolean cutShort;

    /**
     * @param start what the reader skips
     * @param stopping whether no further batch is to be begun
     */
    DumpBatches(DumpReader reader, MessageWriter writer, int size, Position start, BooleanSupplier stopping) {
        this.reader = reader;
        this.writer = writer;
        this.size = size;
        this.start = start;
        this.stopping = stopping;
        this.thread = new DaemonThreads("extractor-reader").newThread(this::read);
        thread.start();
    }

    private void read() {
        try {
            try {
                while (!closed && failure == null && reader.hasNext()) {
                    hand(batch());
                }
            } catch (RuntimeException e) {
                failure = e;
            } catch (Error e) {
                // Out of memory, say: whoever waits for the next batch has to be told before this thread ends.
                failure = new IllegalStateException("the thread that reads it broke off: " + e, e);
            }
            hand(END);
        } catch (InterruptedException e) {
            // Closed: nobody waits for more.
            Thread.currentThread().interrupt();
        }
    }

    private RecordBatch batch() {
        var batch = new ArrayList<OutboundMessage>(size);
        try {
            while (batch.size() < size && reader.hasNext()) {
                batch.add(writer.data(reader.next()));
            }
        } catch (RuntimeException e) {
            // Whole records came before the break: they go out first, and nothing is read behind it.
            failure = e;
        }
        return new RecordBatch(batch, start.plus(reader.read(), reader.rejected()));
    }

    private void hand(RecordBatch batch) throws InterruptedException {
        while (!ahead.offer(batch, 1, TimeUnit.SECONDS)) {
            if (closed) {
                throw new InterruptedException();
            }
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a batch before a break may be empty as well
    public boolean hasNext() {
        if (next == null && stopping.getAsBoolean()) {
            cutShort = true;
            next = END;
        }
        if (next == null) {
            try {
                next = ahead.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while reading a dump file", e);
            }
        }
        return next != END;
    }

    @Override
    public RecordBatch next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        RecordBatch batch = next;
        next = null;
        return batch;
    }

    /** Why the file could not be read to its end; null where it was, or where that is not known yet. */
    String failure() {
        RuntimeException thrown = failure;
        if (thrown == null) {
            return null;
        }
        // Not the innermost cause as elsewhere: the reader's own message says where in the file it broke off. And never
        // null, which
        // would mean that the file was read to its end.
        String message =
                thrown instanceof UncheckedIOException ? thrown.getCause().getMessage() : null;
        return message == null ? thrown.toString() : message;
    }

    /** Whether the batches ended since the program is about to, wherever in the file that was. */
    boolean isCutShort() {
        return cutShort;
    }

    ReadProgress progress() {
        return reader.progress();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        reader.close();
    }
}
