package org.discogsography.dump;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.discogsography.sample.DumpFormat;
import org.discogsography.sample.SampleDump;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reads the generated sample dump, which has every oddity of the real ones, in both formats. */
class SampleDumpReadingTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void both_readers_agree_on_every_record_of_either_format(DumpFormat format) throws Exception {
        var written = SampleDump.of(3000).inFormat(format).writeTo(folder);

        for (var file : written.files()) {
            assertThat(ReaderComparison.compare(file))
                    .isEqualTo(written.counts().get(file.type()).intValue());
        }
    }
}
