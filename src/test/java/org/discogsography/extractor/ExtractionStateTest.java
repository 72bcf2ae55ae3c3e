package org.discogsography.extractor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.discogsography.dump.DumpFile;
import org.discogsography.servers.LogLines;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the progress of one run reaches the next. */
class ExtractionStateTest {

    private static final String VERSION = "20260801";

    @TempDir
    private Path folder;

    private DumpFile artists;
    private DumpFile labels;

    @BeforeEach
    void files() throws Exception {
        artists = dump("artists");
        labels = dump("labels");
    }

    private DumpFile dump(String type) throws Exception {
        Path path = folder.resolve("discogs_" + VERSION + "_" + type + ".xml.gz");
        return DumpFile.named(Files.writeString(path, "of no matter here")).orElseThrow();
    }

    /** For these tests, a file's text is its hash. */
    private static ExtractionProgress.FileProgress begin(ExtractionState state, DumpFile file) throws Exception {
        return state.begin(file, Files.readString(file.path()));
    }

    private static Map<DumpFile, String> hashes(DumpFile... files) throws Exception {
        var hashes = new HashMap<DumpFile, String>();
        for (DumpFile file : files) {
            hashes.put(file, Files.readString(file.path()));
        }
        return hashes;
    }

    private ExtractionState open() {
        return ExtractionState.open(folder, VERSION, false);
    }

    private StateFile onDisk() {
        return StateFile.of(folder, VERSION);
    }

    @Test
    void the_next_run_continues_where_the_previous_one_ended() throws Exception {
        Instant startedAt;
        try (var state = open()) {
            startedAt = state.startedAt();
            assertThat(begin(state, artists).checkpoint()).isEqualTo(Checkpoint.START);
            state.fileComplete(artists, new Checkpoint(10, 1), 10);
            begin(state, labels);
            state.confirmed(labels, new Checkpoint(3, 0));
            state.confirmed(labels, new Checkpoint(6, 2));
        }
        try (var state = open()) {
            assertThat(state.startedAt()).isEqualTo(startedAt);
            assertThat(begin(state, artists).complete()).isTrue();
            assertThat(begin(state, artists).checkpoint()).isEqualTo(new Checkpoint(10, 1));
            assertThat(begin(state, labels).complete()).isFalse();
            assertThat(begin(state, labels).checkpoint()).isEqualTo(new Checkpoint(6, 2));
            assertThat(state.completedAt(hashes(artists, labels))).isEmpty();
        }
    }

    @Test
    void not_every_confirmed_batch_is_written_to_disk() throws Exception {
        try (var state = open()) {
            begin(state, artists);
            Set<Long> written = new HashSet<>();
            for (int i = 1; i <= 100; i++) {
                state.confirmed(artists, new Checkpoint(i, 0));
                written.add(publishedOnDisk());
            }
            assertThat(written).hasSizeLessThan(100);
        }
        assertThat(publishedOnDisk()).isEqualTo(100);
    }

    private long publishedOnDisk() throws Exception {
        return onDisk().read()
                .orElseThrow()
                .files()
                .get(artists.name())
                .checkpoint()
                .published();
    }

    @Test
    void a_dump_stays_complete_until_one_of_its_files_changes() throws Exception {
        try (var state = open()) {
            begin(state, artists);
            state.fileComplete(artists, new Checkpoint(10, 0), 10);
            assertThat(state.completedAt(hashes(artists))).isEmpty();
            state.complete();
        }
        try (var state = open()) {
            assertThat(state.completedAt(hashes(artists))).isPresent();
            assertThat(state.progress(artists).checkpoint()).isEqualTo(new Checkpoint(10, 0));
            // The dump has one more file now.
            assertThat(state.completedAt(hashes(artists, labels))).isEmpty();
            begin(state, labels);
            assertThat(state.completedAt(hashes(artists))).isEmpty();
        }
    }

    @Test
    void a_replaced_file_is_published_from_the_beginning_as_the_next_version() throws Exception {
        try (var state = open()) {
            begin(state, artists);
            begin(state, labels);
            state.fileComplete(artists, new Checkpoint(10, 0), 10);
            state.confirmed(labels, new Checkpoint(5, 0));
        }
        FileTime before = Files.getLastModifiedTime(artists.path());
        Files.writeString(artists.path(), "of same length ..");
        Files.setLastModifiedTime(artists.path(), before);
        Files.setLastModifiedTime(labels.path(), FileTime.from(Instant.EPOCH));

        try (var log = LogLines.of(ExtractionState.class);
                var state = open()) {
            assertThat(begin(state, artists).complete()).isFalse();
            assertThat(begin(state, artists).checkpoint()).isEqualTo(Checkpoint.START);
            assertThat(begin(state, artists).content().version(VERSION)).isEqualTo("20260801-2");
            assertThat(begin(state, labels).checkpoint()).isEqualTo(new Checkpoint(5, 0));
            assertThat(begin(state, labels).content().version(VERSION)).isEqualTo("20260801");
            assertThat(log.lines()).singleElement().satisfies(line -> assertThat(line)
                    .contains(artists.name(), "replaced", "10 records", "20260801-2"));
        }
    }

