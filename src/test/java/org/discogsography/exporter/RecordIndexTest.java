package org.discogsography.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.discogsography.broker.messages.Message;
import org.discogsography.dump.DataType;
import org.discogsography.idempotent.Classification;
import org.discogsography.outage.Failure;
import org.discogsography.settings.SettingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordIndexTest {

    private static final String A = "a".repeat(64);
    private static final String B = "b".repeat(64);

    @TempDir
    private Path folder;

    private static Message.Data record(String id, String sha256, String version) {
        return new Message.Data(id, sha256, version, "{}".getBytes(StandardCharsets.UTF_8));
    }

    /** What a route does with a batch. */
    private static Classification<Message.Data> store(RecordIndex index, Message.Data... records) throws Exception {
        Classification<Message.Data> classification = index.classify(List.of(records));
        index.stored(classification);
        return classification;
    }

    @Test
    void a_record_that_changes_from_A_to_B_and_back_is_stored_three_times() throws Exception {
        try (var index = RecordIndex.of(folder, DataType.LABELS)) {
            assertThat(store(index, record("7", A, "20260801")).added()).hasSize(1);
            assertThat(store(index, record("7", A, "20260801")).unchanged()).hasSize(1);
            assertThat(store(index, record("7", B, "20260901")).changed()).hasSize(1);
            assertThat(store(index, record("7", A, "20261001")).changed()).hasSize(1);
        }
    }

    @Test
    void an_older_version_never_overwrites_a_newer_one_that_was_unchanged() throws Exception {
        try (var index = RecordIndex.of(folder, DataType.LABELS)) {
            store(index, record("7", A, ""));
            store(index, record("7", A, "20260801-2"));

            assertThat(store(index, record("7", B, "20260801")).superseded()).isEqualTo(1);
            assertThat(store(index, record("7", B, "")).superseded()).isEqualTo(1);
            assertThat(index.contains("7:" + A)).isTrue();
        }
    }

    @Test
    void a_folder_that_is_of_no_use_is_refused_with_the_reason() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> RecordIndex.of(file, DataType.LABELS))
                .isInstanceOf(SettingException.class)
                .hasMessage("exporter.state-folder: " + file.resolve("labels.index")
                        + " cannot be used: a file of that name is in the way: " + file);
    }

    @Test
    void it_survives_a_restart_and_types_are_apart() throws Exception {
        try (var index = RecordIndex.of(folder, DataType.LABELS)) {
            store(index, record("1", A, "20260801"), record("999999999", B, "20260801"));
        }
        try (var labels = RecordIndex.of(folder, DataType.LABELS);
                var artists = RecordIndex.of(folder, DataType.ARTISTS)) {
            assertThat(labels.contains("1:" + A)).isTrue();
            assertThat(labels.contains("999999999:" + B)).isTrue();
            assertThat(labels.contains("2:" + A)).isFalse();
            assertThat(artists.contains("1:" + A)).isFalse();
        }
    }

    /** Otherwise a message that comes late, or is replayed, would be taken for a newer one than the store has. */
    @Test
    void a_power_cut_takes_nothing_away_that_it_has_noted() throws Exception {
        var disk = new DiskCache();
        try (var index = new RecordIndex(disk)) {
            store(index, record("7", A, "20260801"));
            store(index, record("7", B, "20260901"), record("8", A, "20260801"));
            assertThat(knownAfterPowerCut(disk, "7", B)).isTrue();

            store(index, record("8", A, "20260901"));
        }
        try (var index = new RecordIndex(disk.afterPowerCut())) {
            assertThat(index.classify(List.of(record("7", A, "20260801"), record("8", B, "20260801")))
                            .superseded())
                    .isEqualTo(2);
        }
    }

    @Test
    void a_power_cut_does_not_bring_back_what_it_was_made_to_forget() throws Exception {
        var disk = new DiskCache();
        try (var index = new RecordIndex(disk)) {
            store(index, record("9", A, "20260901"));
            index.remove("9:" + A);
        }
        assertThat(knownAfterPowerCut(disk, "9", A)).isFalse();
    }

    private static boolean knownAfterPowerCut(DiskCache disk, String id, String sha256) throws IOException {
        try (var index = new RecordIndex(disk.afterPowerCut())) {
            return index.contains(id + ":" + sha256);
        }
    }

    @Test
    void what_is_removed_is_stored_again() throws Exception {
        try (var index = RecordIndex.of(folder, DataType.LABELS)) {
            store(index, record("1", A, "20260801"));

            assertThat(index.remove("1:" + A)).isTrue();
            assertThat(store(index, record("1", A, "20260801")).recordsToStore())
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "0", "01", "-1", "1000000000", "1 ", "１"})
    void another_id_than_a_number_is_refused_like_a_bad_record(String id) throws IOException {
        try (var index = RecordIndex.of(folder, DataType.LABELS)) {
            assertThatThrownBy(() -> index.classify(List.of(record(id, A, "20260801"))))
                    .hasMessageStartingWith("The exporter takes ids from 1 to 999999999 only, not " + id)
                    .satisfies(thrown -> assertThat(StoreFailure.of(thrown)).isEqualTo(Failure.REFUSED));
        }
    }

    @Test
    void a_second_exporter_in_the_same_folder_is_refused() throws IOException {
        try (var index = RecordIndex.of(folder, DataType.LABELS)) {
            assertThatThrownBy(() -> RecordIndex.of(folder, DataType.LABELS))
                    .isInstanceOf(SettingException.class)
                    .hasMessageStartingWith("exporter.state-folder: another exporter uses ");
            assertThat(index).isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"400,REFUSED", "413,REFUSED", "422,REFUSED", "401,OUTAGE", "404,OUTAGE", "429,OUTAGE", "503,OUTAGE"})
    void of_the_answers_of_a_server_only_those_about_the_request_are_refusals(int status, Failure expected) {
        var answer = new HttpOperationFailedException("http://localhost", status, "", "", null, "");

        assertThat(StoreFailure.of(new IllegalStateException(answer))).isEqualTo(expected);
    }

    @Test
    void a_route_can_refuse_a_record_and_anything_else_is_an_outage() {
        assertThat(StoreFailure.of(new RecordRefusedException("too long"))).isEqualTo(Failure.REFUSED);
        assertThat(StoreFailure.of(new IOException("no space left"))).isEqualTo(Failure.OUTAGE);
    }
}
