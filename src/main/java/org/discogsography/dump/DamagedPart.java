package org.discogsography.dump;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A part of the file that cannot be read: up to the next record's start tag, the root's end tag, or the end of the file.
 *
 * @param toLine the line of its end
 * @param next what follows it
 * @param notUtf8 whether it holds bytes that are not UTF-8
 * @param bytes the first of them, if memory has no room for all
 */
record DamagedPart(long from, long to, long toLine, Next next, boolean notUtf8, byte[] bytes) {

    /** A damaged end tag of the root element is not longer. */
    private static final int ROOT_END_BYTES = 64;

    /** What follows. */
    private enum Next {
        RECORD,
        ROOT_END,
        NOTHING
    }

    /**
     * Finds its end.
     *
     * @param from where it begins, in line {@code fromLine}
     * @param search no record starts before this
     */
    static DamagedPart find(RecordWindow window, RecordStart starts, long from, long fromLine, long search)
            throws IOException {
        window.beginScan(from);
        long next = starts.find(window, search);
        long to = next >= 0 ? next : window.end();
        Next follows = next < 0 ? Next.NOTHING : window.at(next + 1) == '/' ? Next.ROOT_END : Next.RECORD;
        long toLine = fromLine + window.lines(from, to);
        boolean notUtf8 = window.holdsOtherThanUtf8(from, to);
        return new DamagedPart(from, to, toLine, follows, notUtf8, window.endScan(from, to));
    }

    boolean isBeforeRecord() {
        return next == Next.RECORD;
    }

    /** Whether it reaches to the end of the file. */
    boolean isLast() {
        return next == Next.NOTHING;
    }

    /** The same without its beginning. */
    DamagedPart from(long later) {
        byte[] rest = Arrays.copyOfRange(bytes, (int) (later - from), bytes.length);
        return new DamagedPart(later, to, toLine, next, notUtf8, rest);
    }

    /** Whether it looks like the damaged end tag of the root element, and not like the beginning of a record. */
    boolean isDamagedRootEnd() {
        var text = text().strip();
        return text.length() < ROOT_END_BYTES && text.endsWith(">");
    }

    boolean isBlank() {
        return text().isBlank();
    }

    private String text() {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Its bytes without the white space at their end. */
    byte[] stripped() {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] >= 0 && bytes[end - 1] <= ' ' && bytes[end - 1] != 0) {
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }
}
