package org.discogsography.broker.messages;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The body of a record as the extractor writes it: {@code type} and {@code sha256} first, then the rest of the record, all of whose
 * values are texts, objects and arrays, without white space between them. It is checked in a fraction of the time that a JSON
 * parser takes. Any other body, good or bad, is left to the parser.
 *
 * @param id without escapes
 * @param json the record without the envelope
 */
record PublishedRecord(String id, String sha256, byte[] json) {

    private static final byte[] START = "{\"type\":\"data\",\"sha256\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final int HASH_END = START.length + 64;

    /** Less than the parser's limit, and than what overflows a stack. */
    private static final int MAX_DEPTH = 100;

    /** The body is valid UTF-8. Null if it has another form. */
    static PublishedRecord read(byte[] body) {
        var scan = new Scan(body);
        return Arrays.mismatch(START, body) == START.length && scan.isRecord() ? scan.record() : null;
    }

    private static final class Scan {

        private static final VarHandle EIGHT_BYTES =
                MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
        private static final long ONES = 0x0101010101010101L;
        private static final long HIGH_BITS = 0x8080808080808080L;

        private final byte[] body;
        private int at = HASH_END + 2;
        private String id;

        Scan(byte[] body) {
            this.body = body;
        }

        PublishedRecord record() {
            byte[] json = Arrays.copyOfRange(body, HASH_END + 1, body.length);
            json[0] = '{';
            return new PublishedRecord(
                    id, new String(body, START.length, HASH_END - START.length, StandardCharsets.ISO_8859_1), json);
        }

        boolean isRecord() {
            if (body.length < at || body[HASH_END] != '"' || body[HASH_END + 1] != ',') {
                return false;
            }
            do {
                int name = at + 1;
                if (!text()) {
                    return false;
                }
                int end = at - 1;
                if (!next(':')) {
                    return false;
                }
                if (is("id", name, end)) {
                    int value = at + 1;
                    if (id != null || !text() || hasEscapes(value, at - 1)) {
                        return false;
                    }
                    id = new String(body, value, at - 1 - value, StandardCharsets.UTF_8);
                } else if (is("type", name, end) || is("sha256", name, end) || hasEscapes(name, end) || !value(1)) {
                    return false;
                }
            } while (next(','));
            return next('}') && at == body.length && id != null && !id.isEmpty();
        }

        private boolean value(int depth) {
            return switch (peek()) {
                case '"' -> text();
                case '{' -> object(depth);
                case '[' -> array(depth);
                default -> false;
            };
        }

        private boolean object(int depth) {
            at++;
            if (next('}')) {
                return true;
            }
            do {
                if (depth > MAX_DEPTH || !text() || !next(':') || !value(depth + 1)) {
                    return false;
                }
            } while (next(','));
            return next('}');
        }

        private boolean array(int depth) {
            at++;
            if (next(']')) {
                return true;
            }
            do {
                if (depth > MAX_DEPTH || !value(depth + 1)) {
                    return false;
                }
            } while (next(','));
            return next(']');
        }

        private boolean text() {
            if (!next('"')) {
                return false;
            }
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
                    return true;
                }
                if (character == '\\' ? !escape() : character >= 0 && character < ' ') {
                    return false;
                }
            }
            return false;
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

        private boolean escape() {
            byte escaped = peek();
            at++;
            return switch (escaped) {
                case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> true;
                case 'u' -> fourHexDigits();
                default -> false;
            };
        }

        private boolean fourHexDigits() {
            for (int end = at + 4; at < end; at++) {
                if (Character.digit((char) (peek() & 0xFF), 16) < 0) {
                    return false;
                }
            }
            return true;
        }

        private boolean next(char expected) {
            boolean found = peek() == expected;
            at += found ? 1 : 0;
            return found;
        }

        /** 0, which is no JSON, past the end. */
        private byte peek() {
            return at < body.length ? body[at] : 0;
        }

        private boolean is(String name, int start, int end) {
            return end - start == name.length()
                    && name.contentEquals(new String(body, start, end - start, StandardCharsets.ISO_8859_1));
        }

        private boolean hasEscapes(int start, int end) {
            for (int i = start; i < end; i++) {
                if (body[i] == '\\') {
                    return true;
                }
            }
            return false;
        }
    }
}
