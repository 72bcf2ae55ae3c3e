package org.discogsography.dump;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.discogsography.expected.RealSamples;
import org.discogsography.sample.SampleDump;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** However many threads read a file, and however it is cut: the outcome is that of one thread. */
class SideBySideReaderTest {

    private static final long LIMIT = 1 << 20;

    /** What stands in a dump, or might: what is no record, and what looks like one. */
    private static final String[] PARTS = {
        "<!-- \n<release id=\"7\"><title>in a comment</title></release>\n -->",
        "<release id=\"8\"><notes><![CDATA[>\n<release id=\"9\"><title>in CDATA</title></release>\n]]></notes></release>",
        "<release id=\"10\"><title>not closed</title>",
        "<release id=\"11\"><title>too much</title></release></title></release>",
        "<release id=\"12\" id=\"12\"><title>an attribute twice</title></release>",
        "<release><title>no id</title></release>",
        "<!-- a comment -->\n<release id=\"30\" id=\"30\"><title>an attribute twice behind it</title></release>",
        "<release id=\"13\"><title>\u0001</title></release>",
        "<release id=\"14\"><title>\u00ff</title></release>",
        "<release id=\"15\"><title>\u00c0\u00af</title></release>",
        "<release id=\"16\"><p:x q:y=\"z\">a prefix</p:x></release>",
        "<q:release id=\"17\"><title>a prefix of the record</title></q:release>",
        "<release id=\"18\"><inner>\n<release id=\"19\">nested</release>\n</inner></release>",
        "<release id=\"20\"><title>a\r\nb\rc\n<b>\n</b>\n</title></release>",
        "<release id=\"21\"><title>&nobody;</title></release>",
        "<label id=\"22\">not a release</label>",
        "text between records",
        "<? a\n<release id=\"23\"><title>in an instruction</title></release> ?>",
        "<![CDATA[\n<release id=\"24\"><title>between</title></release>\n]]>",
        "</releases>",
        "<releases>",
        "<release id=\"25\"/>",
        "<release id=\"26\"><releases>\n<release id=\"27\"><title>t</title></release>\n</releases></release>",
        "\r",
        "\n\n",
        "  ",
        "<",
        "<!-- ",
        "-->",
        "]]>",
        "<![CDATA[",
        "\"",
        "&",
        ">\n<release id=\"28\">",
        "<release id=\"29\"><notes>" + "long ".repeat(60_000) + "</notes></release>",
        "<!-- >\n<release id=\"31\"><title>in a comment behind a tag</title></release>\n<release id=\"32\"> -->",
        "<? >\n<release id=\"33\"><title>in an instruction behind a tag</title></release>\n<release id=\"34\"> ?>",
        "<![CDATA[>\n<release id=\"35\"><title>t</title></release>\n<release id=\"36\">]]>",
        "<release id=\"37\"><title>\u00c3\u00a9\u00f0\u009f\u0098\u0080\u00e2\u0082\u00ac</title></release>",
        "<release id=\"38\"><title>\u00f0\u009f\u0098</title></release>",
        "<release id=\"39\"><title a=\"&gt;\n>\n\"/></release>",
        "<release\nid=\"40\"\n><title>a start tag in three lines</title></release>",
        "<release id=\"41\"><title>a\rb\rc</title></release>\r<release id=\"42\"/>",
    };

    private static final String[] PROLOGS = {
        "<?xml version=\"1.0\"?>\n",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n\r\n",
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>",
        "\u00ef\u00bb\u00bf<?xml version=\"1.0\"?>\n",
        "\u00ef\u00bb\u00bf",
        "<?xml version=\"1.1\"?>\n",
        "<?xml version=\"1.0\"?>\n<!-- >\n<release id=\"1\"><title>in a comment</title></release> -->\n",
        "\n",
    };

    @TempDir
    private Path folder;

    private record Outcome(List<String> all, String failure) {}