    @Test
    void a_file_can_be_replaced_until_its_versions_would_no_longer_sort() throws Exception {
        for (int revision = 1; revision <= 9; revision++) {
            Files.writeString(artists.path(), "content " + revision);
            try (var state = open()) {
                assertThat(begin(state, artists).content().revision()).isEqualTo(revision);
                state.confirmed(artists, new Checkpoint(1, 0));
            }
        }
        Files.writeString(artists.path(), "content 10");
        try (var state = open()) {
            assertThatThrownBy(() -> begin(state, artists)).hasMessageContaining("has been replaced 9 times");
        }
    }

    @Test
    void a_file_of_which_nothing_was_published_keeps_its_version() throws Exception {
        try (var state = open()) {
            begin(state, artists);
        }
        Files.writeString(artists.path(), "the whole file");
        try (var state = open()) {
            assertThat(begin(state, artists).content().version(VERSION)).isEqualTo(VERSION);
        }
    }

    @Test
    void the_progress_of_an_earlier_release_goes_on_if_size_and_time_are_the_same() throws Exception {
        String file = """
                {"name" : "%s", "size" : %d, "last_modified" : "%s", "state" : "reading", "published" : 7, "rejected" : 1}""";
        Files.writeString(onDisk().path(), """
                {"format" : 1, "version" : "20260801", "started_at" : "2026-08-10T12:00:00.123Z", "files" : [%s, %s]}
                """.formatted(
                        file.formatted(
                                artists.name(),
                                Files.size(artists.path()),
                                FileIdentity.of(artists.path()).modified()),
                        file.formatted(labels.name(), 1, Instant.EPOCH)));
        try (var state = open()) {
            assertThat(begin(state, artists).checkpoint()).isEqualTo(new Checkpoint(7, 1));
            assertThat(begin(state, labels).checkpoint()).isEqualTo(Checkpoint.START);
            assertThat(begin(state, labels).content().revision()).isEqualTo(2);
        }
        Files.setLastModifiedTime(artists.path(), FileTime.from(Instant.EPOCH));
        try (var state = open()) {
            assertThat(begin(state, artists).checkpoint()).isEqualTo(new Checkpoint(7, 1));
        }
    }

    @Test
    void a_damaged_state_file_is_reported_in_one_line_and_overwritten() throws Exception {
        Files.writeString(onDisk().path(), "{\"format\":");

        try (var log = LogLines.of(ExtractionState.class);
                var state = open()) {
            assertThat(begin(state, artists).checkpoint()).isEqualTo(Checkpoint.START);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains(onDisk().path().toString(), "not complete JSON", "starts from the beginning");
        }
        assertThat(onDisk().read()).isPresent();
    }

    @Test
    void a_read_only_folder_is_reported_in_one_line_that_names_the_setting() throws Exception {
        Path notAFolder = Files.writeString(folder.resolve("file"), "").resolve("folder");

        try (var log = LogLines.of(ExtractionState.class);
                var state = ExtractionState.open(notAFolder, VERSION, false)) {
            begin(state, artists);
            state.fileComplete(artists, new Checkpoint(10, 0), 10);
            begin(state, labels);
            state.fileComplete(labels, new Checkpoint(5, 0), 5);
            state.complete();
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("extractor.state-folder", notAFolder.toString());
            assertThat(state.progress(artists).checkpoint()).isEqualTo(new Checkpoint(10, 0));
        }
    }

    @Test
    void a_missing_folder_is_created() throws Exception {
        Path missing = folder.resolve("state/of/discogsography");
        try (var state = ExtractionState.open(missing, VERSION, false)) {
            begin(state, artists);
        }
        assertThat(StateFile.of(missing, VERSION).read()).isPresent();
    }

    @Test
    void a_forced_extraction_ignores_earlier_progress() throws Exception {
        try (var state = open()) {
            begin(state, artists);
            state.fileComplete(artists, new Checkpoint(10, 0), 10);
            state.complete();
        }
        try (var state = ExtractionState.open(folder, VERSION, true)) {
            assertThat(state.completedAt(hashes(artists))).isEmpty();
            assertThat(begin(state, artists).complete()).isFalse();
        }
        assertThat(onDisk().read().orElseThrow().files().get(artists.name()).complete())
                .isFalse();
    }

    @Test
    void a_second_extractor_on_the_same_dump_does_not_get_its_state() throws Exception {
        try (var first = open()) {
            begin(first, artists);
            assertThatThrownBy(this::open)
                    .isInstanceOf(StateTakenException.class)
                    .hasMessageContaining("is locked");
        }
        open().close();
    }
}
