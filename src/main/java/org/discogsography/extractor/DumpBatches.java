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
import org.discogsography.dump.DumpException;
import org.discogsography.dump.DumpReader;
import org.discogsography.dump.ReadProgress;
import org.discogsography.outage.Reason;
import org.discogsography.threads.DaemonThreads;

/**
 * A dump file as batches of messages. A thread of its own reads at most {@value #AHEAD} batches ahead, so that reading
 * continues while the extractor waits for the broker's confirms.
 *
 * <p>A broken file does not throw, it ends the batches early: the records before the break are published, and
 * {@link #failure} gives the reason. The end of the program ends them early as well: see {@link #isCutShort}.
 *
 * <p>For one thread, except {@link #progress} and {@link #close}.
 */
final class DumpBatches implements Iterator<RecordBatch>, Closeable {

    private static final int AHEAD = 2;

    /** Marks the end of the file. */
    private static final RecordBatch END = new RecordBatch(List.of(), List.of(), Checkpoint.START);

    private final DumpReader reader;
    private final MessageWriter writer;
    private final BatchSize size;
    private final Checkpoint start;
    private final BooleanSupplier stopping;
    private final BlockingQueue<RecordBatch> ahead = new ArrayBlockingQueue<>(AHEAD);
    private final Thread thread;
    private volatile boolean closed;
    private volatile RuntimeException failure;
    private RecordBatch next;
    private boolean cutShort;

    /**
     * @param start the records that the reader skips
     * @param stopping whether to begin no further batch
     */
    DumpBatches(DumpReader reader, MessageWriter writer, BatchSize size, Checkpoint start, BooleanSupplier stopping) {
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
                // Out of memory, for example: the consumer must see it, or it would wait forever.
                failure = new IllegalStateException("the thread that reads the file failed (" + Reason.of(e) + ")", e);
            }
            hand(END);
        } catch (InterruptedException e) {
            // Closed: nobody waits for another batch.
            Thread.currentThread().interrupt();
        }
    }

    private RecordBatch batch() {
        var batch = new ArrayList<OutboundMessage>();
        var offsets = new ArrayList<Long>();
        long bytes = 0;
        try {
            while (batch.size() < size.messages() && bytes < size.bytes() && reader.hasNext()) {
                var record = reader.next();
                OutboundMessage message = writer.data(record);
                bytes += message.body().length;
                batch.add(message);
                offsets.add(record.offset());
            }
        } catch (RuntimeException e) {
            // Publish the complete records before the break, and read nothing after it.
            failure = e;
        }
        return new RecordBatch(batch, offsets, start.plus(reader.read(), reader.rejected()));
    }

    private void hand(RecordBatch batch) throws InterruptedException {
        while (!ahead.offer(batch, 1, TimeUnit.SECONDS)) {
            if (closed) {
                throw new InterruptedException();
            }
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the last batch before a break may be empty, and so equal to END
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

    /** Why the file could not be read to its end; null if it could, or if that is not known yet. */
    String failure() {
        RuntimeException thrown = failure;
        if (thrown == null) {
            return null;
        }
        // Not the innermost cause as elsewhere: the reader's own message says where in the file it broke off. And never
        // null, which
        // would mean that the file was read to its end.
        Throwable reason = thrown instanceof UncheckedIOException ? thrown.getCause() : thrown;
        return reason.getMessage() == null ? Reason.of(thrown) : reason.getMessage();
    }

    /** Ends the batches early, with this reason. */
    void fail(String reason) {
        failure = new UncheckedIOException(new DumpException(reason));
    }

    /** Whether the batches ended because the program is ending, at whatever place in the file. */
    boolean isCutShort() {
        return cutShort;
    }

    /** The number of different ids in the file, once it was read to its end. */
    long distinctIds() {
        return reader.distinctIds();
    }

    /** The number of records in the file that the reader has rejected, in this run and in earlier ones. */
    long rejected() {
        return reader.rejectedInFile();
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
