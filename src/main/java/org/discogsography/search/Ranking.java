package org.discogsography.search;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How well something that was found is what somebody means: how exactly its name matches, and how well known it is. */
public final class Ranking {

    /** Names have it, and leave it out. */
    private static final String ARTICLE = "the";

    /** With 100000 references something is as well known as can be. */
    private static final double MOST_KNOWN = 5;

    private static final double BEGINNING = 0.85;
    private static final double MISTAKE = 0.2;
    private static final double IN_DETAIL = 0.8;
    private static final double ELSEWHERE = 0.4;

    private final SearchText asked;
    private final List<String> words;
    private final double weightOfFame;

    private Ranking(SearchText asked, double weightOfFame) {
        this.asked = asked;
        this.words = asked.words();
        this.weightOfFame = weightOfFame;
    }

    /** Of what was searched for. */
    public static Ranking ofSearch(SearchText asked) {
        return new Ranking(asked, 0.45);
    }

    /** Of what is being typed: there, what is known counts more. */
    public static Ranking ofSuggestions(SearchText asked) {
        return new Ranking(asked, 0.7);
    }

    /**
     * Between 0 and 1,000,000.
     *
     * @param name of what was found; may be null
     * @param detail its second line; may be null
     * @param references how many records refer to it
     */
    public long score(String name, String detail, long references) {
        double fame = Math.min(1, Math.log10(1.0 + Math.max(references, 0)) / MOST_KNOWN);
        return Math.round(1_000_000 * fit(name, detail) * (1 - weightOfFame + weightOfFame * fame));
    }

    private double fit(String name, String detail) {
        SearchText found = SearchText.of(name == null ? "" : name);
        if (found.key().equals(asked.key())) {
            return 1;
        }
        List<String> own = found.words();
        List<String> others = detail == null ? List.of() : SearchText.of(detail).words();
        Set<String> matched = new HashSet<>();
        double sum = 0;
        for (String word : words) {
            sum += Math.max(best(word, own, matched), IN_DETAIL * best(word, others, new HashSet<>()));
        }
        double covered = words.isEmpty() ? 0 : sum / words.size();
        long wanted = own.stream().filter(word -> !word.equals(ARTICLE)).count();
        matched.remove(ARTICLE);
        double precise = wanted == 0 ? 0 : (double) matched.size() / wanted;
        return covered * (0.5 + 0.45 * precise);
    }

    /** How well the best of the words stands for this one. */
    private static double best(String word, List<String> among, Set<String> matched) {
        double best = ELSEWHERE;
        String found = null;
        int forgiven = Mistakes.forgiven(word);
        for (String other : among) {
            double now = match(word, other, forgiven);
            if (now > best) {
                best = now;
                found = other;
            }
        }
        if (found != null) {
            matched.add(found);
        }
        return best;
    }

    private static double match(String word, String other, int forgiven) {
        if (other.equals(word)) {
            return 1;
        }
        if (other.startsWith(word)) {
            return BEGINNING;
        }
        if (forgiven == 0 || Math.abs(word.length() - other.length()) > forgiven) {
            return 0;
        }
        int mistakes = Mistakes.between(word, other);
        return mistakes > forgiven ? 0 : 1 - MISTAKE * mistakes;
    }
}
