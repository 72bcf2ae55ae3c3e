package org.discogsography.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.discogsography.extractor.download.DownloadProgress.Moment;
import org.discogsography.extractor.download.DownloadProgress.State;
import org.junit.jupiter.api.Test;

/** What a terminal shows of a download. */
class DownloadDisplayTest {

    private static Moment moment(long bytes, OptionalLong size) {
        return new Moment(State.DOWNLOADING, "20260801", "a.gz", bytes, size, 12_300_000, null, null, "20260801");
    }

    @Test
    void the_bar_shows_the_share_the_bytes_and_the_rate() {
        assertThat(DownloadDisplay.bar(moment(3_000_000_000L, OptionalLong.of(9_000_000_000L))))
                .isEqualTo("a.gz [##########                    ] 33 % 3.0 GB of 9.0 GB, 12.3 MB/s");
    }

    @Test
    void without_a_size_there_is_no_share() {
        assertThat(DownloadDisplay.bar(moment(999, OptionalLong.empty()))).isEqualTo("a.gz 999 B, 12.3 MB/s");
    }
}
