package org.discogsography.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.discogsography.dump.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GraphRecordTest {

    @Test
    void a_release_becomes_properties_and_sorted_distinct_references() {
        GraphRecord release = read(DataType.RELEASES, """
                {"type":"data","id":"1","sha256":"abc","title":"Stockholm","country":"Sweden","released":"1999-03-00",
                 "artists":[{"id":"9","name":"B"},{"id":"10","name":"A"},{"id":"9","name":"B"},{"name":"nobody"}],
                 "labels":[{"id":"5","name":"Svek","catno":"SK032"},{"id":"5","name":"Svek","catno":"SK031"},
                           {"id":"5","catno":"SK032"},{"id":"4"},{"name":"Not On Label"}],
                 "formats":[{"name":"Vinyl","qty":"2","descriptions":["12"]},{"name":"CD"},{"name":"Vinyl"}],
                 "genres":["Rock","Pop"],"styles":["Punk"],"master_id":"7","is_main_release":"true",
                 "tracklist":[{"title":"x","artists":[{"id":"77"}],"sub_tracks":[{"title":"y"}]}]}
                """);
        assertThat(release.row())
                .isEqualTo(Map.of(
                        "id", "1",
                        "sha256", "hash",
                        "version", "20260801",
                        "properties",
                                Map.of(
                                        "id", "1",
                                        "sha256", "hash",
                                        "version", "20260801",
                                        "title", "Stockholm",
                                        "country", "Sweden",
                                        "year", 1999,
                                        "formats", List.of("Vinyl", "CD")),
                        "artists", List.of("10", "9"),
                        "labels",
                                List.of(
                                        Map.of("id", "4", "catnos", List.of()),
                                        Map.of("id", "5", "catnos", List.of("SK032", "SK031"))),
                        "masters", List.of("7"),
                        "genres", List.of("Pop", "Rock"),
                        "styles", List.of("Punk")));
    }

    @Test
    void an_artist_refers_to_its_aliases_groups_and_members() {
        GraphRecord artist = read(DataType.ARTISTS, """
                {"id":"1","name":"A","aliases":[{"id":"2","name":"B"}],"groups":[{"id":"3"}],"members":[{"id":"4"}]}
                """);
        assertThat(artist.row())
                .containsEntry("aliases", List.of("2"))
                .containsEntry("groups", List.of("3"))
                .containsEntry("members", List.of("4"));
    }

    @Test
    void a_label_refers_to_its_parent_and_sublabels() {
        GraphRecord label = read(
                DataType.LABELS,
                "{\"id\":\"1\",\"parentLabel\":{\"id\":\"2\",\"name\":\"P\"},\"sublabels\":[{\"id\":\"3\"}]}");
        assertThat(label.row()).containsEntry("parents", List.of("2")).containsEntry("sublabels", List.of("3"));
        assertThat(label.row().get("properties")).isEqualTo(Map.of("id", "1", "sha256", "hash", "version", "20260801"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-,1999-03-00,1999",
                "1998,1999-03-00,1998",
                "0,1999,1999",
                "1859,1859,-",
                "1860,-,1860",
                "-,199,-",
                "-,junk,-",
                "-,19990,1999",
                "19999,-,-",
                "junk,1999-03-00,1999",
                "1859,1999,1999",
                "199\u0669,1999,1999",
                "-,\u0661\u0669\u0669\u0669,-",
                "\uff11\uff19\uff19\uff19,-,-",
                "-,9999-01-01,-",
                "-,-,-"
            })
    void the_year_comes_from_the_first_plausible_field(String year, String released, Integer expected) {
        Object found =
                ReleaseYear.of(year, released).stream().boxed().findFirst().orElse(null);
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void next_year_is_plausible_and_the_year_after_is_not() {
        int next = Year.now(ZoneOffset.UTC).getValue() + 1;
        assertThat(ReleaseYear.of(String.valueOf(next), null)).hasValue(next);
        assertThat(ReleaseYear.of(String.valueOf(next + 1), null)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", quoteCharacter = '`', textBlock = """
            "X"                                          | X
            {"lang":"en","name":"X"}                     | X
            ["X","Y"]                                    | Y
            ["X",{"lang":"en","name":"Y"}]               | Y
            ["X",{"lang":"en"}]                          | X
            {"name":["en","X"]}                          | X
            {"name":{"lang":"en","name":"X"}}            | X
            [["X"],[]]                                   | X
            7                                            | 7
            {"lang":"en"}                                | -
            []                                           | -
            [null,{},""]                                 | -
            null                                         | -
            """)
    void a_text_is_found_in_whatever_shape_it_has(String title, String expected) {
        var release = read(DataType.RELEASES, "{\"id\":\"1\",\"title\":" + title + ",\"country\":\"Sweden\"}");
        var properties = (Map<?, ?>) release.row().get("properties");
        assertThat(properties.get("title")).isEqualTo(expected);
        assertThat(properties.get("country")).isEqualTo("Sweden");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [{"id":"2"},{"id":"3"}]                      | 2,3
            {"id":"2"}                                   | 2
            [{"id":{"type":"x","name":"2"}}]             | 2
            [{"id":["9","2"]}]                           | 2
            [{"id":2},{"id":"3"}]                        | 2,3
            ["text",{"id":"2"},null,7,[],[[{"id":"3"}]]] | 2,3
            [{"id":"0"},{"id":"2"},{"id":{"name":"0"}}]  | 2
            [{"id":{"type":"x"}},{"id":[]},{"name":"A"}] | ``
            "text"                                       | ``
            null                                         | ``
            """)
    void a_reference_that_cannot_be_read_makes_no_edge_and_the_others_do(String artists, String expected) {
        var release = read(DataType.RELEASES, "{\"id\":\"1\",\"artists\":" + artists + ",\"genres\":[\"Rock\"]}");
        assertThat(release.row())
                .containsEntry("artists", expected.isEmpty() ? List.of() : List.of(expected.split(",")))
                .containsEntry("genres", List.of("Rock"));
    }

    /** Neo4j refuses the whole record for an index key of more than some 8,100 bytes. */
    @ParameterizedTest
    @CsvSource({"x, 8000, true", "x, 8001, false", "\u00e9, 4000, true", "\u00e9, 4001, false"})
    void a_reference_too_long_for_an_index_makes_no_edge_and_the_others_do(String letter, int times, boolean edge) {
        String key = letter.repeat(times);
        GraphRecord release = read(DataType.RELEASES, """
                {"id":"1","artists":[{"id":"~"},{"id":"2"}],"labels":[{"id":"~"}],"master_id":"~","genres":["~"],"styles":["~"]}""".replace("~", key));
        List<String> keys = edge ? List.of(key) : List.of();
        assertThat(release.row())
                .containsEntry("artists", edge ? List.of("2", key) : List.of("2"))
                .containsEntry("masters", keys)
                .containsEntry("genres", keys)
                .containsEntry("styles", keys)
                .extracting("labels", InstanceOfAssertFactories.LIST)
                .hasSize(keys.size());
    }

    @Test
    void an_id_of_0_refers_to_nothing_whatever_it_is_the_id_of() {
        GraphRecord release = read(DataType.RELEASES, """
                {"id":"1","artists":[{"id":"0","name":"A"}],"labels":[{"id":"0","catno":"x"}],"master_id":"0"}""");
        assertThat(release.row())
                .containsEntry("artists", List.of())
                .containsEntry("labels", List.of())
                .containsEntry("masters", List.of());
        assertThat(read(DataType.LABELS, "{\"id\":\"1\",\"parentLabel\":{\"id\":\"0\"}}")
                        .row())
                .containsEntry("parents", List.of());
    }

    @Test
    void of_several_parents_or_masters_the_last_one_counts() {
        assertThat(read(DataType.LABELS, "{\"id\":\"1\",\"parentLabel\":[{\"id\":\"2\"},{\"id\":\"3\"},\"no id\"]}")
                        .row())
                .containsEntry("parents", List.of("3"));
        assertThat(read(DataType.RELEASES, "{\"id\":\"1\",\"master_id\":[\"2\",{\"x\":\"y\",\"name\":\"3\"}]}")
                        .row())
                .containsEntry("masters", List.of("3"));
    }

    @Test
    void genres_styles_formats_and_catalogue_numbers_are_read_in_whatever_shape_they_have() {
        GraphRecord release = read(DataType.RELEASES, """
                {"id":"1","genres":[{"id":"3","name":"Rock"},"Pop",{"mood":"calm"}],"styles":"Punk",
                 "formats":[{"name":["x","CD"]},{"qty":"1"},{"name":{"lang":"en","name":"Vinyl"}}],
                 "labels":[{"id":"5","catno":{"type":"x","name":"A"}},{"id":"5","catno":["B","C"]}],
                 "year":{"precision":"year","name":"?"},"released":{"precision":"year","name":"1999"}}""");
        assertThat(release.row())
                .containsEntry("genres", List.of("Pop", "Rock"))
                .containsEntry("styles", List.of("Punk"))
                .containsEntry("labels", List.of(Map.of("id", "5", "catnos", List.of("A", "C"))));
        assertThat((Map<?, ?>) release.row().get("properties"))
                .extracting("formats", "year")
                .containsExactly(List.of("CD", "Vinyl"), 1999);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "{\"id\":", "{\"id\":\"1\",\"artists\":[{\"id\":\"2\"", "\u0000"})
    void malformed_json_is_refused(String json) {
        assertThatThrownBy(() -> read(DataType.RELEASES, json)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nulls_and_references_by_name_alone_are_ignored() {
        GraphRecord release = read(
                DataType.RELEASES, "{\"id\":\"1\",\"title\":null,\"artists\":[\"A\",null],\"labels\":[null,\"L\"]}");
        assertThat(release.row()).containsEntry("artists", List.of()).containsEntry("labels", List.of());
    }

    @Test
    void parameters_are_sorted_and_keep_the_newest_record_of_each_id() {
        GraphRecord old = GraphRecord.of(DataType.LABELS, "2", "a", "20260701", bytes("{}"));
        GraphRecord changed = GraphRecord.of(DataType.LABELS, "2", "b", "20260801", bytes("{}"));
        GraphRecord other = GraphRecord.of(DataType.LABELS, "10", "c", null, bytes("{}"));
        assertThat(GraphRecord.parameters(List.of(changed, old, other)))
                .isEqualTo(Map.of("given", Map.of("records", List.of(other.row(), changed.row()))));
    }

    private static GraphRecord read(DataType type, String json) {
        return GraphRecord.of(type, "1", "hash", "20260801", bytes(json));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
