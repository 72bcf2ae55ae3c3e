package org.discogsography.dump;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.discogsography.sample.SampleDump;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the reader reports a broken file, and which records it still returns. */
class BrokenDumpTest {

    private static final String NAME = "discogs_20260801_artists.xml.gz";
    private static final String TWO_RECORDS =
            "<artists>\n<artist><id>1</id></artist>\n<artist><id>2</id><name>b</name></artist>\n</artists>\n";

    @TempDir
    private Path folder;

    private TestDumpFiles dumpFiles;

    @BeforeEach
    void files() {
        dumpFiles = new TestDumpFiles(folder);
    }

    @Test
    void a_missing_file_is_named() {
        assertThatThrownBy(() -> open(new DumpFile(folder.resolve(NAME), "20260801", DataType.ARTISTS)))
                .isInstanceOf(DumpException.class)
                .hasMessageStartingWith(NAME + " cannot be opened (");
    }

    @Test
    void an_empty_file_is_reported_as_empty() throws Exception {
        assertOpeningFails(new byte[0], " is empty (0 bytes; download it again)");
    }

    @Test
    void a_gzip_file_without_content_contains_no_xml() throws Exception {
        assertOpeningFails(TestDumpFiles.gzip(""), " contains no XML element");
    }

    @Test
    void a_file_that_is_not_gzip_is_reported_as_such() throws Exception {
        assertOpeningFails(TWO_RECORDS.getBytes(UTF_8), " is not a gzip file");
    }

    @Test
    void the_root_element_must_match_the_type() throws Exception {
        assertOpeningFails(TestDumpFiles.gzip("<labels/>"), " contains <labels>, but its name says <artists>");
    }

    @Test
    void a_document_type_declaration_is_refused() throws Exception {
        assertThatThrownBy(() -> open(dumpFiles.file(
                        DataType.ARTISTS, "<!DOCTYPE artists [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><artists/>")))
                .isInstanceOf(DumpException.class)
                .hasMessageContaining("document type declaration");
    }

    @Test
    void malformed_xml_is_reported_with_record_id_and_line_after_the_records_before_it() throws Exception {
        assertBreaks(
                TestDumpFiles.gzip(TWO_RECORDS.replace("<name>b</name>", "<name>b</nam>")),
                1,
                NAME + " is not well-formed XML at line 3 \\(.+\\), in record 2 \\(id 2\\), which begins at line 3");
    }

    @Test
    void an_undeclared_entity_is_malformed_xml() throws Exception {
        assertBreaks(
                TestDumpFiles.gzip(TWO_RECORDS.replace("<name>b", "<name>&b;")),
                1,
                NAME + " is not well-formed XML at line 3 \\(.+\\), in record 2 \\(id 2\\), which begins at line 3");
    }

    @Test
    void endlessly_nested_elements_are_refused_before_they_overflow_the_stack() throws Exception {
        assertBreaks(
                TestDumpFiles.gzip("<artists><artist><id>1</id>" + "<a>".repeat(100_000)),
                0,
                NAME
                        + " is not well-formed XML at line 1 \\(elements nested more than 200 deep\\), in record 1 \\(id 1\\).*");
    }

    @Test
    void a_file_that_ends_without_closing_its_root_is_reported_as_such() throws Exception {
        assertBreaks(
                TestDumpFiles.gzip(TWO_RECORDS.replace("</artists>\n", "")),
                2,
                NAME + " ends without closing <artists>, after record 2");
    }

    @Test
    void a_truncated_gzip_file_is_distinguished_from_malformed_xml() throws Exception {
        var whole = TestDumpFiles.gzip(TWO_RECORDS);
        // The last 8 bytes are the checksum and the length: without them all records are there, but the file is not
        // complete.
        assertBreaks(
                Arrays.copyOf(whole, whole.length - 4),
                2,
                NAME + " is truncated: its gzip data ends after " + (whole.length - 4)
                        + " bytes \\(download it again\\), after record 2");
    }

