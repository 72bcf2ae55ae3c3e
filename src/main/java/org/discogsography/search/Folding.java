package org.discogsography.search;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Folds a text for comparing: compatibility forms, accents and case are gone, so that {@code Björk}, {@code BJORK} and {@code bjork} are the
 * same. Marks without which a word is another one, as in Hindi or Japanese, stay.
 */
public final class Folding {

    /** Combining accents, the points of Hebrew and Arabic, and their like. */
    private static final Pattern ACCENTS =
            Pattern.compile("[\\u0300-\\u036F\\u0591-\\u05C7\\u064B-\\u0652\\u1AB0-\\u1AFF"
                    + "\\u1DC0-\\u1DFF\\u20D0-\\u20FF\\uFE20-\\uFE2F]");

    /** Letters that Unicode does not take apart. */
    private static final Map<Character, String> LETTERS = Map.ofEntries(
            Map.entry('ß', "ss"),
            Map.entry('æ', "ae"),
            Map.entry('œ', "oe"),
            Map.entry('ø', "o"),
            Map.entry('đ', "d"),
            Map.entry('ð', "d"),
            Map.entry('þ', "th"),
            Map.entry('ł', "l"),
            Map.entry('ħ', "h"),
            Map.entry('ı', "i"),
            Map.entry('ŋ', "n"),
            Map.entry('ς', "σ"),
            Map.entry('’', "'"));

    private Folding() {}

    /** The folded text. */
    public static String of(String text) {
        String apart = Normalizer.normalize(text, Normalizer.Form.NFKD);
        String bare = ACCENTS.matcher(apart).replaceAll("").toLowerCase(Locale.ROOT);
        StringBuilder folded = new StringBuilder(bare.length());
        for (int i = 0; i < bare.length(); i++) {
            char letter = bare.charAt(i);
            String replaced = letter < 0x80 ? null : LETTERS.get(letter);
            if (replaced == null) {
                folded.append(letter);
            } else {
                folded.append(replaced);
            }
        }
        // What a capital letter with a dot has left, for one.
        String again = ACCENTS.matcher(folded).replaceAll("");
        return Normalizer.normalize(again, Normalizer.Form.NFC);
    }
}
