package org.discogsography.dump;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One bad spot in a dump, wherever it is and whatever it is: it costs one record at most, and what it costs is set aside. */
class DamagedDumpTest {

    @TempDir
    private Path folder;

    /** What is done to the bytes of a dump at one place. */
    private enum Damage {
        CONTROL_CHARACTER("\u0001"),
        NUL("\u0000"),
        BARE_AMPERSAND("& "),
        UNDEFINED_ENTITY("&nobody;"),
        NOT_UTF_8("\u00ff"),
        CUT_UTF_8("\u00e2\u0082"),
        OVERLONG_UTF_8("\u00c0\u00af"),
        UNCLOSED_TAG("<b>"),
        END_TAG("</b>"),
        END_TAG_OF_A_RECORD(null),
        END_TAG_OF_THE_ROOT(null),
        STRAY_LESS_THAN("<"),
        OPEN_COMMENT("<!-- "),
        OPEN_CDATA("<![CDATA["),
        OPEN_INSTRUCTION("<?x "),
        QUOTE("\""),
        ID("<id>99</id>"),
        ONE_BYTE_LESS(1),
        SEVEN_BYTES_LESS(7),
        TEN_BYTES_LESS(10),
        ONE_BYTE_OTHER(1, "\u0002");

        private final int deleted;
        private final String inserted;

        Damage(String inserted) {
            this(0, inserted);
        }

        Damage(int deleted) {
            this(deleted, "");
        }

        Damage(int deleted, String inserted) {
            this.deleted = deleted;
            this.inserted = inserted;
        }

        byte[] at(int offset, byte[] dump, DataType type) {
            var bytes = new ByteArrayOutputStream();
            bytes.write(dump, 0, offset);
            bytes.writeBytes(inserted(type).getBytes(ISO_8859_1));
            int rest = Math.min(dump.length, offset + deleted);
            bytes.write(dump, rest, dump.length - rest);
            return bytes.toByteArray();
        }

        private String inserted(DataType type) {
            return switch (this) {
                case END_TAG_OF_A_RECORD -> "</" + type.element() + ">";
                case END_TAG_OF_THE_ROOT -> "</" + type.plural() + ">";
                default -> inserted;
            };
        }
    }

    private static String dump(DataType type) {
        return switch (type) {
            case ARTISTS -> """
                    <artists>
                    <artist><id>1</id><name>One</name><profile>a
                    b &amp; c</profile><members><id>26</id><name id="26">É</name></members></artist>
                    <artist><images><image height="6" uri="x"/></images><id>2</id><name>Two</name></artist>
                    <artist><id>3</id><name>Three</name><aliases><name id="4">Four</name></aliases></artist>
                    <artist><id>4</id><name>Four</name></artist>
                    </artists>
                    """;
            case LABELS -> """
                    <labels>
                    <label><id>1</id><name>One</name><sublabels><label id="2">Two</label><label id="3">Three</label></sublabels></label>
                    <label><id>2</id><name>Two</name><sublabels>
                    <label>Three</label>
                    <label>Four</label>
                    </sublabels></label>
                    <label><images><image uri="x"/></images><id>3</id><parentLabel id="1">One</parentLabel></label>
                    <label><id>4</id><name>Four</name></label>
                    </labels>
                    """;
            case MASTERS -> """
                    <masters>
                    <master id="1"><main_release>5</main_release><artists><artist><id>7</id><name>A</name></artist></artists></master>
                    <master id="2"><title>Zwö</title><genres><genre>Rock</genre></genres></master>
                    <master id="3"><year>1999</year></master>
                    <master id="4"><title>Four</title></master>
                    </masters>
                    """;
            case RELEASES -> """
                    <releases>
                    <release id="1" status="Accepted"><artists><artist><id>7</id><name>A</name></artist></artists><title>One</title></release>
                    <release status="Draft" id="2"><labels><label name="L" catno="1" id="9"/></labels><master_id is_main_release="true">5</master_id></release>
                    <release id="3"><tracklist><track><title>T</title><sub_tracks><track><title>U</title></track></sub_tracks></track></tracklist></release>
                    <release id="4"><title>Föur</title></release>
                    </releases>
                    """;
        };
    }

    @ParameterizedTest
    @EnumSource
    void it_costs_one_record_at_most(DataType type) throws Exception {
        damageEverywhere(type, dump(type), 10);
    }

    @Tag("drill")
    @ParameterizedTest
    @EnumSource
    void it_costs_one_record_at_most_at_every_byte_and_in_a_dump_of_one_line(DataType type) throws Exception {
        damageEverywhere(type, dump(type), 1);
        damageEverywhere(type, dump(type).replace("\n", ""), 1);
    }

