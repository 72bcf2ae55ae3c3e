package org.discogsography.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.discogsography.threads.DaemonThreads;

/** What a client meets first at a server with TLS: a certificate, or silence. Behind it there is nothing. */
public final class TlsDoor implements AutoCloseable {

    /** Length of PostgreSQL's question whether the server has TLS. */
    private static final int SSL_REQUEST = 8;

    private final ServerSocket listener;
    private final SSLContext context;
    private final boolean asked;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private TlsDoor(SSLContext context, boolean asked) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.context = context;
        this.asked = asked;
        new DaemonThreads("tls-door").newThread(this::accept).start();
    }

    /**
     * Shows a certificate.
     *
     * @param asked whether the client asks first, as PostgreSQL's does
     */
    public static TlsDoor showing(Certificates certificates, String alias, boolean asked)
            throws IOException, GeneralSecurityException {
        return new TlsDoor(certificates.context(alias), asked);
    }

    /** Accepts connections, and never begins the handshake. */
    public static TlsDoor silent(boolean asked) throws IOException {
        return new TlsDoor(null, asked);
    }

    public int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                open.add(client);
                new DaemonThreads("tls-door-client")
                        .newThread(() -> greet(client))
                        .start();
            } catch (IOException e) {
                // Closed, or the client has gone.
            }
        }
    }

    private void greet(Socket client) {
        try {
            if (asked) {
                client.getInputStream().readNBytes(SSL_REQUEST);
                client.getOutputStream().write('S');
            }
            if (context != null) {
                var secured = (SSLSocket) context.getSocketFactory()
                        .createSocket(client, client.getInetAddress().getHostAddress(), client.getPort(), true);
                secured.setUseClientMode(false);
                secured.startHandshake();
                secured.getInputStream().read();
                secured.close();
            }
        } catch (IOException e) {
            // The client does not like the certificate, or has gone.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket client : open) {
            client.close();
        }
    }
}
