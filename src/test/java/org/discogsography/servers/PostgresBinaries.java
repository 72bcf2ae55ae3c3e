package org.discogsography.servers;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.ArchUtils;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, from the artifact that {@link EmbeddedPostgres} takes them from, unpacked once a JVM. */
final class PostgresBinaries {

    private PostgresBinaries() {}

    /**
     * A command line that runs one of the programs. PostgreSQL refuses to run as root: there it runs in a user namespace in
     * which it is nobody. {@code unshare} becomes the program, which is therefore still a direct child.
     */
    static List<String> command(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(Unpacked.FOLDER.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /** Unpacked when first asked for, removed with the JVM. */
    private static final class Unpacked {

        static final Path FOLDER = unpack();

        private static Path unpack() {
            Path folder = ServerFolder.create("postgres-binaries");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> ServerFolder.delete(folder), "delete-binaries"));
            String system = System.getProperty("os.name").startsWith("Mac") ? "Darwin" : "Linux";
            String machine = ArchUtils.normalize(System.getProperty("os.arch"));
            try (InputStream packed = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine);
                    var archive = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed)))) {
                for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                    unpack(archive, entry, folder.resolve(entry.getName()));
                }
            } catch (IOException e) {
                throw new UncheckedIOException("PostgreSQL could not be unpacked", e);
            }
            return folder;
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
}
