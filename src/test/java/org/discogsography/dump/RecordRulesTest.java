package org.discogsography.dump;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract's rules for records, one by one. */
class RecordRulesTest {

    @TempDir
    private Path folder;

    @Test
    void attributes_and_text_elements_become_fields_of_their_name() throws Exception {
        assertThat(release("<title>Stockholm</title><released>1999-03-00</released>"))
                .isEqualTo("{`id`:`1`,`released`:`1999-03-00`,`title`:`Stockholm`}");
    }

    @Test
    void every_value_stays_a_string_exactly_as_in_the_dump() throws Exception {
        var digits = "9".repeat(64);
        assertThat(release("<year>0</year><formats><format name='CD' qty='" + digits + "'/></formats>"))
                .isEqualTo("{`formats`:[{`name`:`CD`,`qty`:`" + digits + "`}],`id`:`1`,`year`:`0`}");
    }

    @Test
    void nothing_is_trimmed() throws Exception {
        assertThat(release("<title> a\n b </title><notes>\u00a0</notes><format x=' '/>"))
                .isEqualTo("{`format`:{`x`:` `},`id`:`1`,`notes`:`\u00a0`,`title`:` a\\n b `}");
    }

    @Test
    void text_of_white_space_alone_is_not_empty() throws Exception {
        assertThat(release("<notes> </notes>")).isEqualTo("{`id`:`1`,`notes`:` `}");
    }

    @Test
    void a_prefix_that_is_not_declared_is_part_of_the_name() throws Exception {
        assertThat(release("<a:title b:lang='en'>A</a:title><genres><c:genre>Rock</c:genre></genres>"))
                .isEqualTo("{`a:title`:{`b:lang`:`en`,`name`:`A`},`genres`:[{`c:genre`:`Rock`}],`id`:`1`}");
    }

    @Test
    void white_space_between_elements_is_not_text() throws Exception {
        assertThat(release(
                        "\n  <title>A</title>\n  <tracklist>\n <track>\n <title>B</title> </track>\n </tracklist>\n"))
                .isEqualTo("{`id`:`1`,`title`:`A`,`tracklist`:[{`title`:`B`}]}");
    }

    @Test
    void a_no_break_space_is_text_everywhere() throws Exception {
        assertThat(release("<title>\u00a0</title><x><y>1</y>\u00a0<y>2</y></x><genres>\u00a0</genres>"))
                .isEqualTo("{`genres`:[`\u00a0`],`id`:`1`,`title`:`\u00a0`,`x`:{`name`:`\u00a0`,`y`:[`1`,`2`]}}");
    }

