package org.discogsography.broker.messages;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The body of a record as the extractor writes it: {@code type} and {@code sha256} first, then the rest of the record, all of whose
 * values are texts, objects and arrays, without white space between them. It is checked in a fraction of the time that a JSON
 * parser takes. Any other body, good or bad, is left to the parser.
 *
 * @param id without escapes
 */
record PublishedRecord(String id, String sha256) {

    private static final byte[] ID = ascii("id");
    private static final byte[] TYPE = ascii("type");
    private static final byte[] SHA256 = ascii("sha256");
    private static final byte[] START = ascii("{\"type\":\"data\",\"sha256\":\"");
    private static final int HASH_END = START.length + 64;

    /** Where the record begins that is without the envelope. A comma stands in the place of its opening brace. */
    static final int RECORD_START = HASH_END + 1;

    /** The body is valid UTF-8. Null if it has another form. */
    static PublishedRecord read(byte[] body) {
        var scan = new Scan(body);
        return Arrays.mismatch(START, body) == START.length && scan.isRecord() ? scan.record() : null;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static final class Scan {

        private final byte[] body;
        private int at = RECORD_START + 1;
        private String id;

        Scan(byte[] body) {
            this.body = body;
        }

        PublishedRecord record() {
            return new PublishedRecord(
                    id, new String(body, START.length, HASH_END - START.length, StandardCharsets.ISO_8859_1));
        }

        boolean isRecord() {
            if (body.length < at || body[HASH_END] != '"' || body[RECORD_START] != ',') {
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
                if (is(ID, name, end)) {
                    int value = at + 1;
                    if (id != null || !text() || hasEscapes(value, at - 1)) {
                        return false;
                    }
                    id = new String(body, value, at - 1 - value, StandardCharsets.UTF_8);
                } else if (is(TYPE, name, end) || is(SHA256, name, end) || hasEscapes(name, end) || !value()) {
                    return false;
                }
            } while (next(','));
            return next('}') && at == body.length && id != null && !id.isEmpty();
        }

        private boolean value() {
            at = CompactJson.value(body, at, 1);
            return at >= 0;
        }

        private boolean text() {
            at = CompactJson.text(body, at);
            return at >= 0;
        }

        private boolean next(char expected) {
            boolean found = CompactJson.peek(body, at) == expected;
            at += found ? 1 : 0;
            return found;
        }

        private boolean is(byte[] name, int start, int end) {
            return Arrays.equals(body, start, end, name, 0, name.length);
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
