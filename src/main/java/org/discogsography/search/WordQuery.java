package org.discogsography.search;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A text as PostgreSQL's {@code tsquery}. Each word is a quoted lexeme: no text becomes syntax.
 *
 * <p>All parts of the text must be there, in any order. The word {@code and} need not be, for it may be written {@code &}.
 */
public final class WordQuery {

    private static final String AND = "and";

    private WordQuery() {}

    /** Exactly these words. */
    public static String exact(SearchText text) {
        return query(text, Map.of(), false, false);
    }

    /** The last word may go on; {@code similar} has words that may stand for one of the text's. */
    public static String typed(SearchText text, Map<String, ? extends Collection<String>> similar) {
        return query(text, similar, true, false);
    }

    /** Each word may be the beginning of one. */
    public static String beginnings(SearchText text) {
        return query(text, Map.of(), true, true);
    }

    /** Each word may have a mistake, and the last one is still being typed. */
    public static String beginningsWithMistakes(SearchText text) {
        List<String> words = text.words();
        Map<String, Collection<String>> similar = new HashMap<>();
        words.forEach(word -> similar.put(word, Mistakes.near(word)));
        return query(text, similar, true, true);
    }

    private static String query(
            SearchText text, Map<String, ? extends Collection<String>> similar, boolean lastGoesOn, boolean allGoOn) {
        List<SearchText.Part> parts = required(text);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            boolean isLast = i == parts.size() - 1;
            all.add(part(parts.get(i), similar, allGoOn || (lastGoesOn && isLast), allGoOn && isLast));
        }
        return String.join(" & ", all);
    }

    private static List<SearchText.Part> required(SearchText text) {
        List<SearchText.Part> required = text.parts().stream()
                .filter(part -> !part.words().equals(List.of(AND)))
                .toList();
        return required.isEmpty() ? text.parts() : required;
    }

    private static String part(
            SearchText.Part part,
            Map<String, ? extends Collection<String>> similar,
            boolean goesOn,
            boolean similarGoOn) {
        String words = part.words().stream()
                .map(word -> word(word, similar.get(word), goesOn, similarGoOn))
                .collect(Collectors.joining(" & ", "(", ")"));
        return part.joined() == null ? words : "(" + words + " | " + word(part.joined(), null, goesOn, false) + ")";
    }

    private static String word(String word, Collection<String> similar, boolean goesOn, boolean similarGoOn) {
        List<String> any = new ArrayList<>();
        any.add(lexeme(word, goesOn));
        if (similar != null) {
            similar.forEach(other -> any.add(lexeme(other, similarGoOn)));
        }
        return any.size() == 1 ? any.get(0) : "(" + String.join(" | ", any) + ")";
    }

    private static String lexeme(String word, boolean goesOn) {
        return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'" + (goesOn ? ":*" : "");
    }
}
