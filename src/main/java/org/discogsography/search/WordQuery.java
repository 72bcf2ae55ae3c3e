package org.discogsography.search;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        return query(text, Map.of(), Map.of(), false, false);
    }

    /**
     * The last word may go on.
     *
     * @param similar words that may stand for one of the text's
     * @param longer for words of {@link #unfinished}, all words that begin so. PostgreSQL reads the entries of a few words one beside the other,
     *     but collects all entries of what begins so before it looks at any other word: that takes several times as long
     */
    public static String typed(
            SearchText text,
            Map<String, ? extends Collection<String>> similar,
            Map<String, ? extends Collection<String>> longer) {
        return query(text, similar, longer, true, false);
    }

    /** The words that may go on if the text is still being typed. */
    public static Set<String> unfinished(SearchText text) {
        List<SearchText.Part> required = required(text);
        if (required.isEmpty()) {
            return Set.of();
        }
        SearchText.Part last = required.get(required.size() - 1);
        Set<String> words = new LinkedHashSet<>(last.words());
        if (last.joined() != null) {
            words.add(last.joined());
        }
        return words;
    }

    /** Each word may be the beginning of one. */
    public static String beginnings(SearchText text) {
        return query(text, Map.of(), Map.of(), true, true);
    }

    /** Each word may have a mistake, and the last one is still being typed. */
    public static String beginningsWithMistakes(SearchText text) {
        List<String> words = text.words();
        Map<String, Collection<String>> similar = new HashMap<>();
        for (String word : words) {
            Set<String> meant = new LinkedHashSet<>(Mistakes.near(word));
            meant.addAll(Mistakes.swapped(word));
            similar.put(word, meant);
        }
        return query(text, similar, Map.of(), true, true);
    }

    private static String query(
            SearchText text,
            Map<String, ? extends Collection<String>> similar,
            Map<String, ? extends Collection<String>> longer,
            boolean lastGoesOn,
            boolean allGoOn) {
        List<SearchText.Part> parts = required(text);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            boolean isLast = i == parts.size() - 1;
            all.add(part(parts.get(i), similar, longer, allGoOn || (lastGoesOn && isLast), allGoOn && isLast));
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
            Map<String, ? extends Collection<String>> longer,
            boolean goesOn,
            boolean similarGoOn) {
        String words = part.words().stream()
                .map(word -> word(similar.get(word), goesOn ? goingOn(word, longer) : exactly(word), similarGoOn))
                .collect(Collectors.joining(" & ", "(", ")"));
        if (part.joined() == null) {
            return words;
        }
        List<String> joined = goesOn ? goingOn(part.joined(), longer) : exactly(part.joined());
        return "(" + words + " | " + word(null, joined, false) + ")";
    }

    private static List<String> exactly(String word) {
        return List.of(lexeme(word, false));
    }

    private static List<String> goingOn(String word, Map<String, ? extends Collection<String>> longer) {
        Collection<String> known = longer.get(word);
        return known == null
                ? List.of(lexeme(word, true))
                : known.stream().map(other -> lexeme(other, false)).toList();
    }

    private static String word(Collection<String> similar, List<String> itself, boolean similarGoOn) {
        List<String> any = new ArrayList<>(itself);
        if (similar != null) {
            similar.forEach(other -> any.add(lexeme(other, similarGoOn)));
        }
        return any.size() == 1 ? any.get(0) : "(" + String.join(" | ", any) + ")";
    }

    private static String lexeme(String word, boolean goesOn) {
        return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'" + (goesOn ? ":*" : "");
    }
}
