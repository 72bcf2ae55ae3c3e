package org.discogsography.extractor.download;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/** A file that one process at a time has locked. The operating system releases it when the process ends, however it ends. */
record DownloadLock(FileLock lock) implements AutoCloseable {

    /** The lock; empty if another one has it. Creates the file if it is missing, and never deletes it: another one may wait for it. */
    static Optional<DownloadLock> of(Path file) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(new DownloadLock(lock));
            }
        } catch (OverlappingFileLockException e) {
            // Another download in this JVM has it.
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return Optional.empty();
    }

    /**
     * Waits for the lock, which others have for moments only.
     *
     * @throws IOException if another one keeps it for longer than the patience, as a process that hangs would
     */
    static DownloadLock await(Path file, Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        Optional<DownloadLock> lock = of(file);
        while (lock.isEmpty() && System.nanoTime() < end) {
            pause();
            lock = of(file);
        }
        return lock.orElseThrow(
                () -> new IOException("another process keeps " + file + " locked for " + patience.toSeconds() + " s"));
    }

    private static void pause() throws InterruptedIOException {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a lock");
        }
    }

    @Override
    public void close() throws IOException {
        lock.acquiredBy().close();
    }
}
