package org.discogsography.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DumpFolderTest {

    @TempDir
    private Path folder;

    @Test
    void the_newest_version_is_chosen_in_the_order_of_the_types() throws Exception {
        touch("discogs_20260701_artists.xml.gz", "discogs_20260801_releases.xml.gz", "discogs_20260801_artists.xml.gz");
        touch("discogs_20260801_masters.xml.gz", "discogs_20260801_labels.xml.gz", "discogs_20251201_labels.xml.gz");

        var found = DumpFolder.scan(folder);

        assertThat(found.version()).isEqualTo("20260801");
        assertThat(found.files()).extracting(DumpFile::type).containsExactly(DataType.values());
        assertThat(found.files()).extracting(DumpFile::version).containsOnly("20260801");
        assertThat(found.missing()).isEmpty();
        assertThat(found.olderVersions()).containsExactly("20260701", "20251201");
    }

    @Test
    void types_without_a_file_of_the_newest_version_are_listed() throws Exception {
        touch("discogs_20260801_labels.xml.gz", "discogs_20260701_artists.xml.gz");

        assertThat(DumpFolder.scan(folder).missing())
                .containsExactlyInAnyOrder(DataType.ARTISTS, DataType.MASTERS, DataType.RELEASES);
    }

    @Test
    void other_files_and_folders_are_ignored() throws Exception {
        touch("discogs_20260801_labels.xml.gz", "discogs_20260901_CHECKSUM.txt", "discogs_20260901_labels.xml");
        touch("discogs_20260901_labels.xml.gz.part", "discogs_2026_labels.xml.gz", "discogs_20260901_songs.xml.gz");
        Files.createDirectory(folder.resolve("discogs_20261001_artists.xml.gz"));

        assertThat(DumpFolder.scan(folder).version()).isEqualTo("20260801");
    }

    @Test
    void a_missing_folder_is_reported_in_one_line() {
        assertFails(folder.resolve("none"), "No folder " + folder.resolve("none") + ": expected the folder with");
    }

    @Test
    void a_file_in_place_of_the_folder_is_reported_in_one_line() throws Exception {
        touch("file");
        assertFails(folder.resolve("file"), folder.resolve("file") + " is not a folder: expected the folder with");
    }

    @Test
    void a_folder_without_a_dump_is_reported_in_one_line() {
        assertFails(folder, "No dump in " + folder + ": expected files named discogs_YYYYMMDD_<type>.xml.gz");
    }

    private static void assertFails(Path folder, String start) {
        assertThatThrownBy(() -> DumpFolder.scan(folder))
                .isInstanceOf(DumpException.class)
                .hasMessageStartingWith(start)
                .message()
                .hasLineCount(1);
    }

    private void touch(String... names) throws Exception {
        for (var name : names) {
            Files.createFile(folder.resolve(name));
        }
    }
}
