package org.discogsography.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The known stands before the obscure, and what matches exactly before what does not. */
class RankingTest {

    /** Each as {@code name#references}, or {@code name#references#detail}; the best first. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "the the; The The#300, The Beatles#20000, The#2",
                "nirvana; Nirvana#3000, Nirvana (2)#40, Nirvana Sutra#40, Approaching Nirvana#5",
                "bjork; Björk#2500, Bjork#1, Björk Guðmundsdóttir Trio#30",
                "beatels; The Beatles#20000, Beatels Tribute#2",
                "beatles; The Beatles#20000, Beatles#3, The Beatles Revival Band#12",
                "road abbey; Abbey Road#400#The Beatles, Abbey Road Studios#30, Abbey#100",
                "beatles abbey road; Abbey Road#400#The Beatles, Abbey Road#3#Somebody",
                "acdc; AC/DC#5000, ACDC#4, AC#10",
                "queen; Queen#8000, Queen#30#Label, Dairy Queen#2"
            })
    void best_first(String asked, String expected) {
        List<String> entries = Arrays.asList(expected.split(", "));
        var ranking = Ranking.ofSearch(SearchText.of(asked));
        assertThat(entries.stream()
                        .sorted(Comparator.comparing((String entry) -> {
                                    String[] parts = entry.split("#", -1);
                                    return ranking.score(
                                            parts[0], parts.length > 2 ? parts[2] : null, Long.parseLong(parts[1]));
                                })
                                .reversed())
                        .toList())
                .isEqualTo(entries);
    }

    @ParameterizedTest
    @CsvSource({"the the", "bjork", "beatels", "beatles abbey road"})
    void nothing_is_ranked_higher_than_an_exact_name_with_as_many_references(String asked) {
        for (var ranking :
                List.of(Ranking.ofSearch(SearchText.of(asked)), Ranking.ofSuggestions(SearchText.of(asked)))) {
            for (long references : List.of(0L, 1L, 9L, 1_000L, 1_000_000L)) {
                assertThat(ranking.score(asked, null, references)).isEqualTo(ranking.highest(references));
                for (String name : List.of("The The", "The Beatles", "Abbey Road", asked + " Trio", "The " + asked)) {
                    assertThat(ranking.score(name, "The Beatles", references))
                            .isLessThanOrEqualTo(ranking.highest(references));
                }
            }
            assertThat(ranking.highest(9)).isLessThan(ranking.highest(10));
        }
    }
}
