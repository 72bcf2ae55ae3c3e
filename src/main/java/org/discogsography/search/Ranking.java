package org.discogsography.search;

import java.util.List;

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
    private final List<Word> words;
    private final double weightOfFame;

    private Ranking(SearchText asked, double weightOfFame) {
        this.asked = asked;
        this.words = asked.words().stream().map(Word::of).toList();
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
        return score(fit(name, detail), references);
    }

    /** The score of a name that matches exactly: with so many references, none is higher. */
    public long highest(long references) {
        return score(1, references);
    }

    private long score(double fit, long references) {
        double fame = Math.min(1, Math.log10(1.0 + Math.max(references, 0)) / MOST_KNOWN);
        return Math.round(1_000_000 * fit * (1 - weightOfFame + weightOfFame * fame));
    }

    private double fit(String name, String detail) {
        SearchText text = SearchText.of(name == null ? "" : name);
        if (text.key().equals(asked.key())) {
            return 1;
        }
        List<String> own = text.words();
        List<String> others = null; // cut when needed
        boolean[] matched = new boolean[own.size()];
        double sum = 0;
        for (Word word : words) {
            double best = word.best(own, matched);
            if (best < IN_DETAIL) {
                if (others == null) {
                    others = detail == null ? List.of() : SearchText.of(detail).words();
                }
                best = Math.max(best, IN_DETAIL * word.best(others, new boolean[others.size()]));
            }
            sum += best;
        }
        double covered = words.isEmpty() ? 0 : sum / words.size();
        int wanted = 0;
        int found = 0;
        for (int i = 0; i < matched.length; i++) {
            if (!own.get(i).equals(ARTICLE)) {
                wanted++;
                found += matched[i] ? 1 : 0;
            }
        }
        double precise = wanted == 0 ? 0 : (double) found / wanted;
        return covered * (0.5 + 0.45 * precise);
    }

    /**
     * A word that was asked for.
     *
     * @param forgiven how many mistakes are forgiven in it
     * @param letters {@link #letters} of it
     */
    private record Word(String text, int forgiven, long letters) {

        static Word of(String text) {
            return new Word(text, Mistakes.forgiven(text), letters(text));
        }

        /**
         * How well the best of the words stands for this one.
         *
         * @param matched becomes true for that word
         */
        double best(List<String> among, boolean[] matched) {
            double best = ELSEWHERE;
            int found = -1;
            for (int i = 0; i < among.size(); i++) {
                double now = match(among.get(i), best);
                if (now > best) {
                    best = now;
                    found = i;
                }
            }
            if (found >= 0) {
                matched[found] = true;
            }
            return best;
        }

        /** @param best mistakes are not counted if the word cannot be better than this */
        private double match(String other, double best) {
            if (other.equals(text)) {
                return 1;
            }
            if (other.startsWith(text)) {
                return BEGINNING;
            }
            if (forgiven == 0
                    || 1 - MISTAKE <= best
                    || Math.abs(text.length() - other.length()) > forgiven
                    || hasOtherLetters(other)) {
                return 0;
            }
            int mistakes = Mistakes.between(text, other);
            return mistakes > forgiven ? 0 : 1 - MISTAKE * mistakes;
        }

        /** Whether more letters are in only one of the words than mistakes are forgiven: each is a mistake. */
        private boolean hasOtherLetters(String other) {
            long others = letters(other);
            return Long.bitCount(letters & ~others) > forgiven || Long.bitCount(others & ~letters) > forgiven;
        }

        /** A bit for each letter, which some share. */
        private static long letters(String word) {
            long letters = 0;
            for (int i = 0; i < word.length(); i++) {
                letters |= 1L << (word.charAt(i) & 63);
            }
            return letters;
        }
    }
}
