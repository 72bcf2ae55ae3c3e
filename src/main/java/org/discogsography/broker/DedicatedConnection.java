package org.discogsography.broker;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;

/**
 * A connection to the broker for one user, made when it is first needed and again after a loss. Thread-safe.
 *
 * <p>Its channels are the client's own. A channel of Spring's that is lost silently opens another, and its user then waits for a connection,
 * or for confirms of what was sent on the lost one. And to close a channel of Spring's only returns it to a cache, with the messages that it has
 * not acknowledged.
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

    /** Another channel, on a new connection if there is none. */
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

    /** Closes the connection, whatever state it is in, within two seconds. The next channel is on another. */
    public void abort() {
        Connection open = connection;
        if (open != null) {
            connections.close(open);
        }
    }

    /** Whether it is open, as far as the heartbeats show. */
    boolean isOpen() {
        Connection open = connection;
        return open != null && open.isOpen();
    }

    /** Closes its socket, so that a write that is blocked fails. */
    void cut() {
        Connection open = connection;
        if (open != null) {
            connections.cut(open);
        }
    }

    /** Closes it for good: there are no more channels. */
    @Override
    public void close() {
        closed = true;
        abort();
    }
}
