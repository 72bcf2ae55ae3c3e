package org.discogsography.extractor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.discogsography.outage.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the records that could not be published, so that a person can look at them: two files for each record in
 * {@code <state folder>/rejected}, its bytes and the report that names the dump file, the offset and the reason.
 *
 * <p>The names are made of the dump file and the offset, so keeping a record again, after a restart, replaces its files. A
 * folder that cannot be written costs no record of the others: the extraction continues. Thread-safe.
 */
final class RejectedRecords {

    private static final Logger LOG = LoggerFactory.getLogger(RejectedRecords.class);
    private static final ObjectMapper MAPPER = new JsonMapper();

    private final Path folder;
    private boolean failing; // guarded by this

    RejectedRecords(Path stateFolder) {
        this.folder = stateFolder.toAbsolutePath().resolve("rejected");
    }

    /** The folder; it exists as soon as a record is in it. */
    Path folder() {
        return folder;
    }

    /**
     * Writes the two files, and syncs them.
     *
     * @param file name of the dump file, without its folder
     * @param offset of the record's first byte in the unzipped dump file
     * @param bytes the record's, as they stand in the file; or the message that the broker refused
     * @param reason why; completes the sentence "was rejected because it …"
     */
    synchronized void keep(String file, long offset, byte[] bytes, String reason) {
        String name = name(file, offset);
        try {
            Files.createDirectories(folder);
            write(name + ".bytes", bytes);
            var report = MAPPER.createObjectNode()
                    .put("file", file)
                    .put("offset", offset)
                    .put("length", bytes.length)
                    .put("reason", reason)
                    .put(
                            "rejected_at",
                            Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
            write(name + ".json", MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(report));
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOG.warn(
                        "extractor.state-folder: rejected records cannot be kept in {} ({}): the extraction continues"
                                + " without their bytes",
                        folder,
                        Reason.of(e));
            }
            failing = true;
        }
    }

    /** The name of a record's files, without their ending. */
    static String name(String file, long offset) {
        return "%s.%012d".formatted(file, offset);
    }

    private void write(String name, byte[] content) throws IOException {
        Path path = folder.resolve(name);
        Path written = folder.resolve(name + ".tmp");
        try (var channel = FileChannel.open(
                written, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            var left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
        Files.move(written, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
