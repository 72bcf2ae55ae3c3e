package org.discogsography.servers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** The temporary folders of servers. */
final class ServerFolder {

    private ServerFolder() {}

    static Path create(String server) {
        try {
            return Files.createTempDirectory("discogsography-" + server);
        } catch (IOException e) {
            throw new UncheckedIOException("No folder for " + server, e);
        }
    }

    /** A folder that is made if it is missing, and may have a server's files already. */
    static Path kept(Path folder) {
        try {
            return Files.createDirectories(folder.toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException("No folder " + folder, e);
        }
    }

    /** The sizes of all files in it, added up. Files that go meanwhile count, or not. */
    static long bytes(Path folder) throws IOException {
        long bytes = 0;
        try (var files = Files.walk(folder)) {
            for (var each = files.iterator(); each.hasNext(); ) {
                File file = each.next().toFile();
                bytes += file.isFile() ? file.length() : 0;
            }
        } catch (UncheckedIOException e) {
            // A folder has gone while it was listed.
            return bytes;
        }
        return bytes;
    }

    /** Removes it with all that is in it. */
    static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException("Not removed: " + folder, e);
        }
    }
}
