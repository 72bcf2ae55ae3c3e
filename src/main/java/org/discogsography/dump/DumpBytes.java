package org.discogsography.dump;

import java.io.IOException;

/** The unzipped bytes of a dump file, from one place in it on. For one thread. */
interface DumpBytes {

    /** None at all. */
    DumpBytes NONE = new DumpBytes() {
        @Override
        public int read(byte[] target, int offset, int length) {
            return -1;
        }

        @Override
        public long[] notUtf8() {
            return new long[0];
        }

        @Override
        public IOException failure() {
            return null;
        }

        @Override
        public long compressedBytesRead() {
            return 0;
        }
    };

    /** Reads some bytes; returns their number, or -1 at the end. */
    int read(byte[] target, int offset, int length) throws IOException;

    /** The offsets in the file of bytes that are not UTF-8; those among the bytes of the last read are in it. */
    long[] notUtf8();

    /** Why reading ended before the end of the file; null if it did not. */
    IOException failure();

    /** How much of the file has been read. */
    long compressedBytesRead();
}
