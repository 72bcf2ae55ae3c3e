package org.discogsography.dump;

import java.util.Arrays;

/** The text of all open elements, outermost first. Each element removes its own text when it ends. */
final class TextBuffer {

    private char[] chars = new char[1 << 12];
    private int length;

    int length() {
        return length;
    }

    /** Valid until the next {@code append}. */
    char[] chars() {
        return chars;
    }

    void append(char[] source, int from, int count) {
        reserve(count);
        System.arraycopy(source, from, chars, length, count);
        length += count;
    }

    void append(String source) {
        reserve(source.length());
        source.getChars(0, source.length(), chars, length);
        length += source.length();
    }

    void cutTo(int newLength) {
        length = newLength;
    }

    /** Whether only white space follows, or nothing. White space as XML defines it: a no-break space is not. */
    boolean isWhiteSpaceFrom(int from) {
        for (int i = from; i < length; i++) {
            char c = chars[i];
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                return false;
            }
        }
        return true;
    }

    boolean isFrom(int from, String expected) {
        return length - from == expected.length()
                && Arrays.equals(chars, from, length, expected.toCharArray(), 0, expected.length());
    }

    private void reserve(int count) {
        if (chars.length - length < count) {
            chars = Arrays.copyOf(chars, Math.max(chars.length * 2, length + count));
        }
    }
}
