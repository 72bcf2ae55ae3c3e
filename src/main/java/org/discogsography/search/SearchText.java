package org.discogsography.search;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A name, or what somebody types to find one, in words.
 *
 * @param key the letters and digits without anything between: equal for {@code AC/DC}, {@code ac dc} and {@code acdc}
 * @param parts the text's parts between white space, in order
 */
public record SearchText(String key, List<Part> parts) {

    private static final int MOST_PARTS = 48;
    private static final int LONGEST_WORD = 64;
    private static final int LONGEST_KEY = 256;
    private static final int LONGEST_TEXT = 4_000;
    private static final int MOST_DIGITS = 5;
    private static final int FEW_WORDS = 8;

    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}]+");

    /**
     * A part of a text.
     *
     * @param words one, or several if there is punctuation in it; writing without spaces is cut into pairs of characters
     * @param joined the words together, as another may write them; null if there is one word
     */
    public record Part(List<String> words, String joined) {}

    public SearchText {
        parts = List.copyOf(parts);
    }

    /** Cuts a text. A text of punctuation alone, such as {@code !!!}, is one word. An empty one has none. */
    public static SearchText of(String text) {
        String whole = text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
        String folded = Folding.of(withoutNumber(whole)).strip();
        List<Part> parts = new ArrayList<>();
        StringBuilder key = new StringBuilder();
        for (int at = 0; at < folded.length(); at++) {
            int begin = at;
            while (at < folded.length() && !isSpace(folded.charAt(at))) {
                at++;
            }
            Part part = part(folded.substring(begin, at), key);
            if (part != null && parts.size() < MOST_PARTS) {
                parts.add(part);
            }
        }
        if (parts.isEmpty()) {
            String symbols = SPACE.matcher(withoutControls(folded)).replaceAll("");
            if (!symbols.isEmpty()) {
                parts.add(new Part(List.of(cut(symbols, LONGEST_WORD)), null));
                key.append(symbols);
            }
        }
        return new SearchText(cut(key.toString(), LONGEST_KEY), parts);
    }

    /** All its words, each once, in order. */
    public List<String> words() {
        if (parts.size() == 1 && parts.get(0).words().size() == 1) {
            return parts.get(0).words();
        }
        List<String> all = new ArrayList<>();
        parts.forEach(part -> all.addAll(part.words()));
        if (all.size() > FEW_WORDS) {
            return List.copyOf(new LinkedHashSet<>(all));
        }
        List<String> words = new ArrayList<>(all.size());
        for (String word : all) {
            if (!words.contains(word)) {
                words.add(word);
            }
        }
        return List.copyOf(words);
    }

    /** The words by which it is found: also those that are joined. */
    public Set<String> lexemes() {
        Set<String> lexemes = new LinkedHashSet<>();
        for (Part part : parts) {
            lexemes.addAll(part.words());
            if (part.joined() != null) {
                lexemes.add(part.joined());
            }
        }
        return lexemes;
    }

    /** Whether there is nothing to search for. */
    public boolean isEmpty() {
        return parts.isEmpty();
    }

    /** Discogs numbers those who have the same name: {@code Nirvana (2)}. */
    private static String withoutNumber(String text) {
        int end = beforeSpace(text, text.length());
        if (end == 0 || text.charAt(end - 1) != ')') {
            return text;
        }
        int open = end - 2;
        while (open >= 0 && text.charAt(open) >= '0' && text.charAt(open) <= '9') {
            open--;
        }
        int digits = end - 2 - open;
        if (open < 0 || text.charAt(open) != '(' || digits < 1 || digits > MOST_DIGITS) {
            return text;
        }
        int name = beforeSpace(text, open);
        return name == 0 || name == open ? text : text.substring(0, name);
    }

    /** Where the white space begins that ends here. */
    private static int beforeSpace(String text, int end) {
        int at = end;
        while (at > 0 && isPlainSpace(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    private static boolean isPlainSpace(char letter) {
        return letter == ' ' || (letter >= '\t' && letter <= '\r');
    }

    /** As {@link #SPACE}, which takes longer: a search cuts a thousand names. */
    private static boolean isSpace(char letter) {
        return isPlainSpace(letter)
                || (letter >= 0x80
                        && switch (Character.getType(letter)) {
                            case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                                true;
                            default -> false;
                        });
    }

    private static Part part(String chunk, StringBuilder key) {
        if (!chunk.isEmpty() && isPlainWord(chunk)) {
            key.append(chunk);
            return new Part(List.of(cut(chunk, LONGEST_WORD)), null);
        }
        List<String> words = new ArrayList<>();
        StringBuilder joined = new StringBuilder();
        boolean isPlain = true;
        int at = 0;
        while (at < chunk.length()) {
            int first = chunk.codePointAt(at);
            if (!isOfWord(first)) {
                at += Character.charCount(first);
                continue;
            }
            boolean isDense = isDense(first);
            int end = at;
            while (end < chunk.length()
                    && isOfWord(chunk.codePointAt(end))
                    && isDense(chunk.codePointAt(end)) == isDense) {
                end += Character.charCount(chunk.codePointAt(end));
            }
            String run = chunk.substring(at, end);
            isPlain &= !isDense;
            joined.append(run);
            if (isDense) {
                pairs(run, words);
            } else {
                words.add(cut(run, LONGEST_WORD));
            }
            at = end;
        }
        if (words.isEmpty()) {
            return null;
        }
        key.append(joined);
        return new Part(List.copyOf(words), isPlain && words.size() > 1 ? cut(joined.toString(), LONGEST_WORD) : null);
    }

    /** Chinese and Japanese have no spaces between words. */
    private static void pairs(String run, List<String> words) {
        int[] points = run.codePoints().limit(LONGEST_WORD).toArray();
        if (points.length == 1) {
            words.add(run);
        }
        for (int i = 0; i + 1 < points.length; i++) {
            words.add(new String(points, i, 2));
        }
    }

    /** Whether it is of Latin letters and digits alone, as most are. */
    private static boolean isPlainWord(String chunk) {
        for (int i = 0; i < chunk.length(); i++) {
            char letter = chunk.charAt(i);
            if ((letter < 'a' || letter > 'z') && (letter < '0' || letter > '9')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOfWord(int point) {
        return Character.isLetterOrDigit(point)
                || switch (Character.getType(point)) {
                    case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.LETTER_NUMBER -> true;
                    default -> false;
                };
    }

    private static boolean isDense(int point) {
        if (point < 0x2E80) {
            return false;
        }
        return switch (Character.UnicodeScript.of(point)) {
            case HAN, HIRAGANA, KATAKANA -> true;
            // The mark of a long vowel, and others that both have.
            case COMMON, INHERITED -> point >= 0x3000 && point < 0x3100;
            default -> false;
        };
    }

    private static String withoutControls(String text) {
        return text.codePoints()
                .filter(point -> !Character.isISOControl(point))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Not between the two halves of a character. */
    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return text.substring(0, end);
    }
}
