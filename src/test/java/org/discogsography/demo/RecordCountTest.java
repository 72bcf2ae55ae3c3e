package org.discogsography.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.discogsography.dump.DumpFile;
import org.discogsography.dump.DumpReader;
import org.discogsography.sample.SampleDump;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The demo counts as many records as the program's reader finds. */
class RecordCountTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "artists | <artist><id>1</id></artist><artist><id>2</id></artist>",
                "artists | \\n  <artist>\\n    <id>1</id>\\n  </artist>\\n  <artist>\\n    <id>2</id>\\n  </artist>\\n",
                "artists | \\n<!-- <artist> --><artist><id>1</id><profile><![CDATA[<artist>]]></profile></artist>\\n<artist><id>2</id></artist>",
                "labels | <label><id>1</id><sublabels><label id=\"3\">C</label></sublabels></label><label><id>2</id></label>",
                "masters | <master id=\"1\"/><master id=\"2\"><title>a &gt; b</title></master>",
                "releases | <release id=\"1\" status=\"a>b\"><title/></release>\\n<release id=\"2\"></release>",
                "releases | \\n<release id=\"1\"><title>A</title></release>\\n<release id=\"3\"><title>B</titel></release>\\n<release id=\"2\"/>",
            })
    void records_are_the_elements_below_the_root(String type, String content) throws Exception {
        DumpFile file = file(type, content.replace("\\n", "\n"));

        assertThat(RecordCount.of(file)).isEqualTo(read(file)).isGreaterThanOrEqualTo(2);
    }

    @Test
    void the_sample_dump_has_as_many_as_the_reader_finds() throws Exception {
        for (DumpFile file : SampleDump.of(200).writeTo(folder).files()) {
            assertThat(RecordCount.of(file)).isEqualTo(read(file));
        }
    }

    private DumpFile file(String type, String content) throws IOException {
        Path path = folder.resolve("discogs_20260801_" + type + ".xml.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(path))) {
            out.write(("<" + type + ">" + content + "</" + type + ">").getBytes(UTF_8));
        }
        return DumpFile.named(path).orElseThrow();
    }

    /** Rejected ones too. */
    private static long read(DumpFile file) throws Exception {
        try (var reader = DumpReader.open(file, rejected -> {})) {
            while (reader.hasNext()) {
                reader.next();
            }
            return reader.read() + reader.rejected();
        }
    }
}
