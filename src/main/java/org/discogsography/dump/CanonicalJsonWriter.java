package org.discogsography.dump;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Writes one record's canonical JSON while its XML is parsed: keys sorted, empty values left out, repeated keys joined in
 * one array.
 *
 * <p>Building a tree of maps and strings for every record would take several times as long as the rest of the parsing.
 * This writer encodes each value once, as it arrives, into one buffer that all records share. The fields of an open object
 * are ranges of that buffer. They are sorted when the object is closed. Not thread-safe.
 */
final class CanonicalJsonWriter {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** The escape of each ASCII character: 0 if it needs none, {@code u} if it has no short one. */
    private static final byte[] ESCAPES = escapes();

    /** How many characters of a text are encoded at once: a long text is not to need six times its size for a moment. */
    private static final int SLICE = 1 << 14;

    private byte[] bytes = new byte[1 << 14];
    private int size;
    private byte[] sorted = new byte[1 << 14];

    // The fields of all open objects, outermost first: a name, and the range of `bytes` that is its value.
    private FieldName[] names = new FieldName[64];
    private int[] from = new int[64];
    private int[] to = new int[64];
    private boolean[] list = new boolean[64];
    private int fields;

    // The open objects: the index of their first field, and the position in `bytes` at which their values begin.
    private int[] firstField = new int[16];
    private int[] begin = new int[16];
    private int objects;

    void clear() {
        size = 0;
        fields = 0;
        objects = 0;
    }

    /** The position at which the next value will begin. */
    int position() {
        return size;
    }

    /** Discards everything from that position on. No field's value may be in it. */
    void cutTo(int position) {
        size = position;
    }

    byte[] toByteArray(int start) {
        return Arrays.copyOfRange(bytes, start, size);
    }

    /** Appends JSON that is already canonical. */
    void append(byte[] canonical) {
        append(canonical, 0, canonical.length);
    }

    void string(char[] chars, int start, int end) {
        append('"');
        int from = start;
        while (end - from > SLICE) {
            int to = from + SLICE;
            to -= Character.isHighSurrogate(chars[to - 1]) ? 1 : 0;
            encode(chars, from, to);
            from = to;
        }
        encode(chars, from, end);
        append('"');
    }

    private void encode(char[] chars, int start, int end) {
        reserve((end - start) * 6); // at worst, each character is an escape of six bytes
        byte[] out = bytes;
        int n = size;
        int i = start;
        while (i < end) {
            // Nearly all characters need no escape: a loop of their own compiles to fast code.
            char c = chars[i];
            while (c < 0x80 && ESCAPES[c] == 0) {
                out[n++] = (byte) c;
                if (++i == end) {
                    break;
                }
                c = chars[i];
            }
            if (i < end) {
                boolean pair = Character.isHighSurrogate(c) && i + 1 < end && Character.isLowSurrogate(chars[i + 1]);
                n = pair ? putPair(c, chars[i + 1], out, n) : putOther(c, out, n);
                i += pair ? 2 : 1;
            }
        }
        size = n;
    }

    void openObject() {
        if (objects == begin.length) {
            firstField = Arrays.copyOf(firstField, objects * 2);
            begin = Arrays.copyOf(begin, objects * 2);
        }
        firstField[objects] = fields;
        begin[objects] = size;
        objects++;
    }

    /** Discards the innermost object and its fields, because the element is not an object after all. */
    void dropObject() {
        objects--;
        fields = firstField[objects];
        size = begin[objects];
    }

    /** Adds everything written since that position to the innermost object as one field. */
    void field(FieldName name, int start) {
        addField(name, start, false);
    }

    /** The same for a list. Its items are joined with the other values of that name. */
    void listField(FieldName name, int start) {
        addField(name, start, true);
    }

    /** The number of fields of all open objects so far; see {@link #dropFieldsAfter}. */
    int fieldCount() {
        return fields;
    }

