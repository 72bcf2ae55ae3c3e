package org.discogsography.dump;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;

/**
 * Reads several blocks of a file side by side, and returns what one {@link OutcomeReader} would: the same records and
 * rejected records, in the same order, with the same places, and the same failure.
 *
 * <p>A block's records count when everything before it has been read, if it is {@link PlainBlock plain}. From the first
 * block that is not (a record in it is damaged, or a comment was cut in two), one {@link OutcomeReader} reads on, to the end of
 * the file: so nothing rests on where blocks were cut. The file's last block is one of these.
 *
 * <p>Memory is bounded: two blocks for each thread, and their records. For one thread, except {@link #close}.
 */
final class SideBySideReader implements ReadOutcomes {

    static final int BLOCK_BYTES = 1 << 18;

    private record Ahead(Block block, Future<Optional<PlainBlock.Result>> read) {}

    private final DumpFile file;
    private final DumpBytes source;
    private final long limit;
    private final long skipped;
    private final BlockCutter cutter;
    private final int most;
    private final long mostBytes;
    private final ExecutorService threads;
    private final Deque<Ahead> ahead = new ArrayDeque<>();
    private final Deque<DumpRecord> records = new ArrayDeque<>();

    private Seam seam; // where the first block begins
    private OutcomeReader single; // null: all blocks have been plain
    private long recordsSideBySide;

    /**
     * Reads up to the root element, or farther. For the other parameters see {@link OutcomeReader}.
     *
     * @param blockBytes the usual size of a block; less if memory is short
     */
    SideBySideReader(DumpFile file, DumpBytes source, long limit, long skipped, int threads, int blockBytes)
            throws DumpException {
        this.file = file;
        this.source = source;
        this.limit = limit;
        this.skipped = skipped;
        // A record that takes a quarter of what may be kept is for one OutcomeReader: it is in no block.
        int size = (int) Math.min(blockBytes, limit / 4 / BlockCutter.MOST_SIZES);
        this.cutter = new BlockCutter(source, file.type(), size);
        this.most = 2 * threads + 1;
        this.mostBytes = (long) most * size;
        readFirst();
        this.threads = Executors.newFixedThreadPool(threads, this::thread);
    }

    private Thread thread(Runnable work) {
        var thread = new Thread(work, "parse-" + file.name());
        thread.setDaemon(true);
        return thread;
    }

    /** The others cannot be read before: the root's start tag is in it. */
    private void readFirst() throws DumpException {
        var block = cutter.next();
        var result = block != null && block.endsAtRecord()
                ? new PlainBlock(file, block, null, limit).call()
                : Optional.<PlainBlock.Result>empty();
        if (result.isPresent()) {
            seam = result.get().end();
            count(result.get());
        } else {
            var first = new ArrayDeque<Block>();
            if (block != null) {
                first.add(block);
            }
            single = new OutcomeReader(file, bytesFrom(first), limit, skipped);
        }
    }

    @Override
    public ReadOutcome next() throws DumpException {
        while (records.isEmpty() && single == null) {
            readBlock();
        }
        return records.isEmpty() ? single.next() : records.poll();
    }

    private void readBlock() throws DumpException {
        lookAhead();
        var first = ahead.peek();
        if (first != null && first.block.offset() != seam.offset()) {
            throw unreadable("the block at byte " + seam.offset() + " was lost", null);
        }
        var result = first == null ? Optional.<PlainBlock.Result>empty() : await(first.read);
        if (result.isPresent()) {
            ahead.remove();
            seam = seam.plus(result.get().end());
            count(result.get());
        } else {
            close();
            var blocks = new ArrayDeque<Block>();
            ahead.forEach(one -> blocks.add(one.block));
            ahead.clear();
            single = new OutcomeReader(file, bytesFrom(blocks), limit, skipped, seam);
        }
    }

    private void count(PlainBlock.Result result) {
        records.addAll(result.records());
        recordsSideBySide += result.records().size();
    }

    private void lookAhead() throws DumpException {
        long bytes = ahead.stream().mapToLong(one -> one.block.length()).sum();
        while (ahead.size() < most && bytes < mostBytes) {
            var block = cutter.next();
            if (block == null) {
                return;
            }
            ahead.add(new Ahead(block, read(block)));
            bytes += block.length();
        }
    }

    private Future<Optional<PlainBlock.Result>> read(Block block) throws DumpException {
        if (!block.endsAtRecord()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        var read = new FutureTask<>(new PlainBlock(file, block, seam.rootStart(), limit));
        try {
            threads.execute(read);
            return read;
        } catch (RejectedExecutionException e) {
            throw unreadable("closed while reading", e);
        }
    }

    private Optional<PlainBlock.Result> await(Future<Optional<PlainBlock.Result>> read) throws DumpException {
        try {
            return read.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreadable("interrupted", e);
        } catch (CancellationException e) {
            throw unreadable("closed while reading", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error; // no memory, for example
            }
            throw unreadable(String.valueOf(e.getCause()), e);
        }
    }

    private DumpException unreadable(String why, Exception e) {
        return new DumpException(file.name() + " cannot be read (" + why + ")", e);
    }

    /** These blocks, then the rest of the file. */
    private DumpBytes bytesFrom(Deque<Block> blocks) {
        return new BlockBytes(() -> blocks.isEmpty() ? cutter.next() : blocks.poll(), source);
    }

    /** The number of records that were read in blocks by themselves. */
    long recordsSideBySide() {
        return recordsSideBySide;
    }

    @Override
    public void close() {
        threads.shutdownNow().forEach(waiting -> ((Future<?>) waiting).cancel(false));
    }
}
