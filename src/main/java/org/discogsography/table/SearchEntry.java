package org.discogsography.table;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

/**
 * What is known about something that can be found. What it has not is null.
 *
 * @param type its table, or {@code genres} or {@code styles}
 * @param hash of its record; empty for a genre or style
 * @param name as it is shown
 * @param folded the name as it is compared
 * @param lexemes the words by which it is found; none has white space
 * @param detail a second line: the artists of a release, the real name of an artist
 * @param terms what it refers to, and its formats: {@code artists/1}, {@code formats/Vinyl}
 */
public record SearchEntry(
        String type,
        String id,
        String hash,
        String name,
        String folded,
        Collection<String> lexemes,
        String detail,
        Integer year,
        String country,
        List<String> terms) {

    /** Formats are no entries of their own. */
    static final String FORMATS = "formats/";

    /** Between the terms on their way to the server. */
    static final String SEPARATOR = "\u001F";

    /** In bytes of UTF-8. An index takes two of them in one row. */
    private static final int LONGEST_TERM = 1_000;

    public SearchEntry {
        lexemes = List.copyOf(lexemes);
        terms = terms.stream()
                .map(term -> term.replace(SEPARATOR, " "))
                .filter(term -> term.getBytes(StandardCharsets.UTF_8).length <= LONGEST_TERM)
                .distinct()
                .toList();
    }

    /** What counts it as one that refers to them: {@code artists/1}. */
    List<String> references() {
        return terms.stream().filter(term -> !term.startsWith(FORMATS)).toList();
    }

    /** Terms as they are on their way from and to the server; null: none. */
    static List<String> terms(String joined) {
        return joined == null || joined.isEmpty() ? List.of() : List.of(joined.split(SEPARATOR, -1));
    }
}
