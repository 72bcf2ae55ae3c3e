package org.discogsography.broker;

import com.rabbitmq.client.SocketConfigurator;
import com.rabbitmq.client.impl.NetworkConnection;
import java.io.IOException;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of the connections to the broker. A broker that hangs or has raised an alarm reads nothing, so that a write blocks as soon as the
 * socket is full. To close the connection, the client first waits for that write, and only the closing of the socket ends it.
 * Thread-safe.
 */
final class OpenSockets implements SocketConfigurator {

    private static final Logger LOG = LoggerFactory.getLogger(OpenSockets.class);

    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Map<Thread, Socket> connecting = new ConcurrentHashMap<>();
    private volatile boolean refusing;

    @Override
    public void configure(Socket socket) {
        sockets.removeIf(Socket::isClosed);
        sockets.add(socket);
        connecting.put(Thread.currentThread(), socket);
        if (refusing) {
            close(socket);
        }
    }

    /** This thread's attempt to connect is over. */
    void connectingEnds() {
        connecting.remove(Thread.currentThread());
    }

    /** From now on every attempt to connect fails at once. */
    void refuse() {
        refusing = true;
        connecting.values().forEach(OpenSockets::close);
    }

    /** Closes the socket of this connection: a write to it fails. */
    void cut(NetworkConnection connection) {
        for (Socket socket : sockets) {
            if (socket.getLocalPort() == connection.getLocalPort()) {
                close(socket);
            }
        }
    }

    private static void close(Socket socket) {
        try {
            // Over TLS it would otherwise wait for the writer, to send its last message after that.
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            LOG.debug("The socket was closed already", e);
        }
    }
}
