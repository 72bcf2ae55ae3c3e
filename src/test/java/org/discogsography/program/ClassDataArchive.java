package org.discogsography.program;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.discogsography.sample.SampleDump;

/**
 * The JVM's archive of the jar's classes, with which the program starts in half the CPU time. It lies beside the jar, is made
 * once for each jar, and is shared by all JVMs of the tests.
 */
public final class ClassDataArchive {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private ClassDataArchive() {}

    /** The option for a JVM that runs this jar; the archive is made if there is none. */
    public static synchronized String option(Path jar) {
        try {
            Path archive = jar.resolveSibling(
                    "classes-" + Files.getLastModifiedTime(jar).toMillis() + ".jsa");
            if (!Files.exists(archive)) {
                Path lock = jar.resolveSibling("classes.lock");
                try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        var locked = channel.lock()) {
                    if (locked.isValid() && !Files.exists(archive)) {
                        make(jar, archive);
                    }
                }
            }
            return "-XX:SharedArchiveFile=" + archive;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs all services until they are started; the servers are not needed. */
    private static void make(Path jar, Path archive) throws IOException {
        Path folder = Files.createTempDirectory("class-data");
        // Beside the other: whoever sees that, at whatever moment, sees the whole of it.
        Path made = Files.createTempDirectory(archive.getParent(), "class-data").resolve("made.jsa");
        Path out = folder.resolve("out.txt");
        var builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:ArchiveClassesAtExit=" + made,
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-jar",
                        jar.toString()))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", System.getenv("PATH"));
        JarProcess.anyPort().forEach(builder.environment()::put);
        SampleDump.of(10).writeTo(folder);
        builder.environment().put("DISCOGS_ROOT", folder.toString());
        builder.environment().put("AMQP_CONNECTION", "amqp://guest:guest@127.0.0.1:1/");
        builder.environment().put("POSTGRES_ADDRESS", "127.0.0.1:1");
        builder.environment().put("NEO4J_ADDRESS", "bolt://127.0.0.1:1");
        Process program = builder.start();
        try {
            await().atMost(PATIENCE)
                    .until(() -> Files.readString(out).contains("(discogsography) started") || !program.isAlive());
            program.destroy();
            if (!program.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || !Files.exists(made)) {
                throw new IOException("No archive of classes was made; the program printed: " + Files.readString(out));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            program.destroyForcibly();
        }
        Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
        Files.delete(made.getParent());
    }
}
