package org.discogsography.table;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.postgresql.core.Oid;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/**
 * A parameter of type {@code text[]} whose elements are UTF-8 already, and go to the server as they are. To make Strings of them for the
 * driver, which makes bytes of these again, takes longer than all else that the driver does. The elements must not change.
 */
public final class Utf8Texts extends PGobject implements PGBinaryObject {

    private static final long serialVersionUID = 1;

    /** Number of dimensions, whether there are nulls, the elements' type, their number, and the number of the first one. */
    private static final int HEADER = 5 * Integer.BYTES;

    private final transient List<byte[]> texts;

    /** @param texts none of them null */
    @SuppressWarnings("this-escape")
    public Utf8Texts(List<byte[]> texts) {
        setType("_text");
        this.texts = List.copyOf(texts);
    }

    @Override
    public int lengthInBytes() {
        return HEADER
                + texts.stream().mapToInt(text -> Integer.BYTES + text.length).sum();
    }

    /** As the server's {@code array_recv} reads it. */
    @Override
    public void toBytes(byte[] bytes, int offset) {
        var to = ByteBuffer.wrap(bytes, offset, bytes.length - offset);
        to.putInt(1).putInt(0).putInt(Oid.TEXT).putInt(texts.size()).putInt(1);
        for (byte[] text : texts) {
            to.putInt(text.length).put(text);
        }
    }

    /** The same as a literal, for a connection that sends no binary parameters. */
    @Override
    public String getValue() {
        return texts.stream()
                .map(text -> new String(text, StandardCharsets.UTF_8)
                        .replace("\\", "\\\\")
                        .replace("\"", "\\\""))
                .map(text -> '"' + text + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** It is a parameter, not a result. */
    @Override
    public void setByteValue(byte[] value, int offset) {
        throw new UnsupportedOperationException();
    }

    /** Not the texts, which may be megabytes: whatever logs or shows a route's variables asks for this. */
    @Override
    public String toString() {
        return texts.size() + " texts";
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
