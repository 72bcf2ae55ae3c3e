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
import org.discogsography.settings.SettingException;

/**
 * Keeps a second extractor from the same state: each would write over what the other has noted. The operating system
 * gives it up with the process, however that ends. Its file stays, since another may hold it as soon as it is free.
 */
final class StateLock implements AutoCloseable {

    private final FileLock lock;

    private StateLock(FileLock lock) {
        this.lock = lock;
    }

    /**
     * Takes the lock beside a state; empty where the folder cannot be written or its file system has no locks.
     *
     * @throws SettingException where another extractor holds it
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
            // Another extractor in this JVM: refused below.
        } catch (IOException e) {
            close(channel);
            return Optional.empty();
        }
        close(channel);
        throw new SettingException("another extractor is at work on this dump: " + file
                + " is locked (a folder of its own as extractor.state-folder would let both publish all of it)");
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
