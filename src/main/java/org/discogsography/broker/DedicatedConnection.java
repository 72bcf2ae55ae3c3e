package org.discogsography.broker;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;

/**
 * A connection to the broker that one user has to itself, made when it is first needed and again after a loss. Thread-safe.
 *
 * <p>Its channels are the client's own. One of Spring's would open another beneath itself when it is lost, so that its user waits for a
 * connection, or for confirms of what was sent on the lost one; and whoever closes it only gives it back, and what it holds with it.
 */
public final class DedicatedConnection implements AutoCloseable {

    private final BrokerConnections connections;
    private final String purpose;
    private volatile boolean closed;
    private volatile Connection connection; // null: none yet

    public DedicatedConnection(BrokerConnections connections, String purpose) {
        this.connections = connections;
        this.purpose = purpose;
    }

    /** Another channel, on a new connection where there is none. */
    public synchronized Channel channel() throws IOException {
        refuseIfClosed();
        if (connection == null || !connection.isOpen()) {
            connection = connections.connect(purpose);
            if (closed) {
                abort();
                refuseIfClosed();
            }
        }
        return connection.openChannel().orElseThrow(() -> new IOException("the connection has no channel left"));
    }

    private void refuseIfClosed() throws IOException {
        if (closed) {
            throw new IOException("the program ends");
        }
    }

    /** Gives it up, whatever state it is in: a broker that hangs is waited for a second or two. The next channel is on another. */
    public void abort() {
        Connection open = connection;
        if (open != null) {
            connections.close(open);
        }
    }

    /** Whether it is there, as far as its heartbeats tell. */
    boolean isOpen() {
        Connection open = connection;
        return open != null && open.isOpen();
    }

    /** Closes its socket, so that whoever hangs in a write to it fails. */
    void cut() {
        Connection open = connection;
        if (open != null) {
            connections.cut(open);
        }
    }

    /** There are no channels from now on. */
    @Override
    public void close() {
        closed = true;
        abort();
    }
}
