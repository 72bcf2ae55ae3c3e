package org.discogsography.dump;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.discogsography.sample.DumpFormat;
import org.discogsography.sample.SampleDump;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The made-up dump, which has every oddity of the real ones, in both formats. */
class SampleDumpReadingTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void every_record_of_either_format_is_read_as_the_second_reading_reads_it(DumpFormat format) throws Exception {
        var written = SampleDump.of(3000).inFormat(format).writeTo(folder);

        for (var file : written.files()) {
            assertThat(TwoReadings.compare(file))
                    .isEqualTo(written.counts().get(file.type()).intValue());
        }
    }
}
