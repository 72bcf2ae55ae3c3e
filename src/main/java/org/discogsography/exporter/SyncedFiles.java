package org.discogsography.exporter;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * For a user's route that writes files: until a file and its folder are synced, a power cut can take it away. Camel's component {@code file}
 * syncs neither (4.17; its option {@code forceWrites} has no effect). Thread-safe.
 */
public final class SyncedFiles {

    /** Syncs a file that has been written, and its name. */
    public void sync(String folder, String file) throws IOException {
        Path path = Path.of(folder, file);
        try (var written = FileChannel.open(path, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        syncNames(Path.of(folder));
    }

    /** Syncs the names of the files in a folder, and the name of the folder itself, which may be new. */
    static void syncNames(Path folder) throws IOException {
        Path absolute = folder.toAbsolutePath().normalize();
        force(absolute);
        Path parent = absolute.getParent();
        // Its owner may let nobody else read it; then it was there before.
        if (parent != null && Files.isReadable(parent)) {
            force(parent);
        }
    }

    private static void force(Path folder) throws IOException {
        try (var opened = FileChannel.open(folder, StandardOpenOption.READ)) {
            opened.force(true);
        }
    }
}
