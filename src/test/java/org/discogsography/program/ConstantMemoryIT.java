package org.discogsography.program;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.discogsography.dump.DataType;
import org.discogsography.program.JarProcess.Call;
import org.discogsography.servers.TestServers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file many times as large as the heap goes through the extractor. */
class ConstantMemoryIT {

    private static final int RECORDS = 120_000;
    private static final String NOTES = "These notes are as long as those of a release with a story. ".repeat(32);

    private final Inbox inbox = Inbox.on(TestServers.start().broker());

    @TempDir
    private Path folder;

    @Test
    void a_dump_of_240_MB_needs_64_MB_of_heap() throws Exception {
        Path file = folder.resolve(DumpFiles.name(DataType.RELEASES));
        long bytes = write(file);
        assertThat(bytes).isGreaterThan(230_000_000);

        try (var sink = Sink.of(inbox);
                var program = Call.of(folder, "extractor")
                        .withAllMBeans()
                        .jvmToo("-Xmx64m", "-XX:ActiveProcessorCount=6") // four threads that parse
                        .with(inbox.settings())
                        .with("DISCOGS_ROOT", folder.toString())
                        .with("EXTRACTOR_TYPES", "releases")
                        .with("EXTRACTOR_EXIT_WHEN_DONE", "true")
                        .start()) {
            assertThat(program.exitCode(Duration.ofMinutes(6)))
                    .as("%s", program)
                    .isZero();
            assertThat(program.out()).contains(RECORDS + " records published");
            // Two queues have the records, that the file is complete, and that the dump is.
            await().until(() -> sink.received() == 2L * (RECORDS + 2));
        }
    }

    private static long write(Path file) throws Exception {
        long bytes = 0;
        try (var zipped = new GZIPOutputStream(Files.newOutputStream(file), 1 << 16) {
                    {
                        def.setLevel(Deflater.BEST_SPEED);
                    }
                };
                var out = new BufferedOutputStream(zipped, 1 << 16)) {
            out.write("<releases>\n".getBytes(UTF_8));
            for (int id = 1; id <= RECORDS; id++) {
                byte[] record = ("<release id=\"" + id + "\"><title>Title " + id + "</title><notes>" + NOTES + id
                                + "</notes></release>\n")
                        .getBytes(UTF_8);
                out.write(record);
                bytes += record.length;
            }
            out.write("</releases>\n".getBytes(UTF_8));
        }
        return bytes;
    }
}
