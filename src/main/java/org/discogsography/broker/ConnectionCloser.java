package org.discogsography.broker;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.impl.NetworkConnection;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.discogsography.threads.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections in bounded time, whatever state they and the broker are in. The client alone cannot: to close, it writes to the
 * broker, and one that hangs or has raised an alarm does not read. Thread-safe.
 */
final class ConnectionCloser {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionCloser.class);
    private static final int ABORT_MILLIS = 1_000;

    private final OpenSockets sockets;
    private final ExecutorService threads = Executors.newCachedThreadPool(new DaemonThreads("rabbitmq-close"));

    ConnectionCloser(OpenSockets sockets) {
        this.sockets = sockets;
    }

    /** Closes a connection within two seconds. */
    void close(Connection connection) {
        Future<?> closing = threads.submit(() -> connection.abort(ABORT_MILLIS));
        try {
            closing.get(2L * ABORT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cut(connection);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("The connection did not close by itself", e);
            cut(connection);
        }
    }

    /** Closes the socket of a connection without notifying the broker: a write that is blocked fails. */
    void cut(Connection connection) {
        if (connection instanceof NetworkConnection network) {
            sockets.cut(network);
        }
    }
}
