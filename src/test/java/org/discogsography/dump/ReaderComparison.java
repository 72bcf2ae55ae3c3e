package org.discogsography.dump;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.discogsography.expected.ExpectedRecords;

/** Reads a dump file with the product's reader and with the reference reader, {@link ExpectedRecords}, and compares them. */
final class ReaderComparison {

    private ReaderComparison() {}

    /** Fails at the first difference. Returns the number of records. */
    static int compare(DumpFile file) throws IOException {
        var expected = ExpectedRecords.read(file.path());
        try (var records =
                DumpReader.open(file, rejected -> assertThat(rejected).isNull())) {
            for (var record : expected) {
                assertThat(records.hasNext()).as("a record %s", record.id()).isTrue();
                var actual = records.next();
                assertThat(new String(actual.canonicalJson(), UTF_8)).isEqualTo(record.canonicalJson());
                assertThat(actual.id()).isEqualTo(record.id());
                assertThat(actual.sha256()).isEqualTo(record.sha256());
                assertThat(actual.type()).isEqualTo(file.type());
            }
            assertThat(records.hasNext()).as("a record after the last").isFalse();
            assertThat(records.read()).isEqualTo(expected.size());
        }
        return expected.size();
    }
}
