package org.discogsography.extractor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.discogsography.extractor.ExtractionProgress.Content;
import org.discogsography.extractor.ExtractionProgress.FileProgress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The progress of an extraction is read from disk exactly as it was written, or not at all. */
class StateFileTest {

    private static final String VERSION = "20260801";
    private static final String ARTISTS = "discogs_20260801_artists.xml.gz";

    @TempDir
    private Path folder;

    private StateFile file;

    @BeforeEach
    void file() {
        file = StateFile.of(folder, VERSION);
    }

    private static ExtractionProgress record(long published) {
        return new ExtractionProgress(
                VERSION,
                Instant.parse("2026-08-10T12:00:00.123Z"),
                Optional.empty(),
                Map.of(
                        ARTISTS,
                        new FileProgress(
                                identity(1_234), new Content("ab", 2), new Checkpoint(published, 2), false, 0, false),
                        "discogs_20260801_labels.xml.gz",
                        new FileProgress(identity(99), new Content("cd", 1), new Checkpoint(7, 0), true, 6, true)));
    }

    private static FileIdentity identity(long size) {
        return new FileIdentity(size, Instant.parse("2026-08-02T01:02:03.004Z"));
    }

    @Test
    void written_progress_is_read_back() throws Exception {
        assertThat(file.read()).isEmpty();

        file.write(record(5));
        assertThat(file.read()).contains(record(5));

        var complete = record(6).completed(Instant.parse("2026-08-10T13:00:00Z"));
        file.write(complete);
        assertThat(file.read()).contains(complete);
    }

    @Test
    void the_file_is_readable_json() throws Exception {
        file.write(record(5));

        assertThat(folder.resolve(".discogsography-20260801.json")).content().contains("""
                {
                  "format" : 1,
                  "version" : "20260801",
                  "started_at" : "2026-08-10T12:00:00.123Z",
                  "files" : [ {
                    "name" : "discogs_20260801_artists.xml.gz",
                    "size" : 1234,
                    "last_modified" : "2026-08-02T01:02:03.004Z",
                    "sha256" : "ab",
                    "revision" : 2,
                    "state" : "reading",
                    "published" : 5,
                    "rejected" : 2,
                    "distinct_ids" : 0,
                    "announced" : false
                  }, {""");
    }

    @Test
    void a_file_of_an_earlier_release_is_read() throws Exception {
        Files.writeString(file.path(), """
                {"format" : 1, "version" : "20260801", "started_at" : "2026-08-10T12:00:00.123Z", "files" : [
                {"name" : "discogs_20260801_artists.xml.gz", "size" : 1234, "last_modified" : "2026-08-02T01:02:03.004Z",
                 "state" : "complete", "published" : 5, "rejected" : 2},
                {"name" : "discogs_20260801_labels.xml.gz", "size" : 99, "last_modified" : "2026-08-02T01:02:03.004Z",
                 "state" : "reading", "published" : 7, "rejected" : 0}]}
                """);

        assertThat(file.read().orElseThrow().files())
                .containsEntry(
                        ARTISTS,
                        new FileProgress(identity(1_234), new Content("", 1), new Checkpoint(5, 2), true, 5, false))
                .containsEntry(
                        "discogs_20260801_labels.xml.gz",
                        new FileProgress(identity(99), new Content("", 1), new Checkpoint(7, 0), false, 0, false));
    }

    @Test
    void a_reader_never_sees_a_half_written_file() throws Exception {
        file.write(record(0));
        var done = new AtomicBoolean();
        var writer = new Thread(() -> {
            try {
                for (int i = 1; i <= 300; i++) {
                    file.write(record(i));
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            } finally {
                done.set(true);
            }
        });
        writer.start();
        long last = 0;
        while (!done.get()) {
            long published =
                    file.read().orElseThrow().files().get(ARTISTS).checkpoint().published();
            assertThat(published).isGreaterThanOrEqualTo(last);
            last = published;
        }
        writer.join();
        assertThat(file.read()).contains(record(300));
    }

    @Test
    void a_failed_or_interrupted_write_leaves_the_previous_content() throws Exception {
        file.write(record(5));
        Path temporary = folder.resolve(".discogsography-20260801.json.tmp");
        Files.writeString(temporary, "{\"format\" : 1, \"ver");
        assertThat(file.read()).contains(record(5));

        file.write(record(6));
        assertThat(file.read()).contains(record(6));

        Files.createDirectory(temporary);
        assertThatThrownBy(() -> file.write(record(7))).isInstanceOf(IOException.class);
        assertThat(file.read()).contains(record(6));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                                                                       | no format
            {"format":1,"version":"20260801","started_at":"2026-                                     | not complete JSON
            [1, 2, 3]                                                                                | no format
            {"format":2}                                                                             | format 2
            {"format":1,"version":"20260701","started_at":"2026-08-10T12:00:00Z","files":[]}         | the dump of 20260701
            {"format":1,"version":"20260801","started_at":"yesterday","files":[]}                    | yesterday
            {"format":1,"version":"20260801","started_at":"2026-08-10T12:00:00Z"}                    | no files
            {"format":1,"version":"20260801","started_at":"2026-08-10T12:00:00Z","files":[{}]}       | no name
            {"format":1,"version":"20260801","started_at":"2026-08-10T12:00:00Z","files":[]} trailing | not complete JSON
            """)
    void a_damaged_file_is_reported_with_the_reason(String content, String why) throws Exception {
        Files.writeString(file.path(), content);

        assertThatThrownBy(file::read)
                .isInstanceOf(StateFile.UnusableException.class)
                .hasMessageContaining(why);
    }

    @Test
    void an_unreadable_file_is_reported() throws Exception {
        Files.createDirectory(file.path());

        assertThatThrownBy(file::read)
                .isInstanceOf(StateFile.UnusableException.class)
                .hasMessage("cannot be read (Is a directory)");
    }
}
