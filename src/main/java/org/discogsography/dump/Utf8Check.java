package org.discogsography.dump;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds the bytes that the XML parser takes for UTF-8 though they are none: what begins a sequence that is longer than it
 * may be, or a character behind the last one of Unicode. The parser finds everything else itself. For one thread.
 */
final class Utf8Check {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long NOT_ASCII = 0x8080808080808080L;
    private static final long[] NONE = {};

    private int last; // the last byte of the bytes before
    private long offset; // of the next byte

    /** The offsets of such bytes, counted from the first byte that was ever given to it; each call continues the previous. */
    long[] check(byte[] bytes, int length) {
        long[] found = NONE;
        int count = 0;
        int before = last;
        for (int i = 0; i < length; i++) {
            while (before >= 0 && i + Long.BYTES <= length && ((long) LONGS.get(bytes, i) & NOT_ASCII) == 0) {
                i += Long.BYTES;
            }
            if (i < length) {
                int b = bytes[i];
                if (b < 0 && isWrong(before & 0xFF, b & 0xFF)) {
                    if (count == found.length) {
                        found = Arrays.copyOf(found, 8 + 2 * count);
                    }
                    found[count++] = offset + i;
                }
                before = b;
            }
        }
        if (length > 0) {
            last = bytes[length - 1];
        }
        offset += length;
        return count == found.length ? found : Arrays.copyOf(found, count);
    }

    private static boolean isWrong(int before, int b) {
        return b == 0xC0
                || b == 0xC1
                || b >= 0xF5
                || (before == 0xE0 && b < 0xA0)
                || (before == 0xF0 && b < 0x90)
                || (before == 0xF4 && b > 0x8F);
    }
}
