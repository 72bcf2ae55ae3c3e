package org.discogsography.broker;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Map;

/**
 * The properties of a message with JSON: persistent, with headers and a time. If all headers are texts, as a record's are, it
 * makes the content header's frame in one piece; the client writes it byte by byte, which takes several times as long. The
 * bytes are the same.
 */
final class JsonProperties extends AMQP.BasicProperties {

    private static final String CONTENT_TYPE = "application/json";
    private static final String CONTENT_ENCODING = "UTF-8";
    private static final int PERSISTENT = 2;

    /** Class {@code basic}, weight 0. */
    private static final int BASIC = 60 << 16;

    /** Which properties follow: content type, content encoding, headers, delivery mode, timestamp. */
    private static final short PRESENT = (short) 0b1111_0000_0100_0000;

    /** Of a header's value. */
    private static final byte TEXT = 'S';

    private static final byte[] CONTENT = content();
    private static final int LONGEST_NAME = 255;

    JsonProperties(Map<String, Object> headers, Date time) {
        super(
                CONTENT_TYPE,
                CONTENT_ENCODING,
                headers,
                PERSISTENT,
                null,
                null,
                null,
                null,
                null,
                time,
                null,
                null,
                null,
                null);
    }

    @Override
    public Frame toFrame(int channel, long bodySize) throws IOException {
        byte[] table = table(getHeaders());
        if (table == null) {
            return super.toFrame(channel, bodySize);
        }
        byte[] payload = new byte
                [Integer.BYTES
                        + Long.BYTES
                        + Short.BYTES
                        + CONTENT.length
                        + Integer.BYTES
                        + table.length
                        + Byte.BYTES
                        + Long.BYTES];
        ByteBuffer.wrap(payload)
                .putInt(BASIC)
                .putLong(bodySize)
                .putShort(PRESENT)
                .put(CONTENT)
                .putInt(table.length)
                .put(table)
                .put((byte) PERSISTENT)
                .putLong(getTimestamp().toInstant().getEpochSecond());
        return new Frame(AMQP.FRAME_HEADER, channel, payload);
    }

    /** The headers' names and values; null if they are for the client: none at all, or one is no text, or has too long a name. */
    private static byte[] table(Map<String, Object> headers) {
        if (headers == null) {
            return null;
        }
        byte[][] texts = new byte[2 * headers.size()][];
        int count = 0;
        int length = 0;
        for (var header : headers.entrySet()) {
            if (!(header.getValue() instanceof String value)) {
                return null;
            }
            byte[] name = header.getKey().getBytes(StandardCharsets.UTF_8);
            byte[] text = value.getBytes(StandardCharsets.UTF_8);
            if (name.length > LONGEST_NAME) {
                return null;
            }
            texts[count++] = name;
            texts[count++] = text;
            length += Byte.BYTES + name.length + Byte.BYTES + Integer.BYTES + text.length;
        }
        ByteBuffer table = ByteBuffer.allocate(length);
        for (int i = 0; i < count; i += 2) {
            byte[] name = texts[i];
            byte[] text = texts[i + 1];
            table.put((byte) name.length)
                    .put(name)
                    .put(TEXT)
                    .putInt(text.length)
                    .put(text);
        }
        return table.array();
    }

    private static byte[] content() {
        byte[] type = CONTENT_TYPE.getBytes(StandardCharsets.US_ASCII);
        byte[] encoding = CONTENT_ENCODING.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(type.length + encoding.length + 2)
                .put((byte) type.length)
                .put(type)
                .put((byte) encoding.length)
                .put(encoding)
                .array();
    }
}
