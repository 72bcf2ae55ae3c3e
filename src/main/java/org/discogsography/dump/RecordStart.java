package org.discogsography.dump;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Recognises, in the bytes of a dump, where a record starts and where the root element ends.
 *
 * <p>A record's start tag has the record's name. Elements in records can have that name as well: a label's sublabels are
 * {@code <label id="2">B</label>}, or {@code <label>B</label>} in old dumps. So the start tag of an artist or label is only
 * trusted if a child element follows it, and that of a master or release if it has an {@code id}.
 */
final class RecordStart {

    /** No start tag is longer, and no indentation. */
    private static final int FAR = 1 << 14;

    private final byte[] start;
    private final byte[] end;
    private final byte[] rootEnd;
    private final boolean idIsAttribute;

    RecordStart(DataType type) {
        start = ('<' + type.element()).getBytes(StandardCharsets.US_ASCII);
        end = ("</" + type.element()).getBytes(StandardCharsets.US_ASCII);
        rootEnd = ("</" + type.plural()).getBytes(StandardCharsets.US_ASCII);
        idIsAttribute = type == DataType.MASTERS || type == DataType.RELEASES;
    }

    /** Whether a record's start tag is at this offset. */
    boolean isAt(RecordWindow window, long offset) throws IOException {
        if (!matches(start, window, offset)) {
            return false;
        }
        long at = offset + start.length;
        boolean hasId = false;
        while (true) {
            long name = skipWhiteSpace(window, at);
            int b = window.at(name);
            if (b == '>') {
                return idIsAttribute ? hasId : isBeforeChild(window, name + 1);
            }
            if (b == '/') {
                return idIsAttribute && hasId && window.at(name + 1) == '>';
            }
            long end = name == at || name > offset + FAR ? -1 : attributeEnd(window, name, offset + FAR);
            if (end < 0) {
                return false;
            }
            hasId |= b == 'i' && window.at(name + 1) == 'd' && !isNameByte(window.at(name + 2));
            at = end;
        }
    }

    /** Whether a record's end tag is at this offset. */
    boolean isRecordEnd(RecordWindow window, long offset) throws IOException {
        return matches(end, window, offset) && window.at(skipWhiteSpace(window, offset + end.length)) == '>';
    }

    /** Whether the root element's end tag is at this offset, and nothing follows it. */
    boolean isRootEnd(RecordWindow window, long offset) throws IOException {
        if (!matches(rootEnd, window, offset)) {
            return false;
        }
        long close = skipWhiteSpace(window, offset + rootEnd.length);
        return window.at(close) == '>' && window.at(skipWhiteSpace(window, close + 1)) < 0;
    }

    /** The offset of the next record's start tag, or of the root's end tag at the end of the file; -1 if there is neither. */
    long find(RecordWindow window, long from) throws IOException {
        long at = window.find('<', from);
        while (at >= 0 && !isAt(window, at) && !isRootEnd(window, at)) {
            at = window.find('<', at + 1);
        }
        return at;
    }

    /** The white space before this offset in its line; -1 if it is not the first in its line, as far as {@code from} shows. */
    static int indent(RecordWindow window, long offset, long from) throws IOException {
        for (long at = offset - 1; at >= from && window.has(at); at--) {
            int b = window.at(at);
            if (b == '\n') {
                return (int) (offset - 1 - at);
            }
            if (!isWhiteSpace(b)) {
                return -1;
            }
        }
        return -1;
    }

    static long skipWhiteSpace(RecordWindow window, long offset) throws IOException {
        long at = offset;
        while (isWhiteSpace(window.at(at)) && at < offset + FAR) {
            at++;
        }
        return at;
    }

    private static boolean matches(byte[] text, RecordWindow window, long offset) throws IOException {
        for (int i = 0; i < text.length; i++) {
            if (window.at(offset + i) != text[i]) {
                return false;
            }
        }
        return !isNameByte(window.at(offset + text.length));
    }

    private static boolean isBeforeChild(RecordWindow window, long offset) throws IOException {
        long at = skipWhiteSpace(window, offset);
        int first = window.at(at + 1);
        return window.at(at) == '<' && isNameByte(first) && first != '-';
    }

    /** The offset behind an attribute; -1 if there is none. */
    private static long attributeEnd(RecordWindow window, long name, long farthest) throws IOException {
        long at = name;
        while (isNameByte(window.at(at)) && at < farthest) {
            at++;
        }
        at = skipWhiteSpace(window, at);
        if (window.at(at) != '=') {
            return -1;
        }
        at = skipWhiteSpace(window, at + 1);
        int quote = window.at(at);
        if (quote != '"' && quote != '\'') {
            return -1;
        }
        for (at++; at < farthest; at++) {
            int b = window.at(at);
            if (b == quote) {
                return at + 1;
            }
            if (b == '<' || b < 0) {
                return -1;
            }
        }
        return -1;
    }

    private static boolean isNameByte(int b) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || (b >= '0' && b <= '9')
                || b == '_'
                || b == '-'
                || b == '.'
                || b == ':'
                || b >= 0x80;
    }

    private static boolean isWhiteSpace(int b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