    @Test
    void a_wrapper_becomes_an_array_of_its_children() throws Exception {
        assertThat(release("<genres><genre>Rock</genre></genres><styles><style>b</style><style>a</style></styles>"))
                .isEqualTo("{`genres`:[`Rock`],`id`:`1`,`styles`:[`b`,`a`]}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '/', textBlock = """
                    artists/artist
                    labels/label
                    extraartists/artist
                    companies/company
                    formats/format
                    descriptions/description
                    genres/genre
                    styles/style
                    tracklist/track
                    sub_tracks/track
                    identifiers/identifier
                    videos/video
                    series/series
                    images/image
                    urls/url
                    namevariations/name
                    aliases/name
                    groups/name
                    members/name
                    sublabels/label
                    """)
    void every_wrapper_of_the_contract_is_an_array_even_of_one(String wrapper, String item) throws Exception {
        assertThat(release("<x><%s><%s>v</%s></%s></x>".formatted(wrapper, item, item, wrapper)))
                .isEqualTo("{`id`:`1`,`x`:{`%s`:[`v`]}}".formatted(wrapper));
    }

    @Test
    void tracks_nest_in_sub_tracks() throws Exception {
        assertThat(
                        release(
                                "<tracklist><track><position>1</position><sub_tracks><track><position>1a</position>"
                                        + "<sub_tracks><track><title>x</title></track></sub_tracks></track></sub_tracks></track></tracklist>"))
                .isEqualTo("{`id`:`1`,`tracklist`:[{`position`:`1`,`sub_tracks`:["
                        + "{`position`:`1a`,`sub_tracks`:[{`title`:`x`}]}]}]}");
    }

    @Test
    void a_series_in_the_wrapper_of_the_same_name_is_an_item() throws Exception {
        assertThat(release("<series><series name='S' catno='' id='3'/></series>"))
                .isEqualTo("{`id`:`1`,`series`:[{`id`:`3`,`name`:`S`}]}");
    }

    @Test
    void text_with_attributes_becomes_an_object_with_the_text_as_its_name() throws Exception {
        assertThat(record(
                        DataType.LABELS,
                        "<label><id>1</id><parentLabel id='4711'>Gold</parentLabel>"
                                + "<sublabels><label id='5'>Sub</label><label>No id</label></sublabels></label>"))
                .isEqualTo("{`id`:`1`,`parentLabel`:{`id`:`4711`,`name`:`Gold`},"
                        + "`sublabels`:[{`id`:`5`,`name`:`Sub`},`No id`]}");
    }

    @Test
    void text_alone_stays_a_string() throws Exception {
        assertThat(artist("<namevariations><name>A</name></namevariations><urls><url>u</url></urls>"))
                .isEqualTo("{`id`:`1`,`namevariations`:[`A`],`urls`:[`u`]}");
    }

    @Test
    void the_attribute_of_master_id_becomes_a_field_beside_it() throws Exception {
        assertThat(release("<master_id is_main_release='true'>5</master_id>"))
                .isEqualTo("{`id`:`1`,`is_main_release`:`true`,`master_id`:`5`}");
    }

    @Test
    void a_master_id_of_zero_is_left_out_with_its_attribute() throws Exception {
        assertThat(release("<title>0</title><master_id is_main_release='false'>0</master_id>"))
                .isEqualTo("{`id`:`1`,`title`:`0`}");
    }

    @Test
    void an_id_repeated_beside_a_members_name_is_dropped() throws Exception {
        assertThat(artist("<members><id>26</id><name id='26'>A</name><name id='27'>B</name><id>27</id></members>"))
                .isEqualTo("{`id`:`1`,`members`:[{`id`:`26`,`name`:`A`},{`id`:`27`,`name`:`B`}]}");
    }

    @Test
    void an_id_in_members_that_no_name_repeats_is_kept() throws Exception {
        assertThat(artist("<members><id>25</id><id>26</id><name id='26'>A</name></members>"))
                .isEqualTo("{`id`:`1`,`members`:[{`id`:`26`,`name`:`A`},{`id`:`25`}]}");
    }

    @Test
    void in_the_oldest_dumps_an_id_and_a_bare_name_in_turn_are_one_member() throws Exception {
        assertThat(artist("<members><id>26</id><name>Alexi</name><id>27</id><name>Cari</name></members>"))
                .isEqualTo("{`id`:`1`,`members`:[{`id`:`26`,`name`:`Alexi`},{`id`:`27`,`name`:`Cari`}]}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            <id>25</id><id>26</id><name>A</name>            | {`id`:`26`,`name`:`A`},{`id`:`25`}
            <name>A</name><id>26</id><name>B</name>         | `A`,{`id`:`26`,`name`:`B`}
            <id>26</id><name>A</name><name>B</name>         | {`id`:`26`,`name`:`A`},`B`
            <id>26</id><name>A</name><id>27</id>            | {`id`:`26`,`name`:`A`},{`id`:`27`}
            <id>26</id><name id='26'>A</name><name>B</name> | {`id`:`26`,`name`:`A`},`B`
            <id>26</id><name id='27'>A</name><name>B</name> | {`id`:`27`,`name`:`A`},`B`,{`id`:`26`}
            <name id='26'>A</name><id>26</id><name>B</name> | {`id`:`26`,`name`:`A`},`B`
            <id>26</id><name/><id/><name>B</name>           | {`id`:`26`},`B`
            <id>26</id><name id=''>A</name>                 | {`id`:`26`,`name`:`A`}
            <id>26</id><x>y</x><name lang='sv'>A</name>     | {`x`:`y`},{`id`:`26`,`lang`:`sv`,`name`:`A`}
            <id x='y'>26</id><name>A</name>                 | {`id`:{`name`:`26`,`x`:`y`},`name`:`A`}
            """)
    void whatever_ids_and_names_of_members_are_mixed_none_is_lost(String members, String items) throws Exception {
        assertThat(artist("<members>" + members + "</members>")).isEqualTo("{`id`:`1`,`members`:[" + items + "]}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            <release id='1' type='album' sha256='x'/>               | {`@sha256`:`x`,`@type`:`album`,`id`:`1`}
            <release id='1'><type>album</type><type>EP</type></release> | {`@type`:[`album`,`EP`],`id`:`1`}
            <release id='1'><type lang='en'>album</type></release>  | {`@type`:{`lang`:`en`,`name`:`album`},`id`:`1`}
            <release id='1'><x type='y'/></release>                 | {`id`:`1`,`x`:{`type`:`y`}}
            <release id='1'><master_id type='y'>5</master_id></release> | {`@type`:`y`,`id`:`1`,`master_id`:`5`}
            <release><id type='y'>1</id></release>                  | {`id`:`1`,`id_type`:`y`}
            """)
    void a_records_own_type_or_sha256_is_not_that_of_the_envelope(String xml, String json) throws Exception {
        assertThat(record(DataType.RELEASES, xml)).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            <release id='1'><id>1</id></release>                    | {`id`:`1`}
            <release><id>1</id><id>1</id></release>                 | {`id`:`1`}
            <release id='1'><id/></release>                         | {`id`:`1`}
            <release id=''><id>1</id></release>                     | {`id`:`1`}
            <release><id lang='en'>1</id></release>                 | {`id`:`1`,`id_lang`:`en`}
            <release id='1'><id a='x'>1</id><id a='y'/></release>   | {`id`:`1`,`id_a`:[`x`,`y`]}
            <release><id>1<b>x</b><genres><genre>y</genre></genres></id></release> | {`id`:`1`,`id_b`:`x`,`id_genres`:[`y`]}
            """)
    void an_id_is_one_id_however_often_it_is_said_and_whatever_stands_in_its_element(String xml, String json)
            throws Exception {
        assertThat(record(DataType.RELEASES, xml)).isEqualTo(json);
    }

    @Test
    void nothing_in_a_master_id_is_taken_for_a_field_of_the_record() throws Exception {
        assertThat(release("<title>A</title><master_id id='7' lang='en'>5<title>B</title></master_id>"))
                .isEqualTo(
                        "{`id`:`1`,`lang`:`en`,`master_id`:`5`,`master_id@id`:`7`,`master_id@title`:`B`,`title`:`A`}");
    }

    @Test
    void empty_values_are_left_out_at_every_depth() throws Exception {
        assertThat(release("<title/><notes></notes><companies/><images>  </images><labels><label id=''/></labels>"
                        + "<tracklist><track><title/><artists><artist><anv/></artist></artists></track></tracklist>"))
                .isEqualTo("{`id`:`1`}");
    }

    @Test
    void an_unknown_element_is_kept() throws Exception {
        assertThat(release("<mood>calm</mood><rating><count>2</count><average by='x'>4.5</average></rating>"))
                .isEqualTo("{`id`:`1`,`mood`:`calm`,`rating`:{`average`:{`by`:`x`,`name`:`4.5`},`count`:`2`}}");
    }

    @Test
    void a_repeated_name_becomes_an_array_of_its_values() throws Exception {
        assertThat(release("<notes>a</notes><notes/><notes>b</notes><x y='1'><y>2</y></x>"))
                .isEqualTo("{`id`:`1`,`notes`:[`a`,`b`],`x`:{`y`:[`1`,`2`]}}");
    }

    @Test
    void repeated_wrappers_are_joined_in_one_array() throws Exception {
        assertThat(release("<genres><genre>a</genre></genres><genres><genre>b</genre><genre>c</genre></genres>"))
                .isEqualTo("{`genres`:[`a`,`b`,`c`],`id`:`1`}");
    }

    @Test
    void text_beside_child_elements_is_kept_as_the_name() throws Exception {
        assertThat(release("<x>one <b>2</b> three<c/>\n</x>"))
                .isEqualTo("{`id`:`1`,`x`:{`b`:`2`,`name`:`one  three`}}");
    }

    @Test
    void whatever_a_wrapper_contains_besides_its_items_is_kept() throws Exception {
        assertThat(release("<labels total='2'>text<label id='3'/><other>x</other></labels>"))
                .isEqualTo("{`id`:`1`,`labels`:[`text`,{`id`:`3`},{`other`:`x`}],`labels@total`:`2`}");
    }

    @Test
    void an_element_with_empty_attributes_is_still_an_object() throws Exception {
        assertThat(artist("<aliases><name id=''>A</name></aliases>")).isEqualTo("{`aliases`:[{`name`:`A`}],`id`:`1`}");
    }

    @Test
    void the_id_is_a_field_whether_it_is_an_element_or_an_attribute() throws Exception {
        assertThat(record(DataType.MASTERS, "<master id='7'><year>2002</year></master>"))
                .isEqualTo("{`id`:`7`,`year`:`2002`}");
        assertThat(record(DataType.ARTISTS, "<artist><name>N</name><id>7</id></artist>"))
                .isEqualTo("{`id`:`7`,`name`:`N`}");
    }

    @Test
    void only_what_json_must_escape_is_escaped() throws Exception {
        assertThat(release("<title>&quot;\\/&#13;\n\t'&lt;&amp;\u007f Яд 東京 🎹 \u2028</title>"))
                .isEqualTo("{`id`:`1`,`title`:`\\\"\\\\/\\r\\n\\t'<&\u007f Яд 東京 🎹 \u2028`}");
    }

    @Test
    void text_is_joined_across_references_comments_and_cdata() throws Exception {
        assertThat(release("<title>a&#228;<!-- x -->b<![CDATA[<c>]]>&amp;</title>"))
                .isEqualTo("{`id`:`1`,`title`:`aäb<c>&`}");
    }

    @Test
    void the_hash_is_computed_from_the_canonical_json() throws Exception {
        var record = TestDumpFiles.read(
                        new TestDumpFiles(folder).file(DataType.RELEASES, "<releases><release id='1'/></releases>"))
                .get(0);
        var digest = MessageDigest.getInstance("SHA-256").digest("{\"id\":\"1\"}".getBytes(UTF_8));
        assertThat(record.sha256()).isEqualTo(HexFormat.of().formatHex(digest)).matches("[0-9a-f]{64}");
    }

    @Test
    void tracks_whose_32_bit_hashes_collide_differ() throws Exception {
        var file = new TestDumpFiles(folder)
                .file(
                        DataType.RELEASES,
                        "<releases><release id='1'><tracklist><track><position>6</position><title>Яд</title></track>"
                                + "</tracklist></release><release id='1'><tracklist><track><position>7</position>"
                                + "<title>Ад</title></track></tracklist></release></releases>");
        assertThat(TestDumpFiles.read(file)).extracting(DumpRecord::sha256).doesNotHaveDuplicates();
    }

    private String release(String content) throws Exception {
        return record(DataType.RELEASES, "<release id='1'>" + content + "</release>");
    }

    private String artist(String content) throws Exception {
        return record(DataType.ARTISTS, "<artist><id>1</id>" + content + "</artist>");
    }

    /** The canonical JSON of a file's only record, with back-ticks in place of unescaped quotes. */
    private String record(DataType type, String xml) throws Exception {
        var file = new TestDumpFiles(folder).file(type, "<" + type + ">\n" + xml + "\n</" + type + ">\n");
        assertThat(ReaderComparison.compare(file))
                .as("the reference reader agrees")
                .isEqualTo(1);
        return new String(TestDumpFiles.read(file).get(0).canonicalJson(), UTF_8).replaceAll("(?<!\\\\)\"", "`");
    }
}
