package org.discogsography.tableinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OtherNamesTest {

    private static OtherNames of(String json) {
        return OtherNames.of(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void the_names_of_artists_and_the_variations_are_read_in_their_order() {
        assertThat(
                        of(
                                "{'id':'1','artists':[{'id':'2','name':'Björk','tracks':[{'name':'x'}]},{'id':'3'},{'name':'Ηώ'}],"
                                        + "'namevariations':['B.','b'],'tracklist':[{'artists':[{'name':'not of the record'}]}]}"))
                .isEqualTo(new OtherNames(List.of("Björk", "Ηώ"), List.of("B.", "b"), null, null));
    }

    @Test
    void an_artist_has_a_real_name_and_a_label_a_parent() {
        assertThat(of("{'realname':'Jesper','parentLabel':{'id':'1','name':'Svek'}}")
                        .ownOrParents())
                .isEqualTo("Jesper");
        assertThat(of("{'parentLabel':{'id':'1','name':'Svek'}}").ownOrParents())
                .isEqualTo("Svek");
        assertThat(of("{}").ownOrParents()).isNull();
    }

    @Test
    void other_shapes_are_left_out_and_what_is_no_list_is_a_list_of_one() {
        assertThat(of("{'artists':{'name':'A'},'namevariations':'B','realname':['C'],'parentLabel':'D'}"))
                .isEqualTo(new OtherNames(List.of("A"), List.of("B"), null, null));
        assertThat(of("{'artists':['A',null,7,{'name':{'x':'y'}}],'namevariations':[{'x':1},null,'V']}"))
                .isEqualTo(new OtherNames(List.of(), List.of("V"), null, null));
    }

    @Test
    void of_many_variations_the_first_fifty_count() {
        String many = IntStream.range(0, 60).mapToObj(i -> "'v" + i + "'").collect(Collectors.joining(","));
        assertThat(of("{'namevariations':[" + many + "]}").variations())
                .hasSize(50)
                .endsWith("v49");
    }

    @Test
    void what_is_not_json_is_refused() {
        assertThatThrownBy(() -> of("{'artists':[")).isInstanceOf(IllegalArgumentException.class);
    }
}