    private void damageEverywhere(DataType type, String xml, int step) throws Exception {
        byte[] dump = xml.getBytes(UTF_8);
        var whole = read(type, dump);
        assertThat(whole.records).hasSize(4);
        assertThat(whole.rejected).isEmpty();
        var wrong = new ArrayList<String>();
        for (var damage : Damage.values()) {
            for (int offset = 0; offset < dump.length; offset += step) {
                var damaged = damage.at(offset, dump, type);
                var why = wrong(whole.records, offset, damage, dump, damaged, read(type, damaged));
                if (why != null) {
                    wrong.add(damage + " at " + offset + ": " + why + "\n" + new String(damaged, ISO_8859_1));
                }
            }
        }
        assertThat(wrong).as("%d wrong", wrong.size()).isEmpty();
    }

    private static String wrong(
            List<DumpRecord> whole, int offset, Damage damage, byte[] dump, byte[] damaged, Outcome outcome) {
        var untouched = new ArrayList<DumpRecord>();
        for (int i = 0; i < whole.size(); i++) {
            long end = i + 1 < whole.size() ? whole.get(i + 1).offset() : indexOfRootEnd(dump);
            if (offset + damage.deleted <= whole.get(i).offset() || offset >= end) {
                untouched.add(whole.get(i));
            }
        }
        int touched = whole.size() - untouched.size();
        int lost =
                (int) whole.stream().filter(r -> !outcome.records.contains(r)).count();
        var others = outcome.records.stream().filter(r -> !whole.contains(r)).toList();
        if (lost > Math.max(1, touched)) {
            return "lost " + lost;
        }
        if (lost > 0 && touched > 0 && !outcome.records.containsAll(untouched)) {
            return "lost another than the record with the bad spot";
        }
        if (others.size() > 1) {
            return "records that are in no dump: " + others;
        }
        if (lost > 0 && others.isEmpty() && outcome.rejected.isEmpty() && outcome.failure == null) {
            return "lost without a word";
        }
        if (outcome.failure != null && offset + damage.deleted <= indexOfRootEnd(dump)) {
            return "failed: " + outcome.failure;
        }
        for (var rejected : outcome.rejected) {
            int from = (int) rejected.offset();
            if (!Arrays.equals(rejected.bytes(), Arrays.copyOfRange(damaged, from, from + rejected.bytes().length))) {
                return "kept other bytes: " + rejected;
            }
        }
        return null;
    }

    private static long indexOfRootEnd(byte[] dump) {
        return new String(dump, ISO_8859_1).lastIndexOf("</");
    }

    private record Outcome(List<DumpRecord> records, List<RejectedRecord> rejected, String failure) {}

    private Outcome read(DataType type, byte[] xml) throws Exception {
        var zipped = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(zipped) {
            {
                def.setLevel(Deflater.NO_COMPRESSION);
            }
        }) {
            out.write(xml);
        }
        var file = new TestDumpFiles(folder).bytes(type, zipped.toByteArray());
        var outcome = new Outcome(new ArrayList<>(), new ArrayList<>(), null);
        try (var reader = DumpReader.open(file, outcome.rejected::add)) {
            reader.forEachRemaining(outcome.records::add);
            return outcome;
        } catch (UncheckedIOException e) {
            return new Outcome(outcome.records, outcome.rejected, e.getCause().getMessage());
        } catch (DumpException e) {
            return new Outcome(outcome.records, outcome.rejected, e.getMessage());
        }
    }

    @Test
    void the_lines_of_bad_spots_are_right_if_the_start_tag_of_the_root_has_two() throws Exception {
        var xml = """
                <artists
                a="b">
                <artist><id>1</id><name>\u0001</name></artist>
                <artist><id>2</id></artist>
                <artist><id>3</id><name>\u0001</name></artist>
                </artists>
                """;
        var outcome = read(DataType.ARTISTS, xml.getBytes(UTF_8));

        assertThat(outcome.rejected).extracting(RejectedRecord::line).containsExactly(3L, 5L);
        assertThat(outcome.rejected.get(1).reason()).contains("line 5");
    }

    @Test
    void two_bad_spots_cost_two_records_and_each_is_named_with_its_place() throws Exception {
        var xml = """
                <artists>
                <artist><id>1</id></artist>
                <artist><id>2</id><name>\u0001</name></artist>
                <artist><id>3</id><name>a
                b</name></artist>
                <artist><id>4</id><name>c</nam></artist>
                <artist><id>5</id></artist>
                </artists>
                """;
        var outcome = read(DataType.ARTISTS, xml.getBytes(UTF_8));

        assertThat(outcome.records).extracting(DumpRecord::id).containsExactly("1", "3", "5");
        assertThat(outcome.rejected)
                .extracting(RejectedRecord::line, r -> new String(r.bytes(), UTF_8))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(3L, "<artist><id>2</id><name>\u0001</name></artist>"),
                        org.assertj.core.groups.Tuple.tuple(6L, "<artist><id>4</id><name>c</nam></artist>"));
        assertThat(outcome.rejected.get(1).reason()).contains("line 6");
        assertThat(outcome.rejected.get(1).offset()).isEqualTo(xml.indexOf("<artist><id>4"));
    }
}
