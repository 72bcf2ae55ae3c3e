package org.discogsography.dump;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts the unzipped bytes of a dump file where a line ends and the next looks like the start of a record. Whether a record
 * does start there is only known when everything before has been read: a comment can look the same. For one thread.
 */
final class BlockCutter {

    /** How many times its usual size a block becomes if there is no place to cut. */
    static final int MOST_SIZES = 16;

    private final DumpBytes source;
    private final int size;
    private final byte[] start;
    private final boolean isBeforeChild;

    private byte[] bytes;
    private int length;
    private long offset; // of bytes[0]
    private long[] notUtf8 = new long[0];
    private boolean ended;

    /** @param size of a block in bytes */
    BlockCutter(DumpBytes source, DataType type, int size) {
        this.source = source;
        this.size = size;
        this.start = ('<' + type.element()).getBytes(StandardCharsets.US_ASCII);
        // Sublabels are called labels as well.
        this.isBeforeChild = type == DataType.ARTISTS || type == DataType.LABELS;
        this.bytes = new byte[size];
    }

    /** The next block; null if the source ends or fails. What has been read before that is in blocks. */
    Block next() {
        int cut = -1;
        for (int want = size; cut < 0 && !ended && want <= MOST_SIZES * size; want *= 2) {
            fill(want);
            cut = ended ? -1 : lastCut();
        }
        if (length == 0) {
            return null;
        }
        return take(cut < 0 ? length : cut, cut >= 0);
    }

    private void fill(int want) {
        if (bytes.length < want) {
            bytes = Arrays.copyOf(bytes, want);
        }
        try {
            while (length < want && !ended) {
                int read = source.read(bytes, length, want - length);
                if (read < 0) {
                    ended = true;
                } else {
                    note(source.notUtf8(), offset + length, offset + length + read);
                    length += read;
                }
            }
        } catch (IOException e) {
            ended = true; // the source fails again for whoever reads on
        }
    }

    private void note(long[] all, long from, long to) {
        var these = Arrays.stream(all).filter(bad -> bad >= from && bad < to).toArray();
        notUtf8 = Arrays.copyOf(notUtf8, notUtf8.length + these.length);
        System.arraycopy(these, 0, notUtf8, notUtf8.length - these.length, these.length);
    }

    private Block take(int count, boolean endsAtRecord) {
        long end = offset + count;
        var inside = Arrays.stream(notUtf8).filter(bad -> bad < end).toArray();
        var block = new Block(offset, bytes, count, inside, endsAtRecord);
        notUtf8 = Arrays.stream(notUtf8).filter(bad -> bad >= end).toArray();
        var rest = new byte[Math.max(size, length - count)];
        System.arraycopy(bytes, count, rest, 0, length - count);
        bytes = rest;
        length -= count;
        offset = end;
        return block;
    }

    /** The last place to cut at; -1 if there is none. */
    private int lastCut() {
        for (int at = length - start.length - 1; at > 1; at--) {
            if (bytes[at] == '<' && startsRecord(at)) {
                int cut = lineEndBefore(at);
                if (cut > 0) {
                    return cut;
                }
            }
        }
        return -1;
    }

    private boolean startsRecord(int at) {
        if (!Arrays.equals(bytes, at, at + start.length, start, 0, start.length)) {
            return false;
        }
        int behind = at + start.length;
        if (bytes[behind] != '>') {
            return bytes[behind] == ' ' && !isBeforeChild;
        }
        return isBeforeChild && behind + 2 < length && bytes[behind + 1] == '<' && bytes[behind + 2] != '/';
    }

    /** The end of the line before a start tag, if that line ends with another tag; 0 if not. */
    private int lineEndBefore(int tag) {
        int at = tag - 1;
        while (at > 1 && (bytes[at] == ' ' || bytes[at] == '\t')) {
            at--;
        }
        if (bytes[at] != '\n') {
            return 0;
        }
        int end = bytes[at - 1] == '\r' ? at - 1 : at;
        return end > 0 && bytes[end - 1] == '>' ? end : 0;
    }
}
