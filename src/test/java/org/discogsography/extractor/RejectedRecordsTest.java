package org.discogsography.extractor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.discogsography.servers.LogLines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of a record that could not be published. */
class RejectedRecordsTest {

    private static final String ARTISTS = "discogs_20260801_artists.xml.gz";

    @TempDir
    private Path folder;

    @Test
    void the_bytes_are_kept_beside_a_report_that_names_file_offset_and_reason() throws Exception {
        var records = new RejectedRecords(folder);
        byte[] bytes = {'<', 'a', 0, (byte) 0xFF};

        records.keep(ARTISTS, 4711, bytes, "has no id");

        Path kept = folder.resolve("rejected");
        assertThat(kept).isDirectoryContaining(file -> file.endsWith(ARTISTS + ".000000004711.bytes"));
        assertThat(kept.resolve(ARTISTS + ".000000004711.bytes")).hasBinaryContent(bytes);
        var report = new ObjectMapper().readTree(Files.readAllBytes(kept.resolve(ARTISTS + ".000000004711.json")));
        assertThat(report.path("file").textValue()).isEqualTo(ARTISTS);
        assertThat(report.path("offset").longValue()).isEqualTo(4711);
        assertThat(report.path("length").longValue()).isEqualTo(4);
        assertThat(report.path("reason").textValue()).isEqualTo("has no id");
    }

    @Test
    void a_record_that_is_kept_again_replaces_its_files() throws Exception {
        var records = new RejectedRecords(folder);
        records.keep(ARTISTS, 1, "a long one".getBytes(UTF_8), "has no id");
        records.keep(ARTISTS, 1, "short".getBytes(UTF_8), "has no id");

        assertThat(folder.resolve("rejected").toFile().list()).hasSize(2);
        assertThat(folder.resolve("rejected").resolve(ARTISTS + ".000000000001.bytes"))
                .hasContent("short");
    }

    @Test
    void a_folder_that_cannot_be_written_is_reported_in_one_line_and_ends_nothing() throws Exception {
        Path notAFolder = Files.writeString(folder.resolve("file"), "");
        try (var log = LogLines.of(RejectedRecords.class)) {
            var records = new RejectedRecords(notAFolder);
            records.keep(ARTISTS, 1, new byte[1], "has no id");
            records.keep(ARTISTS, 2, new byte[1], "has no id");
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("extractor.state-folder", "rejected", "Not a directory")
                    .doesNotContain("java.nio");
        }
    }
}