    void dropFieldsAfter(int count) {
        if (count < fields) {
            size = from[count];
            fields = count;
        }
    }

    /** Renames the fields from that number on. */
    void renameFieldsAfter(int count, UnaryOperator<FieldName> newName) {
        for (int i = count; i < fields; i++) {
            names[i] = newName.apply(names[i]);
        }
    }

    /** Removes the fields of the innermost object that repeat the name and the value of an earlier one. */
    void dropRepeatedFields(FieldName name) {
        int first = firstField[objects - 1];
        int kept = first;
        for (int i = first; i < fields; i++) {
            if (!names[i].equals(name) || !isRepeated(i, first, kept)) {
                names[kept] = names[i];
                from[kept] = from[i];
                to[kept] = to[i];
                list[kept] = list[i];
                kept++;
            }
        }
        fields = kept;
    }

    private boolean isRepeated(int field, int first, int end) {
        for (int i = first; i < end; i++) {
            if (names[i].equals(names[field]) && Arrays.equals(bytes, from[i], to[i], bytes, from[field], to[field])) {
                return true;
            }
        }
        return false;
    }

    /** The JSON of each value that the outermost object has under that name so far. */
    List<byte[]> outermostValues(FieldName name) {
        var values = new ArrayList<byte[]>(1);
        int end = objects > 1 ? firstField[1] : fields;
        for (int i = 0; i < end; i++) {
            if (names[i].equals(name)) {
                values.add(Arrays.copyOfRange(bytes, from[i], to[i]));
            }
        }
        return values;
    }

    /** Replaces the values of the innermost object by the object. Returns false, and writes nothing, if it has none. */
    boolean closeObject() {
        objects--;
        int first = firstField[objects];
        int start = begin[objects];
        if (first == fields) {
            size = start;
            return false;
        }
        sort(first);
        int length = assemble(first);
        fields = first;
        size = start;
        append(sorted, 0, length);
        return true;
    }

    void openList() {
        append('[');
    }

    /** Begins the next item of the list opened at that position. Returns the position to cut to if the item is empty. */
    int openItem(int listStart) {
        int item = size;
        if (item > listStart + 1) {
            append(',');
        }
        return item;
    }

    /** Closes the list opened at that position. Returns false, and removes the list, if it is empty. */
    boolean closeList(int listStart) {
        if (size == listStart + 1) {
            size = listStart;
            return false;
        }
        append(']');
        return true;
    }

    /** Decodes a string that {@link #string} wrote. */
    static String decode(byte[] string) {
        if (isPlain(string)) {
            return new String(string, 1, string.length - 2, StandardCharsets.US_ASCII);
        }
        try {
            return RecordJson.MAPPER.readValue(string, String.class);
        } catch (IOException e) {
            throw new IllegalArgumentException(new String(string, StandardCharsets.UTF_8), e);
        }
    }

    /** Whether its characters stand in it as they are: an id is mostly a number. */
    private static boolean isPlain(byte[] string) {
        for (byte b : string) {
            if (b < 0x20 || b == '\\') {
                return false;
            }
        }
        return string[0] == '"';
    }

    private void addField(FieldName name, int start, boolean isList) {
        if (fields == names.length) {
            names = Arrays.copyOf(names, fields * 2);
            from = Arrays.copyOf(from, fields * 2);
            to = Arrays.copyOf(to, fields * 2);
            list = Arrays.copyOf(list, fields * 2);
        }
        names[fields] = name;
        from[fields] = start;
        to[fields] = size;
        list[fields] = isList;
        fields++;
    }

    /** An insertion sort: it is stable, and the fastest for so few fields. */
    private void sort(int first) {
        for (int i = first + 1; i < fields; i++) {
            FieldName name = names[i];
            int j = i;
            while (j > first && names[j - 1].compareTo(name) > 0) {
                j--;
            }
            if (j < i) {
                move(i, j);
            }
        }
    }

