package org.discogsography.broker.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.discogsography.expected.ExpectedRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of messages, good and bad. */
class MessageReaderTest {

    private static final String HASH = "0123456789abcdef".repeat(4);

    private final MessageReader reader = new MessageReader();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"type":"data","sha256":"HASH","id":"1","name":"A"}                 | {"id":"1","name":"A"}
            {"id":"1","name":"A","type":"data","sha256":"HASH"}                 | {"id":"1","name":"A"}
            {"sha256":"HASH","id":"1","type":"data","name":"A"}                 | {"id":"1","name":"A"}
            {"name":"A","type":"data","urls":["a"],"sha256":"HASH","id":"1"}    | {"id":"1","name":"A","urls":["a"]}
            {"type":"data","id":"1","sha256":"HASH"}                            | {"id":"1"}
            {"id":"1","a":{"type":"x","sha256":["y"],"id":2},"type":"data","sha256":"HASH"} | {"a":{"id":2,"sha256":["y"],"type":"x"},"id":"1"}
            {"id":"1","n":[[],{},0,-1.5e3,null,true],"sha256":"HASH","type":"data"} | {"id":"1","n":[[],{},0,-1.5e3,null,true]}
            {"type":"data","sha256":"HASH","id":"1","name":"Яд 中 😀"}            | {"id":"1","name":"Яд 中 😀"}
            {"Яд":"😀","type":"data","sha256":"HASH","id":"1"}                   | {"id":"1","Яд":"😀"}
            {"type":"data","sha256":"HASH","id":"1","name":"\\"},{\\u0000\\/\\\\"} | {"id":"1","name":"\\"},{\\u0000/\\\\"}
            {"\\u0074ype":"data","sha256":"HASH","id":"1"}                      | {"id":"1"}
            {"@type":"album","@sha256":"x","type":"data","sha256":"HASH","id":"1"} | {"@sha256":"x","@type":"album","id":"1"}
            """)
    void the_envelope_is_cut_out_wherever_it_stands_and_the_rest_is_the_record_that_was_hashed(
            String body, String record) throws Exception {
        String hash = ExpectedRecords.sha256(record);

        var data = (Message.Data) reader.read(body.replace("HASH", hash).getBytes(UTF_8), "20260801");

        assertThat(data.json()).asString(UTF_8).isEqualTo(record);
        assertThat(data.id()).isEqualTo("1");
        assertThat(data.sha256()).isEqualTo(hash);
        assertThat(data.version()).isEqualTo("20260801");
    }

    /** White space is not what the extractor writes, so that the JSON parser reads the body. */
    @Test
    void a_record_as_the_extractor_writes_it_is_read_as_by_the_parser_whatever_is_changed_in_it() throws Exception {
        var random = new Random(20260801);
        String record = """
                {"aliases":[{"id":"2","name":"\\"Яд\\"\\u00e4"}],"groups":[[],{}],"id":"1","name":"A 中 😀\\\\ ,","urls":["more than eight"]}""".strip();
        int asWritten = 0;
        for (int i = 0; i < 20_000; i++) {
            var changed = new StringBuilder(record);
            for (int change = i % 3; change > 0; change--) {
                int at = 1 + random.nextInt(changed.length() - 1);
                changed.replace(
                        at,
                        at + random.nextInt(3),
                        String.valueOf("\"\\:,{}[]iu01. \n\u001f\u0000я".charAt(random.nextInt(18))));
            }
            String body = "{\"type\":\"data\",\"sha256\":\"" + ExpectedRecords.sha256(changed.toString()) + "\","
                    + changed.substring(1);
            if (PublishedRecord.read(body.getBytes(UTF_8)) != null) {
                asWritten++;
                var read = (Message.Data) reader.read(body.getBytes(UTF_8), "20260801");
                var parsed = (Message.Data) reader.read((body + " ").getBytes(UTF_8), "20260801");
                if (!read.id().equals(parsed.id()) || !Arrays.equals(read.json(), parsed.json())) {
                    assertThat(read).as(body).isEqualTo(parsed);
                }
            }
        }
        assertThat(asWritten).isBetween(10_000, 16_000);
    }

    /** Texts are read by eight bytes. What ends one may be at any place of these eight, and the text may end with the body. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a line feed                | 0a       | false
            the last control character | 1f       | false
            a zero                     | 00       | false
            a quote                    | 22       | false
            two quotes                 | 2222     | false
            a backslash                | 5c       | false
            an unknown escape          | 5c78     | false
            a third backslash          | 5c5c5c   | false
            three hex digits           | 5c75303061   | false
            a letter in hex digits     | 5c7530306730 | false
            an escaped quote           | 5c22     | true
            an escaped backslash       | 5c5c     | true
            both                       | 5c5c5c22 | true
            an escaped line feed       | 5c6e     | true
            four hex digits            | 5c7530306539 | true
            a space                    | 20       | true
            neighbours in ASCII        | 21235b5d | true
            the last of ASCII          | 7f       | true
            two bytes                  | c3a9     | true
            three bytes                | e4b8ad   | true
            four bytes                 | f09f9880 | true
            """)
    void what_ends_a_text_is_found_wherever_it_stands(String what, String hex, boolean isText) throws Exception {
        for (int before = 0; before < 17; before++) {
            for (int after = 0; after < 17; after++) {
                var record = new ByteArrayOutputStream();
                record.write(("{\"id\":\"1\",\"n\":\"" + "x".repeat(before)).getBytes(UTF_8));
                record.write(HexFormat.of().parseHex(hex));
                record.write(("y".repeat(after) + "\"}").getBytes(UTF_8));
                String json = record.toString(UTF_8);
                byte[] body = ("{\"type\":\"data\",\"sha256\":\"" + ExpectedRecords.sha256(json) + "\","
                                + json.substring(1))
                        .getBytes(UTF_8);

                assertThat(PublishedRecord.read(body) != null)
                        .as("%s between %d and %d characters", what, before, after)
                        .isEqualTo(isText);
                if (isText) {
                    assertThat(((Message.Data) reader.read(body, null)).json()).isEqualTo(json.getBytes(UTF_8));
                } else {
                    assertThatThrownBy(() -> reader.read(body, null)).isInstanceOf(MalformedMessageException.class);
                }
            }
        }
    }

    @Test
    void the_body_of_a_record_stays_as_it_came() throws Exception {
        String record = "{\"id\":\"1\",\"name\":\"A\"}";
        byte[] body = ("{\"type\":\"data\",\"sha256\":\"" + ExpectedRecords.sha256(record) + "\","
                        + record.substring(1))
                .getBytes(UTF_8);
        byte[] asItCame = body.clone();

        var data = (Message.Data) reader.read(body, null);

        assertThat(data.json()).asString(UTF_8).isEqualTo(record);
        assertThat(data.json()).asString(UTF_8).isEqualTo(record);
        assertThat(data.body()).isSameAs(body).isEqualTo(asItCame);
    }

    @Test
    void white_space_between_fields_is_borne() throws Exception {
        String hash = ExpectedRecords.sha256("{\"id\":\"1\",\"name\":[\"A\",2]}");
        String body = " {\n \"type\" : \"data\" ,\r\n\t\"id\" : \"1\" , \"sha256\": \"" + hash
                + "\" , \"name\" : [ \"A\" ,\n2 ] } \n";

        var data = (Message.Data) reader.read(body.getBytes(UTF_8), "20260801");

        assertThat(data.json()).asString(UTF_8).isEqualTo("{\"id\":\"1\",\"name\":[\"A\",2]}");
        assertThat(data.sha256()).isEqualTo(hash);
    }

    @Test
    void an_id_is_read_with_its_escapes_undone() throws Exception {
        var data = (Message.Data)
                reader.read("{\"type\":\"data\",\"id\":\"\\u0031\\n\",\"sha256\":null}".getBytes(UTF_8), null);

        assertThat(data.id()).isEqualTo("1\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"data\",\"sha256\":\"HASH\",\"id\":\"1\",\"name\":\"B\"}",
                "{\"type\":\"data\",\"sha256\":\"HASH\",\"id\":\"2\",\"name\":\"A\"}",
                "{\"type\":\"data\",\"sha256\":\"HASH\",\"id\":\"1\",\"name\":\"A\",\"x\":\"y\"}"
            })
    void a_record_under_the_hash_of_another_is_refused(String body) {
        String hash = ExpectedRecords.sha256("{\"id\":\"1\",\"name\":\"A\"}");

        assertThatThrownBy(() -> reader.read(body.replace("HASH", hash).getBytes(UTF_8), null))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageStartingWith("sha256 is " + hash + ", but that of record ");
    }

    @Test
    void texts_and_names_may_be_longer_than_20_million_characters() throws Exception {
        String record =
                "{\"id\":\"1\",\"name\":\"" + "x".repeat(20_000_001) + "\",\"" + "y".repeat(60_000) + "\":\"z\"}";
        String body = "{\"sha256\":\"" + ExpectedRecords.sha256(record) + "\",\"type\":\"data\"," + record.substring(1);

        assertThat(((Message.Data) reader.read(body.getBytes(UTF_8), null)).json())
                .isEqualTo(record.getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "newest", "2026-08-01", "202608011", "20260801-", "２０２６０８０１"})
    void a_record_of_a_version_that_is_no_date_of_a_dump_is_malformed(String version) {
        assertThatThrownBy(() -> reader.read("{\"type\":\"data\",\"id\":\"1\"}".getBytes(UTF_8), version))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("the version is not the date of a dump");
    }

    @Test
    void a_message_without_a_version_is_older_than_any_dump() throws Exception {
        var data = (Message.Data) reader.read("{\"type\":\"data\",\"id\":\"1\"}".getBytes(UTF_8), null);

        assertThat(data.version()).isLessThan("00000000");
    }

    @Test
    void a_missing_hash_is_that_of_the_record_whatever_its_order_and_white_space() throws Exception {
        var one = (Message.Data)
                reader.read("{\"type\":\"data\",\"b\":{\"d\":\"1\",\"c\":\"Яд\"},\"id\":\"1\"}".getBytes(UTF_8), null);
        var two = (Message.Data) reader.read(
                "{\"id\": \"1\", \"b\": {\"c\":\"\\u042f\\u0434\", \"d\":\"1\"}, \"sha256\": null, \"type\":\"data\"}"
                        .getBytes(UTF_8),
                null);

        // printf '{"b":{"c":"Яд","d":"1"},"id":"1"}' | sha256sum
        assertThat(one.sha256())
                .isEqualTo("5e8d87b51a5d39a1d13048b37fa408fcdfc14329e4aa90f7a52015c64de87c6b")
                .isEqualTo(two.sha256());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            hello                                           | not JSON
            ``                                              | not a JSON object
            {"type":"data","id":"1"                         | not JSON
            {"type":"data","id":"1","name":"A               | not JSON
            {"type":"data","id":"1","urls":[1,2}            | not JSON
            {"type":"data","id":"1",}                       | not JSON
            {"type":"data","id":"1"}}                       | not JSON
            {"type":"data","id":"1"} {}                     | something follows
            {"type":"data","id":"1"} x                      | not JSON
            [{"type":"data","id":"1"}]                      | not a JSON object
            "data"                                          | not a JSON object
            null                                            | not a JSON object
            {"type":"data","id":"1","id":"1"}               | more than one id
            {"type":"data"}                                 | no id
            {"type":"data","id":null}                       | no id
            {"type":"data","id":""}                         | no id
            {"type":"data","id":1}                          | no id
            {"type":"data","id":{"id":"1"}}                 | no id
            {"id":"1"}                                      | no type
            {"type":null,"id":"1"}                          | no type
            {"type":1,"id":"1"}                             | no type
            {"type":"record","id":"1"}                      | unknown type: record
            {"type":"data","type":"data","id":"1"}          | more than one type
            {"type":"data","id":"1","sha256":""}            | sha256
            {"type":"data","id":"1","sha256":"abc"}         | sha256
            {"type":"data","id":"1","sha256":7}             | sha256
            {"type":"data","id":"1","sha256":["x"]}         | sha256
            {"type":"data","id":"1","sha256":"0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF"} | sha256
            {"type":"data","id":"1","sha256":"HASH","sha256":"HASH"} | more than one sha256
            {"type":"data","id":"1","sha256":"HASH"}        | but that of record 1 is
            {"type":"file_complete","data_type":"artists",  | not JSON
            """)
    void what_is_no_message_is_refused_with_the_reason(String body, String reason) {
        byte[] bytes = body.replace("HASH", HASH).getBytes(UTF_8);

        assertThatThrownBy(() -> reader.read(bytes, "20260801"))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UTF-16",
                "UTF-16BE",
                "UTF-16LE",
                "x-UTF-16LE-BOM",
                "UTF-32",
                "UTF-32BE",
                "UTF-32LE",
                "ISO-8859-1",
                "GB18030",
                "IBM1047"
            })
    void a_body_in_another_encoding_is_refused(String encoding) {
        byte[] record = "{\"type\":\"data\",\"id\":\"1\",\"name\":\"\u00e9\"}".getBytes(Charset.forName(encoding));
        byte[] control = "{\"type\":\"file_complete\",\"file\":\"\u00e9\"}".getBytes(Charset.forName(encoding));

        for (byte[] body : List.of(record, control)) {
            assertThatThrownBy(() -> reader.read(body, null)).isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void a_body_with_a_byte_order_mark_is_refused() {
        assertThatThrownBy(() -> reader.read("\ufeff{\"type\":\"data\",\"id\":\"1\"}".getBytes(UTF_8), null))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage("begins with a byte order mark");
    }

    @ParameterizedTest
    @CsvSource({
        "overlong, C080",
        "overlong, C1BF",
        "overlong, E09FBF",
        "overlong, F08FBFBF",
        "a surrogate, EDA080",
        "a surrogate, EDBFBF",
        "beyond Unicode, F4908080",
        "beyond Unicode, F5808080",
        "no first byte, 80",
        "no first byte, BF",
        "never in UTF-8, FF",
        "too short, C3",
        "too short, E282",
        "too short, F09F8E",
        "no second byte, C341",
        "no third byte, E28241",
        "no fourth byte, F09F8E41"
    })
    void bytes_that_are_not_utf_8_are_refused_wherever_they_stand(String why, String hex) throws Exception {
        for (int before = 0; before < 17; before++) {
            var body = new ByteArrayOutputStream();
            body.write(("{\"type\":\"data\",\"id\":\"1\",\"n\":\"" + "x".repeat(before)).getBytes(UTF_8));
            body.write(HexFormat.of().parseHex(hex));
            body.write("\"}".getBytes(UTF_8));

            assertThatThrownBy(() -> reader.read(body.toByteArray(), null))
                    .as(why)
                    .isInstanceOf(MalformedMessageException.class)
                    .hasMessage("not UTF-8");
        }
    }

    @Test
    void every_character_of_unicode_is_utf_8() throws Exception {
        for (int plane = 0; plane <= 16; plane++) {
            var text = new StringBuilder();
            for (int point = plane << 16; point < (plane + 1) << 16; point++) {
                if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
                    text.appendCodePoint(point);
                }
            }
            assertThat(Utf8.isValid(text.toString().getBytes(UTF_8))).isTrue();
        }
    }

    @Test
    void a_reason_repeats_no_more_than_a_little_of_the_message() {
        byte[] bytes = "{\"type\":\"%s\"}".formatted("x".repeat(5_000)).getBytes(UTF_8);

        assertThatThrownBy(() -> reader.read(bytes, null))
                .isInstanceOf(MalformedMessageException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    }

    @Test
    void the_end_of_a_file_is_read() throws Exception {
        Message message = reader.read("""
                {"type":"file_complete","data_type":"artists","file":"discogs_20260801_artists.xml.gz",
                "total_processed":9957079,"timestamp":"2026-08-02T00:00:00Z"}""".getBytes(UTF_8), "20260801");

        assertThat(message)
                .isEqualTo(new Message.FileComplete(
                        "artists", "discogs_20260801_artists.xml.gz", 9957079, "2026-08-02T00:00:00Z"));
    }

    /** Older records are removed if the store holds as many as it says: nothing in it is guessed. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"type":"extraction_complete"}                                                       | the version is not
            {"type":"extraction_complete","version":20260801,"record_counts":{}}                 | the version is not
            {"type":"extraction_complete","version":"newest","record_counts":{"artists":0}}      | the version is not
            {"type":"extraction_complete","version":"20260801","record_counts":{"artists":null}} | the count of artists is not
            {"type":"extraction_complete","version":"20260801","record_counts":{"artists":"1"}}  | the count of artists is not
            {"type":"extraction_complete","version":"20260801","record_counts":{"artists":1.5}}  | the count of artists is not
            {"type":"extraction_complete","version":"20260801","record_counts":{"artists":-1}}   | the count of artists is not
            {"type":"extraction_complete","version":"20260801","rejected":{"artists":1e99}}      | the count of artists is not
            """)
    void an_end_of_an_extraction_with_a_number_or_version_that_is_none_is_malformed(String body, String reason) {
        assertThatThrownBy(() -> reader.read(body.getBytes(UTF_8), "20260801"))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageStartingWith(reason);
    }

    @Test
    void the_end_of_an_extraction_is_read() throws Exception {
        Message message = reader.read("""
                {"type":"extraction_complete","version":"20260801","started_at":"2026-08-01T00:00:00Z",
                "timestamp":"2026-08-02T00:00:00Z","record_counts":{"artists":9957079,"labels":2},
                "rejected":{"labels":3},"files":{"labels":{"file":"discogs_20260801_labels.xml.gz","sha256":"ab"}}}""".getBytes(UTF_8), "20260801");

        assertThat(message)
                .isEqualTo(new Message.ExtractionComplete(
                        "20260801",
                        "2026-08-01T00:00:00Z",
                        "2026-08-02T00:00:00Z",
                        Map.of("artists", 9957079L, "labels", 2L),
                        Map.of("labels", 3L),
                        Map.of("labels", new Message.ReadFile("discogs_20260801_labels.xml.gz", "ab"))));
    }
}
