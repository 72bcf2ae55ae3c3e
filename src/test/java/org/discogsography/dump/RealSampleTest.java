package org.discogsography.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.discogsography.expected.RealSamples;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reads the first records of each file of a real dump. */
class RealSampleTest {

    @ParameterizedTest
    @EnumSource
    void both_readers_agree_on_every_record_of_a_real_dump(DataType type) throws Exception {
        assumeThat(RealSamples.present()).as(RealSamples.ABSENT).isTrue();

        var file = fileOf(type);

        assertThat(ReaderComparison.compare(file)).isGreaterThanOrEqualTo(600);
    }

    private static DumpFile fileOf(DataType type) throws DumpException {
        return DumpFolder.scan(RealSamples.FOLDER).files().stream()
                .filter(file -> file.type() == type)
                .findFirst()
                .orElseThrow();
    }
}