    private void move(int source, int target) {
        FieldName name = names[source];
        int start = from[source];
        int end = to[source];
        boolean isList = list[source];
        int count = source - target;
        System.arraycopy(names, target, names, target + 1, count);
        System.arraycopy(from, target, from, target + 1, count);
        System.arraycopy(to, target, to, target + 1, count);
        System.arraycopy(list, target, list, target + 1, count);
        names[target] = name;
        from[target] = start;
        to[target] = end;
        list[target] = isList;
    }

    /** Writes the sorted fields from {@code first} on as an object into {@link #sorted}; returns its length. */
    private int assemble(int first) {
        int n = 0;
        int i = first;
        while (i < fields) {
            int next = i + 1;
            while (next < fields && names[next].equals(names[i])) {
                next++;
            }
            byte[] key = names[i].jsonKey();
            n = put(i == first ? '{' : ',', n);
            n = put(key, 0, key.length, n);
            n = next == i + 1 ? put(bytes, from[i], to[i], n) : assembleRepeated(i, next, n);
            i = next;
        }
        return put('}', n);
    }

    private int assembleRepeated(int first, int end, int start) {
        int n = put('[', start);
        for (int i = first; i < end; i++) {
            int bracket = list[i] ? 1 : 0;
            if (i > first) {
                n = put(',', n);
            }
            n = put(bytes, from[i] + bracket, to[i] - bracket, n);
        }
        return put(']', n);
    }

    private int put(byte[] source, int start, int end, int n) {
        int count = end - start;
        if (sorted.length - n < count) {
            sorted = Arrays.copyOf(sorted, Math.max(sorted.length * 2, n + count));
        }
        System.arraycopy(source, start, sorted, n, count);
        return n + count;
    }

    private int put(char ascii, int n) {
        if (sorted.length == n) {
            sorted = Arrays.copyOf(sorted, n * 2);
        }
        sorted[n] = (byte) ascii;
        return n + 1;
    }

    private void append(byte[] source, int start, int end) {
        reserve(end - start);
        System.arraycopy(source, start, bytes, size, end - start);
        size += end - start;
    }

    private void append(char ascii) {
        reserve(1);
        bytes[size++] = (byte) ascii;
    }

    private void reserve(int count) {
        if (bytes.length - size < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + count));
        }
    }

    private static int putOther(char c, byte[] out, int start) {
        int n = start;
        if (c < 0x80) {
            out[n++] = '\\';
            out[n++] = ESCAPES[c];
            if (ESCAPES[c] == 'u') {
                out[n++] = '0';
                out[n++] = '0';
                out[n++] = HEX[c >> 4];
                out[n++] = HEX[c & 0xF];
            }
        } else if (c < 0x800) {
            out[n++] = (byte) (0xC0 | c >> 6);
            out[n++] = continuation(c);
        } else {
            out[n++] = (byte) (0xE0 | c >> 12);
            out[n++] = continuation(c >> 6);
            out[n++] = continuation(c);
        }
        return n;
    }

    private static int putPair(char high, char low, byte[] out, int start) {
        int n = start;
        int point = Character.toCodePoint(high, low);
        out[n++] = (byte) (0xF0 | point >> 18);
        out[n++] = continuation(point >> 12);
        out[n++] = continuation(point >> 6);
        out[n++] = continuation(point);
        return n;
    }

    private static byte continuation(int bits) {
        return (byte) (0x80 | (bits & 0x3F));
    }

    private static byte[] escapes() {
        var escapes = new byte[0x80];
        Arrays.fill(escapes, 0, 0x20, (byte) 'u');
        escapes['"'] = '"';
        escapes['\\'] = '\\';
        escapes['\b'] = 'b';
        escapes['\f'] = 'f';
        escapes['\n'] = 'n';
        escapes['\r'] = 'r';
        escapes['\t'] = 't';
        return escapes;
    }
}
