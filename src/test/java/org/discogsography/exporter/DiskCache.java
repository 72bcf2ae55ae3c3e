package org.discogsography.exporter;

import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;

/** A file of which a power cut leaves what has been synced, and nothing else. */
final class DiskCache extends FileChannel {

    private byte[] written = new byte[0];
    private byte[] synced = new byte[0];

    /** The file after a power cut. */
    DiskCache afterPowerCut() {
        var left = new DiskCache();
        left.written = synced.clone();
        left.synced = synced.clone();
        return left;
    }

    @Override
    public int read(ByteBuffer target, long position) {
        int length = (int) Math.min(target.remaining(), written.length - position);
        if (length <= 0) {
            return -1;
        }
        target.put(written, (int) position, length);
        return length;
    }

    @Override
    public int write(ByteBuffer source, long position) {
        int length = source.remaining();
        written = Arrays.copyOf(written, Math.max(written.length, (int) position + length));
        source.get(written, (int) position, length);
        return length;
    }

    @Override
    public void force(boolean metaData) {
        synced = written.clone();
    }

    @Override
    public long size() {
        return written.length;
    }

    @Override
    protected void implCloseChannel() {}

    private static UnsupportedOperationException unused() {
        return new UnsupportedOperationException("an index reads and writes at a position");
    }

    @Override
    public int read(ByteBuffer target) {
        throw unused();
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
        throw unused();
    }

    @Override
    public int write(ByteBuffer source) {
        throw unused();
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        throw unused();
    }

    @Override
    public long position() {
        throw unused();
    }

    @Override
    public FileChannel position(long newPosition) {
        throw unused();
    }

    @Override
    public FileChannel truncate(long size) {
        throw unused();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
        throw unused();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw unused();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw unused();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw unused();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        throw unused();
    }
}
