package org.discogsography.servers;

import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.ArchUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, from the artifact that {@link EmbeddedPostgres} takes them from, and the files of an empty database. Both lie in
 * the build's folder, made once for all JVMs of the tests.
 */
final class PostgresBinaries {

    private PostgresBinaries() {}

    /**
     * A command line that runs one of the programs. PostgreSQL refuses to run as root: there it runs in a user namespace in
     * which it is nobody. {@code unshare} becomes the program, which is therefore still a direct child.
     */
    static List<String> command(String program, String... arguments) {
        return command(Made.FOLDER, program, arguments);
    }

    private static List<String> command(Path folder, String program, String... arguments) {
        List<String> command = new ArrayList<>(asNobody());
        command.add(folder.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static List<String> asNobody() {
        return "root".equals(System.getProperty("user.name")) ? List.of("unshare", "-U") : List.of();
    }

    /** Whether nobody can reach it: root may build in another user's folder, nobody may not look into it. */
    private static boolean isReachable(Path folder) throws IOException {
        List<String> list = new ArrayList<>(asNobody());
        list.addAll(List.of("ls", folder + "/."));
        Process listing = new ProcessBuilder(list)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(5)).until(() -> !listing.isAlive());
        return listing.exitValue() == 0;
    }

    /** The files of an empty database, to be copied. */
    static Path emptyDatabase() {
        return database(Made.FOLDER);
    }

    private static Path database(Path folder) {
        return folder.resolve("empty-database");
    }

    /** Made when first asked for. */
    private static final class Made {

        static final Path FOLDER = folder();
    }

    private static Path folder() {
        Path target = Path.of("target").toAbsolutePath();
        try {
            byte[] packed = packed();
            if (!Files.isDirectory(target) || !isReachable(target)) {
                Path own = ServerFolder.create("postgres-binaries");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> ServerFolder.delete(own), "delete-binaries"));
                make(packed, own);
                return own;
            }
            // Another version has another name.
            var checksum = new CRC32();
            checksum.update(packed);
            Path folder = target.resolve("postgres-" + Long.toHexString(checksum.getValue()));
            Path lock = target.resolve("postgres.lock");
            try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var locked = channel.lock()) {
                if (locked.isValid() && !Files.exists(folder)) {
                    Path unfinished = Files.createTempDirectory(target, "postgres");
                    make(packed, unfinished);
                    Files.move(unfinished, folder);
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL could not be unpacked", e);
        }
    }

    private static byte[] packed() throws IOException {
        String system = System.getProperty("os.name").startsWith("Mac") ? "Darwin" : "Linux";
        String machine = ArchUtils.normalize(System.getProperty("os.arch"));
        try (InputStream packed = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine)) {
            return packed.readAllBytes();
        }
    }

    private static void make(byte[] packed, Path folder) throws IOException {
        try (var archive = new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(packed)))) {
            for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                unpack(archive, entry, folder.resolve(entry.getName()));
            }
        }
        Path output = folder.resolve("initdb.log");
        var initdb = ServerProcess.start(
                command(
                        folder,
                        "initdb",
                        "--pgdata=" + database(folder),
                        "--username=" + Postgres.USERNAME,
                        "--auth=trust",
                        "--encoding=UTF8",
                        "--no-locale",
                        "--no-sync"),
                Map.of(),
                folder,
                output);
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !initdb.alive());
        if (!Files.exists(database(folder).resolve("global").resolve("pg_control"))) {
            throw new IOException("There is no empty database: " + Files.readString(output));
        }
    }

    private static void unpack(InputStream content, TarArchiveEntry entry, Path to) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(to);
            return;
        }
        Files.createDirectories(to.resolveSibling("."));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(to, Path.of(entry.getLinkName()));
        } else {
            Files.copy(content, to);
            Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
