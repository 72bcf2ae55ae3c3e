package org.discogsography.extractor.download;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Lets one process at a time download into a folder. The operating system releases it when the process ends, however it ends. */
record DownloadLock(FileLock lock) implements AutoCloseable {

    /** The lock; empty if another one has it. */
    static Optional<DownloadLock> of(Path folder) throws IOException {
        var channel = FileChannel.open(
                folder.resolve(".discogsography-download.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
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

    @Override
    public void close() throws IOException {
        lock.acquiredBy().close();
    }
}