    @Test
    void every_record_before_a_truncation_is_returned_and_the_truncated_one_is_named() throws Exception {
        var file = SampleDump.of(3000).writeTo(folder).file(DataType.ARTISTS);
        var all = TestDumpFiles.read(file);
        var bytes = Files.readAllBytes(file.path());
        var cut = dumpFiles.bytes(DataType.ARTISTS, Arrays.copyOf(bytes, bytes.length / 2));
        var read = new ArrayList<DumpRecord>();

        var thrown = catchThrowable(() -> readInto(read, cut));

        assertThat(read).hasSizeGreaterThan(all.size() / 3).isEqualTo(all.subList(0, read.size()));
        var id = all.get(read.size()).id();
        var before = xml(bytes).split("<artist><id>" + id + "</id>", 2)[0];
        assertThat(thrown)
                .hasMessageEndingWith(
                        "is truncated: its gzip data ends after %d bytes (download it again),"
                                + " in record %d (id %s), which begins at line %d",
                        bytes.length / 2, read.size() + 1, id, before.lines().count() + 1);
    }

    @Test
    void a_wrong_checksum_is_reported_as_corruption() throws Exception {
        var bytes = TestDumpFiles.gzip(TWO_RECORDS);
        bytes[bytes.length - 8] ^= 1;
        assertBreaks(bytes, 2, NAME + " is corrupt: Corrupt GZIP trailer \\(download it again\\), after record 2");
    }

    @Test
    void concatenated_gzip_files_are_read_as_one() throws Exception {
        var bytes = new ByteArrayOutputStream();
        bytes.write(TestDumpFiles.gzip(TWO_RECORDS.substring(0, 20)));
        bytes.write(TestDumpFiles.gzip(TWO_RECORDS.substring(20)));
        assertThat(TestDumpFiles.read(dumpFiles.bytes(DataType.ARTISTS, bytes.toByteArray())))
                .hasSize(2);
    }

    @Test
    void every_further_call_reports_the_failure_again() throws Exception {
        try (var reader = open(dumpFiles.file(DataType.ARTISTS, "<artists><artist>"))) {
            assertThatThrownBy(reader::hasNext).isInstanceOf(UncheckedIOException.class);
            assertThatThrownBy(reader::next).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void an_element_without_an_id_is_rejected_and_reading_continues() throws Exception {
        var rejected = new ArrayList<RejectedRecord>();
        var xml = """
                <artists>
                <artist><name>a</name></artist>
                <artist><id/></artist>
                <artist><id> </id></artist>
                <artist><id>1</id><id>2</id></artist>
                <artist><id x='y'/></artist>
                <label><id>1</id></label>
                stray
                <artist><id>9</id></artist>
                </artists>
                """;
        try (var reader = DumpReader.open(dumpFiles.file(DataType.ARTISTS, xml), rejected::add)) {
            assertThat(reader.next().id()).isEqualTo("9");
            assertThat(reader.hasNext()).isFalse();
            assertThat(reader.read()).isEqualTo(1);
            assertThat(reader.rejected()).isEqualTo(7);
        }
        assertThat(rejected)
                .extracting(RejectedRecord::reason)
                .containsExactly(
                        "has no id",
                        "has no id",
                        "has a blank id",
                        "has more than one id",
                        "has no id",
                        "is a <label>, not a <artist>",
                        "is text, not an element");
        assertThat(rejected.get(1)).isEqualTo(new RejectedRecord(NAME, 2, 3, "has no id"));
        assertThat(rejected.get(1)).hasToString(NAME + ": record 2 at line 3 was rejected because it has no id");
    }

    private void assertOpeningFails(byte[] bytes, String message) throws Exception {
        var file = dumpFiles.bytes(DataType.ARTISTS, bytes);
        assertThatThrownBy(() -> open(file)).isInstanceOf(DumpException.class).hasMessage(NAME + message);
    }

    private void assertBreaks(byte[] bytes, int recordsBefore, String message) throws Exception {
        var file = dumpFiles.bytes(DataType.ARTISTS, bytes);
        var read = new ArrayList<DumpRecord>();
        assertThatThrownBy(() -> readInto(read, file))
                .isInstanceOf(UncheckedIOException.class)
                .cause()
                .isInstanceOf(DumpException.class)
                .hasMessageMatching(message);
        assertThat(read).hasSize(recordsBefore);
    }

    private static void readInto(List<DumpRecord> read, DumpFile file) throws DumpException {
        try (var reader = open(file)) {
            reader.forEachRemaining(read::add);
        }
    }

    private static String xml(byte[] zipped) throws Exception {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private static DumpReader open(DumpFile file) throws DumpException {
        return DumpReader.open(file, rejected -> {
            throw new AssertionError(rejected);
        });
    }
}
