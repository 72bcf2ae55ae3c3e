package org.discogsography.sample;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.discogsography.dump.DataType;
import org.discogsography.dump.DumpFile;
import org.discogsography.dump.DumpReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleDumpTest {

    @TempDir
    private Path folder;

    @Test
    void the_same_seed_gives_the_same_bytes() throws Exception {
        var one = SampleDump.of(500).writeTo(folder.resolve("one"));
        var other = SampleDump.of(500).writeTo(folder.resolve("other"));
        for (var type : DataType.values()) {
            assertThat(one.file(type).path())
                    .hasSameBinaryContentAs(other.file(type).path());
        }
    }

    @Test
    void the_counts_match_the_files() throws Exception {
        var written = SampleDump.of(4000).writeTo(folder);
        for (var file : written.files()) {
            assertThat((long) hashes(file).size()).isEqualTo(written.counts().get(file.type()));
        }
        assertThat(written.total()).isBetween(3700L, 4200L);
    }

    @Test
    void the_checksums_match_the_files() throws Exception {
        var written = SampleDump.of(100).writeTo(folder);
        var lines = Files.readAllLines(folder.resolve("discogs_20260801_CHECKSUM.txt"));
        var expected =
                written.files().stream().map(SampleDumpTest::checksumLine).toList();
        assertThat(lines).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void from_month_to_month_most_records_stay_and_some_are_changed_removed_added_or_changed_back() throws Exception {
        var first = hashes(SampleDump.of(4000).writeTo(folder).file(DataType.ARTISTS));
        var second = hashes(SampleDump.of(4000).inMonth(2).writeTo(folder).file(DataType.ARTISTS));
        var third = hashes(SampleDump.of(4000).inMonth(3).writeTo(folder).file(DataType.ARTISTS));

        assertThat(first.keySet()).anyMatch(id -> !second.containsKey(id));
        assertThat(second.keySet()).anyMatch(id -> !first.containsKey(id));
        var changed = first.keySet().stream()
                .filter(id -> second.containsKey(id) && !second.get(id).equals(first.get(id)))
                .toList();
        assertThat(changed).hasSizeBetween(first.size() / 10, first.size() / 3);
        assertThat(changed).anyMatch(id -> first.get(id).equals(third.get(id)));
        assertThat(changed)
                .anyMatch(id -> third.containsKey(id) && !first.get(id).equals(third.get(id)));
    }

    @Test
    void it_has_the_oddities_of_real_dumps() throws Exception {
        var written = SampleDump.of(4000).writeTo(folder);
        assertThat(xml(written.file(DataType.ARTISTS)))
                .startsWith("<artists>\n<artist>")
                .endsWith("</artist>\n</artists>\n")
                .contains(
                        "<id>5</id><name>\u00a0</name>",
                        "<id>194</id><name>Various</name>",
                        "<members><id>",
                        "&#13;\n",
                        ".\n\n")
                .contains("<members><name id=");
        assertThat(xml(written.file(DataType.LABELS)))
                .doesNotContain("<id>212</id><name>")
                .contains("<id>212</id>", "<parentLabel id=", "<label/>", "<sublabels><label id=");
        assertThat(xml(written.file(DataType.MASTERS))).contains("<year>0</year>", "<video ", "<title/>");
        assertThat(xml(written.file(DataType.RELEASES)))
                .contains("<extraartists><artist><name>", "<company><name>", "qty=\"" + "1234567890".repeat(6))
                .contains(">0</master_id>", "<position/>", "<sub_tracks><track>", "<series><series ", "text=\"\"")
                .contains("<released>199?</released>", "-00-00</released>", "-00</released>", "<id>194</id>")
                .containsPattern("<label id=\"(\\d+)\" name=\"[^\"]*\" catno=\"[^\"]*\"/><label id=\"\\1\"")
                .containsPattern("<released>\\d{4}</released>")
                .containsPattern("<genres><genre>[^<]*</genre></genres>")
                .containsPattern("<genre>[^<]*</genre><genre>")
                .doesNotContain("<images>", "status=");
        var old = SampleDump.of(4000).inFormat(DumpFormat.OLD).writeTo(folder);
        assertThat(xml(old.file(DataType.RELEASES))).contains("<images><image ", "status=\"Accepted\"", "&#233;");
    }

    @Test
    void releases_are_as_large_as_real_ones() throws Exception {
        var file = SampleDump.of(4000).writeTo(folder).file(DataType.RELEASES);
        assertThat(xml(file).getBytes(UTF_8).length / hashes(file).size()).isBetween(1500, 4000);
    }

    @Test
    void relations_are_asserted_from_both_ends_or_from_one() throws Exception {
        var xml = xml(SampleDump.of(4000).writeTo(folder).file(DataType.ARTISTS));
        var members = pairs(xml, "members");
        var groups = pairs(xml, "groups");
        assertThat(groups).isNotEmpty();
        var reversed = members.stream()
                .map(pair -> pair.replaceAll("(.*)>(.*)", "$2>$1"))
                .collect(Collectors.toSet());
        assertThat(groups).anyMatch(reversed::contains).anyMatch(pair -> !reversed.contains(pair));
        assertThat(reversed).anyMatch(pair -> !groups.contains(pair));
    }

    private static Set<String> pairs(String xml, String wrapper) {
        var pairs = new HashSet<String>();
        for (var line : xml.split("<artist>", -1)) {
            var id = Pattern.compile("<id>(\\d+)").matcher(line);
            var wrapped =
                    Pattern.compile("<" + wrapper + ">(.*?)</" + wrapper + ">").matcher(line);
            if (id.find() && wrapped.find()) {
                var names = Pattern.compile("name id=\"(\\d+)\"").matcher(wrapped.group(1));
                while (names.find()) {
                    pairs.add(id.group(1) + ">" + names.group(1));
                }
            }
        }
        return pairs;
    }

    private static Map<String, String> hashes(DumpFile file) throws IOException {
        var hashes = new HashMap<String, String>();
        try (var records =
                DumpReader.open(file, rejected -> assertThat(rejected).isNull())) {
            records.forEachRemaining(record ->
                    assertThat(hashes.put(record.id(), record.sha256())).isNull());
        }
        return hashes;
    }

    private static String checksumLine(DumpFile file) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file.path()));
            return HexFormat.of().formatHex(digest) + " " + file.name();
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String xml(DumpFile file) throws IOException {
        try (var in = new GZIPInputStream(Files.newInputStream(file.path()))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