    @ParameterizedTest
    @EnumSource
    void a_made_up_dump_is_the_same(DataType type) throws Exception {
        var file = SampleDump.of(3000).writeTo(folder).file(type);
        assertSame(file, 1 << 10, 1 << 14, 1 << 18);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 102, 121})
    void whatever_stands_in_it_the_outcome_is_the_same(long seed) throws Exception {
        var random = new Random(seed);
        for (int i = 0; i < 150; i++) {
            var xml = new StringBuilder(random.nextInt(4) == 0 ? PROLOGS[random.nextInt(PROLOGS.length)] : "");
            xml.append(random.nextInt(8) == 0 ? "<releases\na=\"b\">" : "<releases>");
            int parts = random.nextInt(60);
            int rare = 1 + random.nextInt(12);
            for (int part = 0; part < parts; part++) {
                xml.append(random.nextInt(10) == 0 ? "" : random.nextInt(10) == 0 ? "\r\n" : "\n");
                xml.append(random.nextInt(10) == 0 ? "  " : "");
                xml.append(
                        random.nextInt(rare) == 0
                                ? PARTS[random.nextInt(PARTS.length)]
                                : "<release id=\"%d\"><title>%s</title></release>"
                                        .formatted(1000 + part, "t".repeat(random.nextInt(60))));
            }
            xml.append(random.nextInt(8) == 0 ? "" : "\n</releases>\n");
            assertSame(DataType.RELEASES, xml.toString().getBytes(ISO_8859_1), 32 + random.nextInt(400), i % 7 == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text between records",
                "<release id=\"7\" id=\"7\"><title>an attribute twice</title></release>",
                "<label id=\"8\">not a release</label>"
            })
    void lines_are_the_same_also_if_a_carriage_return_alone_ends_some(String damage) throws Exception {
        for (int damaged = 0; damaged < 40; damaged++) {
            var xml = new StringBuilder("<releases\na=\"b\">");
            for (int id = 0; id < 40; id++) {
                xml.append(id == damaged ? "\n" + damage : "")
                        .append("\n<release id=\"%d\"><title>a\rb\nc</title></release>".formatted(id));
            }
            assertSame(DataType.RELEASES, (xml + "\n</releases>").getBytes(UTF_8), 60 + damaged, false);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_dump_with_bad_spots_is_the_same(DataType type) throws Exception {
        var random = new Random(type.ordinal());
        byte[] whole = xml(SampleDump.of(400).writeTo(folder).file(type));
        for (int i = 0; i < 40; i++) {
            byte[] bad = whole.clone();
            for (int spot = random.nextInt(6); spot >= 0; spot--) {
                bad[random.nextInt(bad.length)] = (byte) "<>&\"\n\u0001\u00ff/ x".charAt(random.nextInt(10));
            }
            assertSame(type, bad, 200 + random.nextInt(5000), random.nextInt(4) == 0);
        }
    }

    @Test
    void records_of_5_MB_and_of_more_than_there_is_memory_for_are_the_same() throws Exception {
        var xml = new StringBuilder("<releases>");
        for (int id = 1; id < 40; id++) {
            int length = id % 13 == 0 ? 5_000_000 : id % 5 == 0 ? 700_000 : 10;
            xml.append("\n<release id=\"%d\"><notes>%s</notes></release>".formatted(id, "n".repeat(length)));
        }
        xml.append("\n</releases>");
        var file = file(DataType.RELEASES, gzip(xml.toString().getBytes(UTF_8), Deflater.BEST_SPEED));
        for (long limit : new long[] {LIMIT, 16 << 20}) {
            var one = outcome(file, limit, 1, 0);
            assertThat(one.all).hasSize(39);
            assertThat(outcome(file, limit, 4, 1 << 18)).isEqualTo(one);
        }
    }

    @Test
    void an_earlier_reading_is_resumed_at_the_same_record() throws Exception {
        var xml = new StringBuilder("<releases>");
        for (int id = 1; id <= 300; id++) {
            xml.append("\n<release id=\"%d\"><title>%s</title></release>".formatted(id, id % 50 == 0 ? "\u0001" : "t"));
        }
        var file = file(DataType.RELEASES, gzip((xml + "\n</releases>").getBytes(UTF_8), Deflater.BEST_SPEED));
        for (int skipped : new int[] {0, 1, 49, 50, 51, 150, 299, 300, 301}) {
            for (int limit : new int[] {2, 100}) {
                assertThat(resumed(file, skipped, limit, 3)).isEqualTo(resumed(file, skipped, limit, 1));
            }
        }
    }

    @Test
    void records_are_read_side_by_side_up_to_the_last_block_or_the_first_damage() throws Exception {
        assertThat(recordsSideBySide(0)).isBetween(1900L, 1999L);
        assertThat(recordsSideBySide(1000)).isBetween(950L, 999L);
    }

    private long recordsSideBySide(int damaged) throws Exception {
        var xml = new StringBuilder("<releases>");
        for (int id = 1; id <= 2000; id++) {
            xml.append(
                    "\n<release id=\"%d\"><title>%s</title></release>".formatted(id, id == damaged ? "\u0001" : "t"));
        }
        var file = file(DataType.RELEASES, gzip((xml + "\n</releases>").getBytes(UTF_8), Deflater.BEST_SPEED));
        try (var bytes = new ReadAheadGzipInputStream(Files.newByteChannel(file.path()), file.name())) {
            var reader = new SideBySideReader(file, bytes, LIMIT, 0, 2, 1000);
            int count = 0;
            while (reader.next() != null) {
                count++;
            }
            reader.close();
            assertThat(count).isEqualTo(2000);
            return reader.recordsSideBySide();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_real_dump_is_the_same(DataType type) throws Exception {
        assumeThat(RealSamples.present()).as(RealSamples.ABSENT).isTrue();
        for (var file : DumpFolder.scan(RealSamples.FOLDER).files()) {
            if (file.type() == type) {
                assertSame(file, 500, 1 << 13, 1 << 16);
            }
        }
    }

    @Test
    void closing_ends_a_call_that_waits_and_leaves_no_thread() throws Exception {
        var record = "\n<release id=\"1\"><title>" + "t".repeat(2000) + "</title></release>";
        var file = file(DataType.RELEASES, gzip(("<releases>" + record.repeat(50_000)).getBytes(UTF_8), 1));
        var reader = DumpReader.open(file, rejected -> {}, 0, 100, 3);
        reader.next();
        var failure = new CompletableFuture<Throwable>();
        var thread = new Thread(() -> failure.complete(catchThrowable(() -> reader.forEachRemaining(r -> {}))));
        thread.start();

        reader.close();

        assertThat(failure.get(1, TimeUnit.MINUTES)).isInstanceOf(UncheckedIOException.class);
        await().atMost(1, TimeUnit.MINUTES).until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(alive -> alive.getName().endsWith(file.name())));
    }

    @Test
    void one_or_two_processors_read_with_one_thread_and_many_with_four() {
        assertThat(IntStream.of(1, 2, 3, 4, 6, 64).map(DumpReader::threads)).containsExactly(1, 1, 1, 2, 4, 4);
    }

    private void assertSame(DataType type, byte[] xml, int blockBytes, boolean truncated) throws Exception {
        byte[] zipped = gzip(xml, Deflater.NO_COMPRESSION);
        assertSame(file(type, truncated ? Arrays.copyOf(zipped, zipped.length * 2 / 3) : zipped), blockBytes);
    }

    private static void assertSame(DumpFile file, int... blockBytes) throws IOException {
        var one = outcome(file, LIMIT, 1, 0);
        for (int size : blockBytes) {
            assertThat(outcome(file, LIMIT, 3, size))
                    .as(() -> "blocks of " + size + " bytes:\n" + beginning(file))
                    .isEqualTo(one);
        }
    }

    private static Outcome outcome(DumpFile file, long limit, int threads, int blockBytes) throws IOException {
        var all = new ArrayList<String>();
        try (var bytes = new ReadAheadGzipInputStream(Files.newByteChannel(file.path()), file.name())) {
            ReadOutcomes reader = null;
            try {
                reader = threads == 1
                        ? new OutcomeReader(file, bytes, limit, 0)
                        : new SideBySideReader(file, bytes, limit, 0, threads, blockBytes);
                for (var next = reader.next(); next != null; next = reader.next()) {
                    all.add(described(next));
                }
                return new Outcome(all, null);
            } catch (DumpException e) {
                return new Outcome(all, e.getMessage());
            } finally {
                if (reader != null) {
                    reader.close();
                }
            }
        }
    }

    private static Outcome resumed(DumpFile file, int skipped, int rejectedLimit, int threads) throws IOException {
        var all = new ArrayList<String>();
        try (var reader =
                DumpReader.open(file, rejected -> all.add(described(rejected)), skipped, rejectedLimit, threads)) {
            try {
                reader.forEachRemaining(record -> all.add(described(record)));
                return new Outcome(all, reader.distinctIds() + ", " + reader.rejectedInFile());
            } catch (UncheckedIOException e) {
                return new Outcome(all, e.getMessage());
            }
        }
    }

    private static String described(ReadOutcome outcome) {
        return outcome instanceof DumpRecord record
                ? record.offset() + " " + record.id() + " " + record.sha256() + " "
                        + new String(record.canonicalJson(), UTF_8)
                : outcome + " " + new String(((RejectedRecord) outcome).bytes(), ISO_8859_1);
    }

    private static String beginning(DumpFile file) {
        try {
            return new String(xml(file), ISO_8859_1).substring(0, 20_000);
        } catch (IOException | IndexOutOfBoundsException e) {
            return file + ": " + e;
        }
    }

    private static byte[] xml(DumpFile file) throws IOException {
        try (var in = new GZIPInputStream(Files.newInputStream(file.path()))) {
            return in.readAllBytes();
        }
    }

    private DumpFile file(DataType type, byte[] zipped) throws IOException {
        return new TestDumpFiles(folder).bytes(type, zipped);
    }

    private static byte[] gzip(byte[] bytes, int level) throws IOException {
        var zipped = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(zipped) {
            {
                def.setLevel(level);
            }
        }) {
            out.write(bytes);
        }
        return zipped.toByteArray();
    }
}
