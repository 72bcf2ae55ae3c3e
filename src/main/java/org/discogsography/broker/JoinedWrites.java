package org.discogsography.broker;

import com.rabbitmq.client.impl.AMQConnection;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.FrameHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;

/**
 * A connection's frames. The client flushes each message to the socket by itself. A thread that says that more follows does not flush: its
 * messages go when the client's buffer is full, or with the first one of which it does not say so. Whatever another thread sends (a
 * heartbeat, for example) takes them along. Thread-safe.
 *
 * <p>The interface is the client's own, of version 5: a newer one may have more methods.
 */
final class JoinedWrites implements FrameHandler {

    private static final ThreadLocal<Boolean> MORE = ThreadLocal.withInitial(() -> false);

    private final FrameHandler frames;

    JoinedWrites(FrameHandler frames) {
        this.frames = frames;
    }

    /** Says whether the calling thread will send more right after what it sends next, on the same connection. */
    static void moreFollows(boolean more) {
        MORE.set(more);
    }

    @Override
    public void flush() throws IOException {
        if (!MORE.get()) {
            frames.flush();
        }
    }

    @Override
    public void writeFrame(Frame frame) throws IOException {
        frames.writeFrame(frame);
    }

    @Override
    public Frame readFrame() throws IOException {
        return frames.readFrame();
    }

    @Override
    public void sendHeader() throws IOException {
        frames.sendHeader();
    }

    @Override
    public void initialize(AMQConnection connection) {
        frames.initialize(connection);
    }

    @Override
    public void setTimeout(int millis) throws SocketException {
        frames.setTimeout(millis);
    }

    @Override
    public int getTimeout() throws SocketException {
        return frames.getTimeout();
    }

    @Override
    public void close() {
        frames.close();
    }

    @Override
    public InetAddress getLocalAddress() {
        return frames.getLocalAddress();
    }

    @Override
    public int getLocalPort() {
        return frames.getLocalPort();
    }

    @Override
    public InetAddress getAddress() {
        return frames.getAddress();
    }

    @Override
    public int getPort() {
        return frames.getPort();
    }
}
