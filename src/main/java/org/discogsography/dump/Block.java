package org.discogsography.dump;

/**
 * A part of the unzipped bytes of a dump file.
 *
 * @param offset of its first byte in the file
 * @param bytes the first {@code length} of them are its own
 * @param notUtf8 the offsets in the file of bytes that are not UTF-8
 * @param endsAtRecord whether a record seems to start in the line behind it
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
record Block(long offset, byte[] bytes, int length, long[] notUtf8, boolean endsAtRecord) {

    /** The offset behind its last byte. */
    long end() {
        return offset + length;
    }
}
