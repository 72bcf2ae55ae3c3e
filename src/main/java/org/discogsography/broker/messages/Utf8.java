package org.discogsography.broker.messages;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks whether bytes are UTF-8, as <a href="https://www.unicode.org/versions/Unicode16.0.0/core-spec/chapter-3/#G27506">Unicode
 * defines it</a>: no overlong forms, no surrogates. JSON parsers are less strict, and Java's strings replace what is not UTF-8.
 */
final class Utf8 {

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long NOT_ASCII = 0x8080808080808080L;

    private Utf8() {}

    static boolean startsWithByteOrderMark(byte[] bytes) {
        return bytes.length > 2 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
    }

    static boolean isValid(byte[] bytes) {
        int i = 0;
        while (i < bytes.length) {
            if (bytes[i] < 0) {
                int length = sequenceLength(bytes, i);
                if (length == 0) {
                    return false;
                }
                i += length;
            } else if (i + 8 <= bytes.length && ((long) EIGHT_BYTES.get(bytes, i) & NOT_ASCII) == 0) {
                i += 8;
            } else {
                i++;
            }
        }
        return true;
    }

    /** The length of the sequence that begins with a byte that is not ASCII; 0 if there is none. */
    private static int sequenceLength(byte[] bytes, int start) {
        int first = bytes[start] & 0xFF;
        if (first < 0xC2 || first > 0xF4) {
            return 0;
        }
        int length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        if (start + length > bytes.length || !isSecond(first, bytes[start + 1] & 0xFF)) {
            return 0;
        }
        for (int i = start + 2; i < start + length; i++) {
            if ((bytes[i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    private static boolean isSecond(int first, int second) {
        return switch (first) {
            case 0xE0 -> second >= 0xA0 && second <= 0xBF; // below: overlong
            case 0xED -> second >= 0x80 && second <= 0x9F; // above: surrogates
            case 0xF0 -> second >= 0x90 && second <= 0xBF; // below: overlong
            case 0xF4 -> second >= 0x80 && second <= 0x8F; // above: beyond Unicode
            default -> second >= 0x80 && second <= 0xBF;
        };
    }
}
