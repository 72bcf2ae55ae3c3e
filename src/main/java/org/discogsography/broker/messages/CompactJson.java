package org.discogsography.broker.messages;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks JSON whose values are texts, objects and arrays, without white space between them. Positions are those of bytes; one less than 0 means that
 * something else is there. They are passed on, not kept in a field: each step would have to write it, which takes a quarter longer.
 */
final class CompactJson {

    /** Less than the parser's limit, and than what overflows a stack. */
    private static final int MAX_DEPTH = 100;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private CompactJson() {}

    /**
     * Where the value that begins here ends.
     *
     * @param depth of objects and arrays around it
     */
    static int value(byte[] body, int at, int depth) {
        return switch (peek(body, at)) {
            case '"' -> text(body, at);
            case '{' -> object(body, at, depth);
            case '[' -> array(body, at, depth);
            default -> -1;
        };
    }

    private static int object(byte[] body, int start, int depth) {
        int at = start + 1;
        if (peek(body, at) == '}') {
            return at + 1;
        }
        while (depth <= MAX_DEPTH) {
            at = text(body, at);
            if (at < 0 || peek(body, at) != ':') {
                return -1;
            }
            at = value(body, at + 1, depth + 1);
            if (at < 0) {
                return -1;
            }
            byte next = peek(body, at++);
            if (next != ',') {
                return next == '}' ? at : -1;
            }
        }
        return -1;
    }

    private static int array(byte[] body, int start, int depth) {
        int at = start + 1;
        if (peek(body, at) == ']') {
            return at + 1;
        }
        while (depth <= MAX_DEPTH) {
            at = value(body, at, depth + 1);
            if (at < 0) {
                return -1;
            }
            byte next = peek(body, at++);
            if (next != ',') {
                return next == ']' ? at : -1;
            }
        }
        return -1;
    }

    /** Where the text that begins here, with a quote, ends. */
    static int text(byte[] body, int start) {
        if (peek(body, start) != '"') {
            return -1;
        }
        int at = start + 1;
        while (at < body.length) {
            if (at + Long.BYTES <= body.length) {
                long ends = endsOfPlainText((long) EIGHT_BYTES.get(body, at));
                if (ends == 0) {
                    at += Long.BYTES;
                    continue;
                }
                at += Long.numberOfTrailingZeros(ends) / Byte.SIZE;
            }
            byte character = body[at++];
            if (character == '"') {
                return at;
            }
            if (character == '\\') {
                at = escape(body, at);
                if (at < 0) {
                    return -1;
                }
            } else if (character >= 0 && character < ' ') {
                return -1;
            }
        }
        return -1;
    }

    /** The lowest of the bits that are set is that of the first quote, backslash or control character. */
    private static long endsOfPlainText(long eight) {
        long quotes = eight ^ ('"' * ONES);
        long backslashes = eight ^ ('\\' * ONES);
        long controls = (eight - ' ' * ONES) & ~eight;
        return (controls | zeros(quotes) | zeros(backslashes)) & HIGH_BITS;
    }

    private static long zeros(long eight) {
        return (eight - ONES) & ~eight;
    }

    private static int escape(byte[] body, int at) {
        return switch (peek(body, at)) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + 1;
            case 'u' -> fourHexDigits(body, at + 1);
            default -> -1;
        };
    }

    private static int fourHexDigits(byte[] body, int start) {
        int end = start + 4;
        for (int at = start; at < end; at++) {
            if (Character.digit((char) (peek(body, at) & 0xFF), 16) < 0) {
                return -1;
            }
        }
        return end;
    }

    /** 0, which is no JSON, past the end. */
    static byte peek(byte[] body, int at) {
        return at < body.length ? body[at] : 0;
    }
}
