package org.discogsography.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names, and what people type to find them, in words. */
class SearchTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Björk                | bjork",
                "BJÖRK                | bjork",
                "Sigur Rós            | sigurros",
                "Mötley Crüe (2)      | motleycrue",
                "AC/DC                | acdc",
                "ac dc                | acdc",
                "Guns N' Roses        | gunsnroses",
                "Ηώ                   | ηω",
                "ΟΔΟΣ                 | οδοσ",
                "Кино                 | кино",
                "!!!                  | !!!",
                "!!! (3)              | !!!",
                "(2)                  | 2",
                "Nirvana  (12345)     | nirvana",
                "Nirvana (123456)     | nirvana123456",
                "Nirvana (2) (Live)   | nirvana2live",
                "Nirvana(2)           | nirvana2",
                "Nirvana ()           | nirvana",
                "Łona                 | lona",
                "Blümchen ﬁ           | blumchenfi",
                "İstanbul             | istanbul",
                "椎名林檎             | 椎名林檎",
                "ガガ                 | ガガ",
                "हिन्दी                | हिन्दी",
                "한국                 | 한국",
                "M¦A¦R¦R¦S            | marrs"
            })
    void names_that_are_the_same_for_a_reader_have_the_same_key(String name, String key) {
        assertThat(SearchText.of(name.replace('¦', '|')).key()).isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "The The; the",
                "AC/DC; ac dc acdc",
                "Don't Stop; don t dont stop",
                "Simon & Garfunkel; simon garfunkel",
                "椎名林檎; 椎名 名林 林檎",
                "椎; 椎",
                "!!! !; !!!!",
                "' \\ '; '\\'"
            })
    void a_name_is_found_by_its_words_and_by_those_that_another_may_write_as_one(String name, String lexemes) {
        assertThat(String.join(" ", SearchText.of(name).lexemes())).isEqualTo(lexemes);
    }

    @Test
    void nothing_is_no_text_and_a_long_one_is_cut() {
        for (String nothing : List.of("", " ", "\u00A0\u3000", "\u0000", "\u0301", "\u0007")) {
            assertThat(SearchText.of(nothing).isEmpty()).as(nothing).isTrue();
        }
        var text = SearchText.of("😀".repeat(3_000) + " " + "wörd ".repeat(10_000));
        assertThat(text.lexemes()).hasSizeLessThan(100).allMatch(word -> !word.isEmpty() && word.length() <= 64);
        assertThat(text.key()).hasSizeLessThanOrEqualTo(256);
    }

    @Test
    void what_somebody_types_is_no_syntax() {
        assertThat(WordQuery.exact(SearchText.of("'); drop table x --"))).isEqualTo("('drop') & ('table') & ('x')");
        assertThat(WordQuery.exact(SearchText.of("a:* & !b | (c <-> d)"))).isEqualTo("('a') & ('b') & ('c') & ('d')");
        assertThat(WordQuery.exact(SearchText.of("'\\ | '"))).isEqualTo("('''\\\\|''')");
        assertThat(WordQuery.exact(SearchText.of("AC/DC"))).isEqualTo("(('ac' & 'dc') | 'acdc')");
        assertThat(WordQuery.exact(SearchText.of("simon and garfunkel"))).isEqualTo("('simon') & ('garfunkel')");
        assertThat(WordQuery.exact(SearchText.of("and"))).isEqualTo("('and')");
        var similar = Map.of("beatels", List.of("beatles"));
        assertThat(WordQuery.typed(SearchText.of("beatels live"), similar, Map.of()))
                .isEqualTo("(('beatels' | 'beatles')) & ('live':*)");
        assertThat(WordQuery.typed(SearchText.of("beatels live"), similar, Map.of("live", List.of("live", "liver"))))
                .isEqualTo("(('beatels' | 'beatles')) & (('live' | 'liver'))");
        assertThat(WordQuery.typed(SearchText.of("live AC/DC"), Map.of(), Map.of("dc", List.of("dc", "dcc"))))
                .isEqualTo("('live') & (('ac':* & ('dc' | 'dcc')) | 'acdc':*)");
        assertThat(WordQuery.unfinished(SearchText.of("live AC/DC"))).containsExactly("ac", "dc", "acdc");
        assertThat(WordQuery.unfinished(SearchText.of("live and"))).containsExactly("live");
        assertThat(WordQuery.beginnings(SearchText.of("bea th"))).isEqualTo("('bea':*) & ('th':*)");
    }

    @ParameterizedTest
    @CsvSource({
        "beatels, beatles, 1",
        "metalica, metallica, 1",
        "metalicca, metallica, 2",
        "zepplin, zeppelin, 1",
        "кинр, кино, 1",
        "abcd, abcd, 0",
        "abcd, wxyz, 4"
    })
    void a_mistake_is_a_letter_wrong_missing_too_many_or_two_in_the_wrong_order(
            String typed, String meant, int mistakes) {
        assertThat(Mistakes.between(typed, meant)).isEqualTo(mistakes);
        assertThat(Mistakes.near(typed).contains(meant)).isEqualTo(mistakes == 1);
    }

    @Test
    void two_letters_that_are_not_neighbours_may_be_in_the_wrong_order_in_a_word_with_two_mistakes() {
        assertThat(Mistakes.swapped("emporer"))
                .contains("emperor")
                .doesNotContain("emporer", "meporer")
                .allSatisfy(
                        word -> assertThat(Mistakes.between("emporer", word)).isEqualTo(2));
        assertThat(Mistakes.swapped("bjorkx")).isEmpty();
        assertThat(Mistakes.swapped("abcdefghijklmnopqrstuvwx")).hasSizeLessThan(300);
    }

    @Test
    void a_short_word_and_a_very_long_one_have_no_mistakes() {
        assertThat(Mistakes.near("the")).isEmpty();
        assertThat(Mistakes.near("x".repeat(25))).isEmpty();
        assertThat(Mistakes.near("x".repeat(24))).hasSizeLessThan(2_000);
    }

    @Test
    void words_are_separated_by_every_kind_of_space() {
        for (int point = 0; point < 0x10000; point++) {
            String text = "a" + (Character.isSurrogate((char) point) ? "" : Character.toString(point)) + "b";
            long expected = Arrays.stream(Folding.of(text).split("[\\s\\p{Z}]+", -1))
                    .filter(chunk -> chunk.codePoints().anyMatch(Character::isLetterOrDigit))
                    .count();
            assertThat(SearchText.of(text).parts().size()).as("U+%04X", point).isEqualTo((int) expected);
        }
    }

    @Test
    void Latin_Greek_and_Cyrillic_letters_are_folded_as_they_are_beside_others() {
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            String text = random.ints(random.nextInt(8), 0, 0x530)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            assertThat(Folding.of(text) + "林").as(text).isEqualTo(Folding.of(text + "林"));
        }
    }
}
