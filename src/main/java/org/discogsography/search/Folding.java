package org.discogsography.search;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;

/**
 * Folds a text for comparing: compatibility forms, accents and case are gone, so that {@code Björk}, {@code BJORK} and {@code bjork} are the
 * same. Marks without which a word is another one, as in Hindi or Japanese, stay.
 */
public final class Folding {

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

    /** The characters of Latin, Greek and Cyrillic writing, each folded: none depends on those beside it. */
    private static final String[] LETTER_BY_LETTER = new String[0x530];

    static {
        for (char letter = 0; letter < LETTER_BY_LETTER.length; letter++) {
            LETTER_BY_LETTER[letter] = ofAny(Character.toString(letter));
        }
    }

    private Folding() {}

    /** The folded text. */
    public static String of(String text) {
        int highest = 0;
        for (int i = 0; i < text.length(); i++) {
            highest = Math.max(highest, text.charAt(i));
        }
        if (highest < 0x80) {
            return text.toLowerCase(Locale.ROOT);
        }
        if (highest >= LETTER_BY_LETTER.length) {
            return ofAny(text);
        }
        StringBuilder folded = new StringBuilder(text.length() + 2);
        for (int i = 0; i < text.length(); i++) {
            folded.append(LETTER_BY_LETTER[text.charAt(i)]);
        }
        return folded.toString();
    }

    private static String ofAny(String text) {
        String apart = Normalizer.normalize(text, Normalizer.Form.NFKD);
        String bare = withoutAccents(apart).toLowerCase(Locale.ROOT);
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
        return Normalizer.normalize(withoutAccents(folded), Normalizer.Form.NFC);
    }

    private static String withoutAccents(CharSequence text) {
        StringBuilder bare = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (!isAccent(text.charAt(i))) {
                bare.append(text.charAt(i));
            }
        }
        return bare.toString();
    }

    /** Combining accents, the points of Hebrew and Arabic, and their like. */
    private static boolean isAccent(char letter) {
        return letter >= 0x300
                && (letter <= 0x36F
                        || (letter >= 0x591 && letter <= 0x5C7)
                        || (letter >= 0x64B && letter <= 0x652)
                        || (letter >= 0x1AB0 && letter <= 0x1AFF)
                        || (letter >= 0x1DC0 && letter <= 0x1DFF)
                        || (letter >= 0x20D0 && letter <= 0x20FF)
                        || (letter >= 0xFE20 && letter <= 0xFE2F));
    }
}
