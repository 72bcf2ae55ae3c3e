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
import org.discogsography.settings.SettingException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an extractor finds of what the one before it has done. */
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
    void the_next_run_goes_on_where_the_one_before_ended() throws Exception {
        Instant startedAt;
        try (var state = open()) {
            startedAt = state.startedAt();
            assertThat(state.begin(artists).position()).isEqualTo(Position.START);
            state.fileComplete(artists, new Position(10, 1));
            state.begin(labels);
            state.confirmed(labels, new Position(3, 0));
            state.confirmed(labels, new Position(6, 2));
        }
        try (var state = open()) {
            assertThat(state.startedAt()).isEqualTo(startedAt);
            assertThat(state.begin(artists).complete()).isTrue();
            assertThat(state.begin(artists).position()).isEqualTo(new Position(10, 1));
            assertThat(state.begin(labels).complete()).isFalse();
            assertThat(state.begin(labels).position()).isEqualTo(new Position(6, 2));
            assertThat(state.completedAt(List.of(artists, labels))).isEmpty();
        }
    }

    @Test
    void confirmed_batches_are_not_each_written() throws Exception {
        try (var state = open()) {
            state.begin(artists);
            Files.setLastModifiedTime(onDisk().path(), FileTime.from(Instant.EPOCH));
            for (int i = 1; i <= 100; i++) {
                state.confirmed(artists, new Position(i, 0));
            }
            long written = onDisk().read()
                    .orElseThrow()
                    .files()
                    .get(artists.name())
                    .position()
                    .published();
            assertThat(written).isLessThan(100);
        }
        assertThat(onDisk().read()
                        .orElseThrow()
                        .files()
                        .get(artists.name())
                        .position()
                        .published())
                .isEqualTo(100);
    }

    @Test
    void a_dump_is_complete_as_long_as_its_files_are_those_that_it_was() throws Exception {
        try (var state = open()) {
            state.begin(artists);
            state.fileComplete(artists, new Position(10, 0));
            assertThat(state.completedAt(List.of(artists))).isEmpty();
            state.complete();
        }
        try (var state = open()) {
            assertThat(state.completedAt(List.of(artists))).isPresent();
            assertThat(state.position(artists)).isEqualTo(new Position(10, 0));
            // One more has come.
            assertThat(state.completedAt(List.of(artists, labels))).isEmpty();
            state.begin(labels);
            assertThat(state.completedAt(List.of(artists))).isEmpty();
        }
    }

    @Test
    void a_file_that_was_replaced_is_begun_anew() throws Exception {
        try (var state = open()) {
            state.begin(artists);
            state.begin(labels);
            state.fileComplete(artists, new Position(10, 0));
            state.confirmed(labels, new Position(5, 0));
        }
        Files.writeString(artists.path(), "longer than it was before");
        Files.setLastModifiedTime(labels.path(), FileTime.from(Instant.EPOCH));

        try (var log = LogLines.of(ExtractionState.class);
                var state = open()) {
            assertThat(state.begin(artists).complete()).isFalse();
            assertThat(state.begin(artists).position()).isEqualTo(Position.START);
            assertThat(state.begin(labels).position()).isEqualTo(Position.START);
            assertThat(log.lines())
                    .satisfiesExactly(
                            line -> assertThat(line).contains(artists.name(), "replaced", "10 records"),
                            line -> assertThat(line).contains(labels.name(), "replaced", "5 records"));
        }
    }

    @Test
    void what_is_broken_is_told_in_one_line_and_written_over() throws Exception {
        Files.writeString(onDisk().path(), "{\"format\":");

        try (var log = LogLines.of(ExtractionState.class);
                var state = open()) {
            assertThat(state.begin(artists).position()).isEqualTo(Position.START);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains(onDisk().path().toString(), "no whole JSON", "starts anew");
        }
        assertThat(onDisk().read()).isPresent();
    }

    @Test
    void a_folder_that_cannot_be_written_is_told_in_one_line_that_names_the_setting() throws Exception {
        Path notAFolder = Files.writeString(folder.resolve("file"), "").resolve("folder");

        try (var log = LogLines.of(ExtractionState.class);
                var state = ExtractionState.open(notAFolder, VERSION, false)) {
            state.begin(artists);
            state.fileComplete(artists, new Position(10, 0));
            state.begin(labels);
            state.fileComplete(labels, new Position(5, 0));
            state.complete();
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("extractor.state-folder", notAFolder.toString());
            assertThat(state.position(artists)).isEqualTo(new Position(10, 0));
        }
    }

    @Test
    void a_missing_folder_is_made() throws Exception {
        Path missing = folder.resolve("state/of/discogsography");
        try (var state = ExtractionState.open(missing, VERSION, false)) {
            state.begin(artists);
        }
        assertThat(StateFile.of(missing, VERSION).read()).isPresent();
    }

    @Test
    void anew_means_that_nothing_is_remembered() throws Exception {
        try (var state = open()) {
            state.begin(artists);
            state.fileComplete(artists, new Position(10, 0));
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
    void two_at_once_are_one_too_many() throws Exception {
        try (var first = open()) {
            first.begin(artists);
            assertThatThrownBy(this::open)
                    .isInstanceOf(SettingException.class)
                    .hasMessageContaining("another extractor")
                    .hasMessageContaining("extractor.state-folder");
        }
        open().close();
    }
}
