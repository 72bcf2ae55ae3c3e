package org.discogsography.search;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/** Words with mistakes: a letter wrong, missing, too many, or two of them in the wrong order. */
public final class Mistakes {

    private static final String LATIN = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final String GREEK = "αβγδεζηθικλμνξοπρστυφχψω";
    private static final String CYRILLIC = "абвгдежзиклмнопрстуфхцчшщъыьэюяіїєґ";

    /** A shorter word has too many neighbours. */
    private static final int SHORTEST = 4;

    private static final int LONGEST = 24;
    private static final int SHORTEST_WITH_TWO = 7;

    private Mistakes() {}

    /** How many mistakes are forgiven in a word of this length. */
    public static int forgiven(String word) {
        int length = word.codePointCount(0, word.length());
        if (length < SHORTEST || length > LONGEST) {
            return 0;
        }
        return length < SHORTEST_WITH_TWO ? 1 : 2;
    }

    /** All words that are one mistake away from this one, in its own alphabet; none if no mistake is forgiven in it. */
    public static Set<String> near(String word) {
        Set<String> near = new LinkedHashSet<>();
        if (forgiven(word) == 0) {
            return near;
        }
        String alphabet = alphabet(word);
        for (int i = 0; i <= word.length(); i++) {
            String before = word.substring(0, i);
            String after = word.substring(i);
            if (!after.isEmpty()) {
                near.add(before + after.substring(1));
            }
            if (after.length() > 1) {
                near.add(before + after.charAt(1) + after.charAt(0) + after.substring(2));
            }
            for (int letter = 0; letter < alphabet.length(); letter++) {
                near.add(before + alphabet.charAt(letter) + after);
                if (!after.isEmpty()) {
                    near.add(before + alphabet.charAt(letter) + after.substring(1));
                }
            }
        }
        near.remove(word);
        return near;
    }

    /**
     * All words with two letters that are not neighbours in the wrong order ({@code emporer}, {@code emperor}): two mistakes, which leave a word so
     * little similar that PostgreSQL does not find it. None if one mistake is forgiven at most.
     */
    public static Set<String> swapped(String word) {
        Set<String> swapped = new LinkedHashSet<>();
        if (forgiven(word) < 2) {
            return swapped;
        }
        for (int i = 0; i < word.length(); i++) {
            for (int j = i + 2; j < word.length(); j++) {
                var letters = new StringBuilder(word);
                letters.setCharAt(i, word.charAt(j));
                letters.setCharAt(j, word.charAt(i));
                swapped.add(letters.toString());
            }
        }
        swapped.remove(word);
        return swapped;
    }

    private static String alphabet(String word) {
        return switch (Character.UnicodeScript.of(word.codePointAt(0))) {
            case GREEK -> GREEK;
            case CYRILLIC -> CYRILLIC;
            default -> LATIN;
        };
    }

    /** How many mistakes lead from one word to the other. */
    public static int between(String one, String other) {
        return last(rows(one, other));
    }

    /** How many mistakes lead from a word that is still being typed to the beginning of the other. */
    public static int betweenBeginning(String typed, String other) {
        int[] row = rows(typed, other);
        return Arrays.stream(row).min().orElse(0);
    }

    private static int last(int[] row) {
        return row[row.length - 1];
    }

    /** For each beginning of the other word, how many mistakes lead from the whole first word to it. */
    private static int[] rows(String one, String other) {
        int[] beforeLast = null;
        int[] last = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[other.length() + 1];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = last[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, 1 + Math.min(last[j], row[j - 1]));
                if (beforeLast != null
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            beforeLast = last;
            last = row;
        }
        return last;
    }
}
