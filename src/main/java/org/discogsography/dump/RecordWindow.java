package org.discogsography.dump;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * The unzipped bytes of a dump file, read by the XML parser and kept from a record's start on, so that the bytes of a
 * damaged record can be set aside and the next record be found in them. All offsets are counted from the start of the
 * unzipped file. For one thread.
 *
 * <p>The parser gets 0xFF, which it refuses, in place of a byte that begins no UTF-8: it takes sequences for characters that
 * are longer than they may be.
 */
final class RecordWindow extends InputStream {

    private static final int READ_BYTES = 1 << 16;

    /** What a scan looks back on at most. */
    private static final int SCAN_BACK = 1 << 17;

    /** More is kept than may be: the record is longer than memory has room for. */
    static final class TooLongException extends IOException {

        private static final long serialVersionUID = 1L;

        TooLongException(long limit) {
            super("longer than " + limit + " bytes");
        }
    }

    private final DumpBytes source;
    private final long limit;
    private final Deque<Long> notUtf8 = new ArrayDeque<>();

    private byte[] bytes = new byte[1 << 18];
    private long base; // offset of bytes[0]
    private int keep; // the first byte that is kept
    private int position; // the next byte that the parser gets
    private int end; // behind the last byte that was read
    private boolean atEnd;
    private boolean scanning;
    private byte[] head; // while scanning: the first bytes of what is scanned, if some of it had to be forgotten
    private long forgottenLines; // while scanning: line feeds in what was forgotten

    /**
     * @param start offset of the first byte of the source
     * @param limit how many bytes are kept at most
     */
    RecordWindow(DumpBytes source, long start, long limit) {
        this.source = source;
        this.base = start;
        this.limit = limit;
    }

    /** The number of bytes that can be kept. */
    long limit() {
        return limit;
    }

    /** Forgets the bytes before this offset. */
    void keepFrom(long offset) {
        keep = Math.max(keep, index(offset));
        while (!notUtf8.isEmpty() && notUtf8.peek() < offset) {
            notUtf8.remove();
        }
    }

    /** Where the parser reads next. */
    void seek(long offset) {
        position = index(offset);
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (position == end && !fill()) {
            return -1;
        }
        int count = Math.min(length, end - position);
        System.arraycopy(bytes, position, target, offset, count);
        for (long bad : notUtf8) {
            long at = bad - base - position;
            if (at >= 0 && at < count) {
                target[offset + (int) at] = (byte) 0xFF;
            }
        }
        position += count;
        return count;
    }

    /** The byte at this offset, from 0 to 255, read from the file if need be; -1 behind the end of the file. */
    int at(long offset) throws IOException {
        while (offset >= base + end) {
            if (!fill()) {
                return -1;
            }
        }
        return bytes[index(offset)] & 0xFF;
    }

    /** Whether the byte at this offset is still kept. */
    boolean has(long offset) {
        return offset >= base + keep;
    }

    /** The offset behind the last byte that was read. */
    long end() {
        return base + end;
    }

    /** The offset of the first such byte at or behind this offset; -1 if there is none. */
    long find(char ascii, long from) throws IOException {
        long offset = from;
        while (at(offset) >= 0) {
            for (int i = index(offset); i < end; i++) {
                if (bytes[i] == ascii) {
                    return base + i;
                }
            }
            offset = base + end;
        }
        return -1;
    }

    /** A copy of the bytes from an offset that is still kept. */
    byte[] copy(long from, long to) {
        return Arrays.copyOfRange(bytes, index(from), index(to));
    }

    /** From here to {@link #endScan}, no length is too long: what memory has no room for is forgotten, but for its first bytes. */
    void beginScan(long from) {
        keepFrom(from);
        scanning = true;
        head = null;
        forgottenLines = 0;
    }

    /** Ends a scan. Returns the bytes from where it began, the first {@link #limit} of them if they are more. */
    byte[] endScan(long from, long to) {
        scanning = false;
        byte[] first = head;
        head = null;
        return first == null ? copy(from, to) : first;
    }

    /** The number of line feeds between two offsets, the first of them being kept or the start of the scan. */
    long lines(long from, long to) {
        long lines = 0;
        for (int i = Math.max(keep, index(from)); i < index(to); i++) {
            lines += bytes[i] == '\n' ? 1 : 0;
        }
        return lines + forgottenLines;
    }

    /** Whether a byte between these offsets is known not to be UTF-8. */
    boolean holdsOtherThanUtf8(long from, long to) {
        return notUtf8.stream().anyMatch(bad -> bad >= from && bad < to);
    }

    private void forget() {
        if (head == null) {
            head = Arrays.copyOfRange(bytes, keep, keep + (int) limit);
        }
        int from = keep;
        keepFrom(base + end - SCAN_BACK);
        for (int i = from; i < keep; i++) {
            forgottenLines += bytes[i] == '\n' ? 1 : 0;
        }
    }

    private int index(long offset) {
        return (int) (offset - base);
    }

    /** Reads more bytes from the file. Returns false at its end. */
    private boolean fill() throws IOException {
        if (atEnd) {
            return false;
        }
        if (bytes.length - end < READ_BYTES) {
            makeRoom();
        }
        int read = source.read(bytes, end, Math.min(READ_BYTES, bytes.length - end));
        if (read < 0) {
            atEnd = true;
            return false;
        }
        long from = base + end;
        for (long bad : source.notUtf8()) {
            if (bad >= from && bad < from + read) {
                notUtf8.add(bad);
            }
        }
        end += read;
        return true;
    }

    private void makeRoom() throws TooLongException {
        if (end - keep > limit) {
            if (!scanning) {
                throw new TooLongException(limit);
            }
            forget();
        }
        int kept = end - keep;
        byte[] target = kept > bytes.length / 2 ? new byte[bytes.length * 2] : bytes;
        System.arraycopy(bytes, keep, target, 0, kept);
        bytes = target;
        base += keep;
        position -= keep;
        end = kept;
        keep = 0;
    }
}
