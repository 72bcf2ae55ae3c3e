package org.discogsography.extractor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
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
            assertThat(state.begin(artists).checkpoint()).isEqualTo(Checkpoint.START);
            state.fileComplete(artists, new Checkpoint(10, 1));
            state.begin(labels);
            state.confirmed(labels, new Checkpoint(3, 0));
            state.confirmed(labels, new Checkpoint(6, 2));
        }
        try (var state = open()) {
            assertThat(state.startedAt()).isEqualTo(startedAt);
            assertThat(state.begin(artists).complete()).isTrue();
            assertThat(state.begin(artists).checkpoint()).isEqualTo(new Checkpoint(10, 1));
            assertThat(state.begin(labels).complete()).isFalse();
            assertThat(state.begin(labels).checkpoint()).isEqualTo(new Checkpoint(6, 2));
            assertThat(state.completedAt(List.of(artists, labels))).isEmpty();
        }
    }

    @Test
    void not_every_confirmed_batch_is_written_to_disk() throws Exception {
        try (var state = open()) {
            state.begin(artists);
            Files.setLastModifiedTime(onDisk().path(), FileTime.from(Instant.EPOCH));
            for (int i = 1; i <= 100; i++) {
                state.confirmed(artists, new Checkpoint(i, 0));
            }
            long written = onDisk().read()
                    .orElseThrow()
                    .files()
                    .get(artists.name())
                    .checkpoint()
                    .published();
            assertThat(written).isLessThan(100);
        }
        assertThat(onDisk().read()
                        .orElseThrow()
                        .files()
                        .get(artists.name())
                        .checkpoint()
                        .published())
                .isEqualTo(100);
    }

    @Test
    void a_dump_stays_complete_until_one_of_its_files_changes() throws Exception {
        try (var state = open()) {
            state.begin(artists);
            state.fileComplete(artists, new Checkpoint(10, 0));
            assertThat(state.completedAt(List.of(artists))).isEmpty();
            state.complete();
        }
        try (var state = open()) {
            assertThat(state.completedAt(List.of(artists))).isPresent();
            assertThat(state.checkpoint(artists)).isEqualTo(new Checkpoint(10, 0));
            // The dump has one more file now.
            assertThat(state.completedAt(List.of(artists, labels))).isEmpty();
            state.begin(labels);
            assertThat(state.completedAt(List.of(artists))).isEmpty();
        }
    }

    @Test
    void a_replaced_file_is_published_from_the_beginning() throws Exception {
        try (var state = open()) {
            state.begin(artists);
            state.begin(labels);
            state.fileComplete(artists, new Checkpoint(10, 0));
            state.confirmed(labels, new Checkpoint(5, 0));
        }
        Files.writeString(artists.path(), "longer than it was before");
        Files.setLastModifiedTime(labels.path(), FileTime.from(Instant.EPOCH));

        try (var log = LogLines.of(ExtractionState.class);
                var state = open()) {
            assertThat(state.begin(artists).complete()).isFalse();
            assertThat(state.begin(artists).checkpoint()).isEqualTo(Checkpoint.START);
            assertThat(state.begin(labels).checkpoint()).isEqualTo(Checkpoint.START);
            assertThat(log.lines())
                    .satisfiesExactly(
                            line -> assertThat(line).contains(artists.name(), "replaced", "10 records"),
                            line -> assertThat(line).contains(labels.name(), "replaced", "5 records"));
        }
    }

    @Test
    void a_damaged_state_file_is_reported_in_one_line_and_overwritten() throws Exception {
        Files.writeString(onDisk().path(), "{\"format\":");

        try (var log = LogLines.of(ExtractionState.class);
                var state = open()) {
            assertThat(state.begin(artists).checkpoint()).isEqualTo(Checkpoint.START);
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
            state.begin(artists);
            state.fileComplete(artists, new Checkpoint(10, 0));
            state.begin(labels);
            state.fileComplete(labels, new Checkpoint(5, 0));
            state.complete();
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("extractor.state-folder", notAFolder.toString());
            assertThat(state.checkpoint(artists)).isEqualTo(new Checkpoint(10, 0));
        }
    }

    @Test
    void a_missing_folder_is_created() throws Exception {
        Path missing = folder.resolve("state/of/discogsography");
        try (var state = ExtractionState.open(missing, VERSION, false)) {
            state.begin(artists);
        }
        assertThat(StateFile.of(missing, VERSION).read()).isPresent();
    }

    @Test
    void a_forced_extraction_ignores_earlier_progress() throws Exception {
        try (var state = open()) {
            state.begin(artists);
            state.fileComplete(artists, new Checkpoint(10, 0));
            state.complete();
        }
        try (var state = ExtractionState.open(folder, VERSION, true)) {
            assertThat(state.completedAt(List.of(artists))).isEmpty();
            assertThat(state.begin(artists).complete()).isFalse();
        }
        assertThat(onDisk().read().orElseThrow().files().get(artists.name()).complete())
                .isFalse();
    }

    @Test
    void a_second_extractor_on_the_same_dump_does_not_get_its_state() throws Exception {
        try (var first = open()) {
            first.begin(artists);
            assertThatThrownBy(this::open)
                    .isInstanceOf(StateTakenException.class)
                    .hasMessageContaining("is locked");
        }
        open().close();
    }
}
