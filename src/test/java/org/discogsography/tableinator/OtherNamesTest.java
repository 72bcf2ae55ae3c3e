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
    void what_is_no_list_is_a_list_of_one_and_a_text_alone_is_a_name() {
        assertThat(of("{'artists':{'name':'A'},'namevariations':'B','realname':'C','parentLabel':'D'}"))
                .isEqualTo(new OtherNames(List.of("A"), List.of("B"), "C", "D"));
        assertThat(of("{'artists':'A'}").artists()).containsExactly("A");
    }

    @Test
    void an_object_has_a_text_as_its_name_and_of_several_the_last_one_counts() {
        assertThat(of("{'artists':[{'name':{'name':'A','lang':'en'}},{'name':['B','C']},[{'name':'D'},{'name':'E'}]],"
                        + "'namevariations':[{'name':'F','lang':'en'},['G',['H',null]],'I'],"
                        + "'realname':{'name':'J','lang':'en'},'parentLabel':{'id':'1','name':['K',{'name':'L'}]}}"))
                .isEqualTo(new OtherNames(List.of("A", "C", "E"), List.of("F", "H", "I"), "J", "L"));
        assertThat(of("{'realname':['M','N'],'parentLabel':[{'name':'O'},{'name':'P'}]}"))
                .isEqualTo(new OtherNames(List.of(), List.of(), "N", "P"));
    }

    @Test
    void numbers_are_texts_and_what_has_no_name_is_left_out() {
        assertThat(
                        of(
                                "{'artists':[{'name':7},{'name':true}],'namevariations':[1.5],'realname':311,'parentLabel':{'name':4}}"))
                .isEqualTo(new OtherNames(List.of("7", "true"), List.of("1.5"), "311", "4"));
        assertThat(of("{'artists':[null,{'name':{'x':'y'}},{'id':'1'},[],''],'namevariations':[{'x':1},null,'V'],"
                        + "'realname':{'x':1},'parentLabel':{'id':'1'}}"))
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
