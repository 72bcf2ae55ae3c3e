package org.discogsography.extractor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Prevents two extractors from using the same state: each would overwrite the other's progress. The operating system
 * releases the lock when the process ends, however it ends. The lock file is never deleted, because another extractor may
 * lock it as soon as it is free.
 */
final class StateLock implements AutoCloseable {

    private final FileLock lock;

    private StateLock(FileLock lock) {
        this.lock = lock;
    }

    /**
     * Locks a state; empty if the folder cannot be written, or if its file system has no locks.
     *
     * @throws StateTakenException if another extractor has the lock
     */
    static Optional<StateLock> beside(StateFile state) {
        String name = state.path().getFileName().toString().replace(".json", ".lock");
        Path file = state.path().resolveSibling(name);
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            return Optional.empty();
        }
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(new StateLock(lock));
            }
        } catch (OverlappingFileLockException e) {
            // Another extractor in this JVM has it: refused below.
        } catch (IOException e) {
            close(channel);
            return Optional.empty();
        }
        close(channel);
        throw new StateTakenException(file + " is locked");
    }

    @Override
    public void close() {
        close(lock.acquiredBy());
    }

    private static void close(Channel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
