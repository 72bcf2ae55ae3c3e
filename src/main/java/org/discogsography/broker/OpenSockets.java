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
 * The sockets beneath the connections to the broker. During its alarm a broker reads nothing, so that a write blocks as soon
 * as the socket is full; the client would then wait for that write before it says goodbye, and nothing but closing the socket
 * itself ends it. Thread-safe.
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

    /** This thread's try to connect has come to its end. */
    void connectingEnds() {
        connecting.remove(Thread.currentThread());
    }

    /** Whoever connects fails at once, from now on. */
    void refuse() {
        refusing = true;
        connecting.values().forEach(OpenSockets::close);
    }

    /** Closes the socket of this connection. Whoever writes to it fails. */
    void cut(NetworkConnection connection) {
        for (Socket socket : sockets) {
            if (socket.getLocalPort() == connection.getLocalPort()) {
                close(socket);
            }
        }
    }

    private static void close(Socket socket) {
        try {
            // Over TLS closing would else wait for the writer, to say goodbye behind what it writes.
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            LOG.debug("The socket was closed already", e);
        }
    }
}
