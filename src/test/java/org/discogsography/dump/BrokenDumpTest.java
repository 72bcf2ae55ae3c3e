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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
                .hasMessage(NAME + " cannot be opened (no such file or folder: " + folder.resolve(NAME) + ")");
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

    /** The entities of the "billion laughs", one from a file, and one in an attribute: none is expanded. */
    @Test
    void of_a_document_type_declaration_nothing_is_used_and_a_record_that_uses_it_is_rejected() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret.txt"), "secret");
        var laughs = new StringBuilder("<!ENTITY laugh0 'ha'>");
        for (int i = 1; i <= 30; i++) {
            laughs.append("\n<!ENTITY laugh")
                    .append(i)
                    .append(" '")
                    .append(("&laugh" + (i - 1) + ";").repeat(10))
                    .append("'>");
        }
        String declaration = "<!DOCTYPE artists [" + laughs + "\n<!ENTITY secret SYSTEM '" + secret.toUri()
                + "'>\n<!ENTITY whole '<artist><id>7</id></artist>'>\n<!ATTLIST artist id CDATA '9'>]>";
        String xml = "<?xml version='1.0'?>\n" + declaration + "\n<artists>\n&whole;\n<artist><id>1</id></artist>\n"
                + "<artist><id>2</id><name>&laugh30;</name></artist>\n"
                + "<artist><id>3</id><name>&secret;</name></artist>\n"
                + "<artist><id>4</id><image uri=\"&laugh30;\"/></artist>\n"
                + "<artist><id>5</id></artist>\n</artists>\n";
        var rejected = new ArrayList<RejectedRecord>();
        var read = new ArrayList<String>();
        try (var reader = DumpReader.open(dumpFiles.file(DataType.ARTISTS, xml), rejected::add)) {
            reader.forEachRemaining(record -> read.add(new String(record.canonicalJson(), UTF_8)));
        }

        assertThat(read).containsExactly("{\"id\":\"1\"}", "{\"id\":\"5\"}");
        assertThat(rejected)
                .extracting(part -> new String(part.bytes(), UTF_8))
                .containsExactly(
                        declaration,
                        "&whole;",
                        "<artist><id>2</id><name>&laugh30;</name></artist>",
                        "<artist><id>3</id><name>&secret;</name></artist>",
                        "<artist><id>4</id><image uri=\"&laugh30;\"/></artist>");
        assertThat(rejected.get(0))
                .hasToString(NAME + ": record 1 at line 2 (byte 22) was rejected because it is a document type"
                        + " declaration, of which nothing is used");
        assertThat(rejected).extracting(RejectedRecord::line).containsExactly(2L, 37L, 39L, 40L, 41L);
    }

    @Test
    void a_document_type_declaration_that_is_not_well_formed_is_rejected_once_and_costs_no_record() throws Exception {
        for (String declaration : List.of(
                "<!DOCTYPE artists SYSTEM \"discogs.dtd\">",
                "<!DOCTYPE artists [<!ELEMENT",
                "<!DOCTYPE a>\n<!DOCTYPE b>")) {
            var rejected = new ArrayList<RejectedRecord>();
            try (var reader = DumpReader.open(
                    dumpFiles.file(DataType.ARTISTS, declaration + "\n" + TWO_RECORDS), rejected::add)) {
                assertThat(reader.next().id()).isEqualTo("1");
                assertThat(reader.next().id()).isEqualTo("2");
                assertThat(reader.hasNext()).isFalse();
            }
            assertThat(rejected).as(declaration).singleElement().satisfies(part -> assertThat(
                            new String(part.bytes(), UTF_8))
                    .startsWith(declaration));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <name>b</nam>     | is not well-formed XML at line 3 (Unexpected end tag: expected </name>)
            <name>&b;</name>  | is not well-formed XML at line 3 (General entity reference (&b;) encountered in entity expanding mode: operation not (yet) implemented)
            <id>3</id>        | has more than one id
            """)
    void a_record_that_is_not_well_formed_is_rejected_with_its_line_offset_and_bytes(String damage, String reason)
            throws Exception {
        var xml = TWO_RECORDS
                .replace("<name>b</name>", damage)
                .replace("</artists>", "<artist><id>3</id></artist>\n</artists>");
        var rejected = new ArrayList<RejectedRecord>();
        try (var reader = DumpReader.open(dumpFiles.file(DataType.ARTISTS, xml), rejected::add)) {
            assertThat(reader.next().id()).isEqualTo("1");
            assertThat(reader.next().id()).isEqualTo("3");
            assertThat(reader.hasNext()).isFalse();
        }
        assertThat(rejected)
                .containsExactly(new RejectedRecord(
                        NAME, 2, 3, 38, reason, ("<artist><id>2</id>" + damage + "</artist>").getBytes(UTF_8)));
        assertThat(rejected.get(0))
                .hasToString(NAME + ": record 2 at line 3 (byte 38) was rejected because it " + reason);
    }

    /** Some parsers read the declaration when they are created, not when they are asked for an event. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<?xml version=\"9.9\"?>",
                "<?xml version=\"1.0\" encoding=\"no-such\"?>",
                "<?xml version=\"1.0\" encoding=\"UTF-16\"?>",
                "<?xml",
                "\0\0\0"
            })
    void a_damaged_declaration_costs_no_record(String declaration) throws Exception {
        var rejected = new ArrayList<RejectedRecord>();
        try (var reader =
                DumpReader.open(dumpFiles.file(DataType.ARTISTS, declaration + "\n" + TWO_RECORDS), rejected::add)) {
            assertThat(reader.next().id()).isEqualTo("1");
            assertThat(reader.next().id()).isEqualTo("2");
            assertThat(reader.hasNext()).isFalse();
        }
        assertThat(rejected).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void a_record_without_an_end_tag_ends_where_the_next_one_starts() throws Exception {
        var xml = "<artists>\n<artist><id>1</id><name>a</name>\n<artist><id>2</id></artist>\n</artists>\n";
        var rejected = new ArrayList<RejectedRecord>();
        try (var reader = DumpReader.open(dumpFiles.file(DataType.ARTISTS, xml), rejected::add)) {
            assertThat(reader.next().id()).isEqualTo("2");
            assertThat(reader.hasNext()).isFalse();
        }
        assertThat(rejected)
                .containsExactly(new RejectedRecord(
                        NAME,
                        1,
                        2,
                        10,
                        "has another record's start tag in it, at line 3",
                        "<artist><id>1</id><name>a</name>".getBytes(UTF_8)));
    }

    @Test
    void endlessly_nested_elements_are_refused_before_they_overflow_the_stack() throws Exception {
        var rejected = new ArrayList<RejectedRecord>();
        var xml =
                "<artists>\n<artist><id>1</id>" + "<a>".repeat(100_000) + "\n<artist><id>2</id></artist>\n</artists>\n";
        try (var reader = DumpReader.open(dumpFiles.file(DataType.ARTISTS, xml), rejected::add)) {
            assertThat(reader.next().id()).isEqualTo("2");
        }
        assertThat(rejected)
                .extracting(RejectedRecord::reason)
                .containsExactly("is not well-formed XML at line 2 (elements nested more than 200 deep)");
    }

    @Test
    void too_many_rejected_records_fail_the_file_after_the_records_before() throws Exception {
        var nobody = "<artist><name>\u0001</name></artist>\n";
        var xml = "<artists>\n" + nobody + "<artist><id>1</id></artist>\n" + nobody.repeat(2) + "</artists>\n";
        var file = dumpFiles.file(DataType.ARTISTS, xml);
        for (int skipped = 0; skipped <= 3; skipped++) {
            var rejected = new ArrayList<RejectedRecord>();
            var read = new ArrayList<DumpRecord>();
            try (var reader = DumpReader.open(file, rejected::add, skipped, 2)) {
                assertThatThrownBy(() -> reader.forEachRemaining(read::add))
                        .hasRootCauseMessage(NAME + " has more than 2 rejected records (extractor.rejected-limit):"
                                + " the next is record 4 at line 5 (byte 102), which is not well-formed XML at line 5"
                                + " (Illegal XML character ((CTRL-CHAR, code 1)))");
                assertThat(reader.rejected()).isEqualTo(rejected.size());
            }
            assertThat(read).hasSize(skipped < 2 ? 1 : 0);
            assertThat(rejected).hasSize(skipped == 0 ? 2 : skipped < 3 ? 1 : 0);
        }
    }

    @Test
    void a_record_that_memory_has_no_room_for_is_rejected() throws Exception {
        var window = new ReadAheadGzipInputStream(
                Files.newByteChannel(dumpFiles
                        .file(
                                DataType.ARTISTS,
                                "<artists>\n<artist><id>1</id></artist>\n<artist><id>2</id><name>"
                                        + "long ".repeat(1_000_000)
                                        + "\n</name></artist>\n<artist><id>3</id></artist>\n<artist><id>4</id><!-- "
                                        + "long\n".repeat(1_000_000)
                                        + "</artist>\n<artist><id>5</id></artist>\n</artists>")
                        .path()),
                NAME);
        var file = DumpFile.named(folder.resolve(NAME)).orElseThrow();
        var reader = new OutcomeReader(file, window, 1 << 20, 0);
        var outcomes = new ArrayList<ReadOutcome>();
        for (var next = reader.next(); next != null; next = reader.next()) {
            outcomes.add(next);
        }
        assertThat(outcomes)
                .satisfiesExactly(
                        one -> assertThat(((DumpRecord) one).id()).isEqualTo("1"),
                        two -> {
                            assertThat(((RejectedRecord) two).reason()).isEqualTo("is longer than 1048576 bytes");
                            assertThat(((RejectedRecord) two).bytes()).hasSize(1 << 20);
                        },
                        three -> assertThat(((DumpRecord) three).id()).isEqualTo("3"),
                        four -> assertThat(((RejectedRecord) four).line()).isEqualTo(6),
                        five -> assertThat(((DumpRecord) five).id()).isEqualTo("5"));
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
        assertThat(rejected.get(1))
                .isEqualTo(new RejectedRecord(NAME, 2, 3, 42, "has no id", "<artist><id/></artist>".getBytes(UTF_8)));
        assertThat(rejected.get(1))
                .hasToString(NAME + ": record 2 at line 3 (byte 42) was rejected because it has no id");
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
