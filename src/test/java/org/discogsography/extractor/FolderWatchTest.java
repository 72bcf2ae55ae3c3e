package org.discogsography.extractor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts as news in the folder of the dumps, and when. */
class FolderWatchTest {

    private static final String ARTISTS = "discogs_20260801_artists.xml.gz";

    @TempDir
    private Path folder;

    private Optional<String> downloading = Optional.empty();
    private FolderWatch watch;
    private Instant now = Instant.now();

    @BeforeEach
    void watch() {
        watch = new FolderWatch(folder, Duration.ofSeconds(5), () -> downloading);
    }

    private void append(String name) throws Exception {
        Path file = folder.resolve(name);
        Files.writeString(file, "x", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        Files.setLastModifiedTime(file, FileTime.from(now));
    }

    private boolean hasNewsAfter(int seconds) {
        now = now.plusSeconds(seconds);
        return watch.hasNews(now);
    }

    @Test
    void a_file_that_grows_is_not_touched_until_it_has_stopped_for_a_while() throws Exception {
        for (int second = 0; second < 20; second++) {
            append(ARTISTS);
            assertThat(hasNewsAfter(1)).isFalse();
            assertThat(watch.isWaiting(now)).isTrue();
        }
        assertThat(hasNewsAfter(3)).isFalse();
        assertThat(hasNewsAfter(2)).isTrue();
    }

    @Test
    void a_clock_of_the_file_system_that_is_ahead_delays_nothing() throws Exception {
        append(ARTISTS);
        Files.setLastModifiedTime(folder.resolve(ARTISTS), FileTime.from(now.plus(Duration.ofDays(1))));

        assertThat(hasNewsAfter(0)).isFalse();
        assertThat(hasNewsAfter(5)).isTrue();
    }

    @Test
    void old_files_are_news_at_once_and_only_once() throws Exception {
        append(ARTISTS);
        assertThat(hasNewsAfter(60)).isTrue();
        watch.taken(now);
        assertThat(hasNewsAfter(60)).isFalse();

        append("discogs_20260801_labels.xml.gz");
        assertThat(hasNewsAfter(60)).isTrue();
        watch.taken(now);

        append(ARTISTS);
        assertThat(hasNewsAfter(60)).as("a file that has been replaced").isTrue();
        watch.taken(now);

        Files.delete(folder.resolve(ARTISTS));
        append("notes.txt");
        append(ARTISTS + ".part");
        assertThat(hasNewsAfter(60))
                .as("a file that is gone, or none of a dump")
                .isFalse();
    }

    @Test
    void a_version_that_is_being_downloaded_is_no_news_before_it_is_complete() throws Exception {
        downloading = Optional.of("20260801");
        append(ARTISTS);
        assertThat(hasNewsAfter(60)).isFalse();

        downloading = Optional.empty();
        assertThat(hasNewsAfter(1)).isTrue();
    }

    @Test
    void a_clock_that_is_set_back_delays_nothing() throws Exception {
        append(ARTISTS);
        assertThat(hasNewsAfter(0)).isFalse();
        now = now.minus(Duration.ofDays(1));

        assertThat(hasNewsAfter(1)).isFalse();
        assertThat(hasNewsAfter(5)).isTrue();
    }

    @Test
    void what_was_cut_off_is_news_again() throws Exception {
        append(ARTISTS);
        now = now.plusSeconds(60);
        watch.taken(now);
        watch.forget();

        assertThat(hasNewsAfter(1)).isTrue();
    }
}
