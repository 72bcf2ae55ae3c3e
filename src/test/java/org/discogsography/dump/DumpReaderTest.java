package org.discogsography.dump;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import org.discogsography.sample.SampleDump;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DumpReaderTest {

    @TempDir
    private Path folder;

    @Test
    void it_counts_records_and_reports_its_progress() throws Exception {
        var written = SampleDump.of(3000).writeTo(folder);
        var file = written.file(DataType.LABELS);
        try (var reader = DumpReader.open(file, rejected -> {})) {
            reader.next();
            assertThat(reader.read()).isEqualTo(1);
            reader.forEachRemaining(record -> {});
            assertThat(reader.read()).isEqualTo(written.counts().get(DataType.LABELS));
            assertThat(reader.rejected()).isZero();
            assertThat(reader.progress().bytes()).isEqualTo(Files.size(file.path()));
            assertThat(reader.progress().fraction()).isEqualTo(1.0);
            assertThatThrownBy(reader::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void it_resumes_where_an_earlier_run_stopped() throws Exception {
        var file = SampleDump.of(2000).writeTo(folder).file(DataType.RELEASES);
        var all = TestDumpFiles.read(file);
        for (int skipped : new int[] {0, 1, all.size() / 2, all.size() - 1, all.size()}) {
            try (var reader = DumpReader.open(file, rejected -> {}, skipped, Integer.MAX_VALUE)) {
                var rest = new ArrayList<DumpRecord>();
                reader.forEachRemaining(rest::add);
                assertThat(rest).isEqualTo(all.subList(skipped, all.size()));
                assertThat(reader.read()).isEqualTo(rest.size());
            }
        }
        try (var reader = DumpReader.open(file, rejected -> {}, all.size() + 1, Integer.MAX_VALUE)) {
            assertThatThrownBy(reader::hasNext)
                    .hasRootCauseInstanceOf(DumpException.class)
                    .hasMessageContaining("ends after record " + all.size());
            assertThatThrownBy(reader::next).hasMessageContaining("ends after record " + all.size());
        }
    }

    @Test
    void closing_before_the_end_ends_the_thread() throws Exception {
        var file = endless(1000);
        var reader = DumpReader.open(file, rejected -> {});
        reader.next();
        assertThat(unzipping()).isTrue();

        reader.close();

        await().atMost(1, TimeUnit.MINUTES).until(() -> !unzipping());
        assertThatThrownBy(() -> reader.forEachRemaining(record -> {})).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void reading_to_the_end_or_failing_to_open_leaves_no_thread() throws Exception {
        TestDumpFiles.read(new TestDumpFiles(folder).file(DataType.ARTISTS, "<artists/>"));
        assertThatThrownBy(() -> TestDumpFiles.read(new TestDumpFiles(folder).file(DataType.ARTISTS, "<labels/>")))
                .isInstanceOf(DumpException.class);

        await().atMost(1, TimeUnit.MINUTES).until(() -> !unzipping());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 6})
    void a_file_of_many_times_the_heap_is_read_in_constant_memory(int processors) throws Exception {
        var file = endless(600); // some 600 MB of XML

        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx24m",
                        "-XX:+UseSerialGC", // as recommended: G1's regions of such a heap are no larger than a block
                        "-XX:ActiveProcessorCount=" + processors,
                        "-cp",
                        System.getProperty("java.class.path"),
                        CountRecords.class.getName(),
                        file.path().toString())
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).isEqualTo(Integer.toString(600 * 500));
    }

    /** A file with that many megabytes of XML: the same 500 records over and over, compressed only once. */
    private DumpFile endless(int megabytes) throws Exception {
        var records = new StringBuilder();
        for (int i = 1; i <= 500; i++) {
            records.append("<artist><id>").append(i).append("</id><profile>");
            records.append("All work and no play. ".repeat(95)).append("</profile></artist>\n");
        }
        var zipped = TestDumpFiles.gzip(records.toString());
        var file = new ByteArrayOutputStream();
        file.write(TestDumpFiles.gzip("<artists>\n"));
        for (int i = 0; i < megabytes; i++) {
            file.write(zipped);
        }
        file.write(TestDumpFiles.gzip("</artists>\n"));
        return new TestDumpFiles(folder).bytes(DataType.ARTISTS, file.toByteArray());
    }

    private static boolean unzipping() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith("gunzip-"));
    }
}
