package org.discogsography.dump;

import java.io.IOException;
import java.util.function.Supplier;

/** The bytes of blocks, one after another, and then those of another source. For one thread. */
final class BlockBytes implements DumpBytes {

    private final Supplier<Block> blocks;
    private final DumpBytes behind;

    private Block current; // null: behind the blocks
    private int position;

    /** @param blocks gives null behind the last */
    BlockBytes(Supplier<Block> blocks, DumpBytes behind) {
        this.blocks = blocks;
        this.behind = behind;
        this.current = blocks.get();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (current != null && position == current.length()) {
            current = blocks.get();
            position = 0;
        }
        if (current == null) {
            return behind.read(target, offset, length);
        }
        int count = Math.min(length, current.length() - position);
        System.arraycopy(current.bytes(), position, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public long[] notUtf8() {
        return current == null ? behind.notUtf8() : current.notUtf8();
    }

    @Override
    public IOException failure() {
        return current == null ? behind.failure() : null;
    }

    @Override
    public long compressedBytesRead() {
        return behind.compressedBytesRead();
    }
}
