package org.discogsography.demo;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.discogsography.servers.TestServers;

/** The temporary folder of the demo and its servers. It goes with the JVM, also when Ctrl-C ends it. */
final class DemoFolder {

    private static final int ATTEMPTS = 5;

    private DemoFolder() {}

    /** Creates it, and makes it the JVM's folder for temporary files. */
    static Path create() throws IOException {
        Path base = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
        String name = "discogsography-demo-"
                + Long.toHexString(ThreadLocalRandom.current().nextLong());
        Path folder = Files.createDirectories(base.resolve(name));
        System.setProperty("java.io.tmpdir", folder.toString());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(base, folder), "end-demo"));
        return folder;
    }

    private static void end(Path base, Path folder) {
        // Nobody needs to read what the program says when it loses its servers now.
        System.out.close();
        System.err.close();
        TestServers.stop();
        for (int attempt = 0; attempt < ATTEMPTS && Files.exists(folder); attempt++) {
            delete(folder);
        }
        deleteLogConfigurations(base);
    }

    /** The JDK keeps the folder that it was started with for its own temporary files, and Neo4j leaves one of these. */
    private static void deleteLogConfigurations(Path base) {
        long started = ManagementFactory.getRuntimeMXBean().getStartTime();
        File[] left = base.toFile().listFiles((in, name) -> name.matches("log4j-\\d+\\.xml"));
        for (File file : left == null ? new File[0] : left) {
            if (file.lastModified() >= started) {
                file.delete();
            }
        }
    }

    /** The servers may be removing files of theirs at the same time. */
    private static void delete(Path folder) {
        List<Path> files;
        try (var all = Files.walk(folder)) {
            files = all.sorted(Comparator.reverseOrder()).toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            return;
        }
        files.forEach(file -> file.toFile().delete());
    }
}
