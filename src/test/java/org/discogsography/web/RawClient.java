package org.discogsography.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Talks bytes to an HTTP server on this machine, well-formed or not. */
public final class RawClient implements AutoCloseable {

    private final Socket socket = new Socket();

    private RawClient(int port) throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
    }

    public static RawClient to(int port) throws IOException {
        return new RawClient(port);
    }

    /** Sends it all, waits for an answer, and takes what comes until the server is silent for a while, or closes. */
    public static RawAnswer ask(int port, String request) throws IOException {
        return ask(port, request.getBytes(StandardCharsets.UTF_8));
    }

    /** The same with bytes. */
    public static RawAnswer ask(int port, byte[] request) throws IOException {
        try (var client = to(port)) {
            client.send(request);
            return client.read(Duration.ofMinutes(1), Duration.ofSeconds(30));
        }
    }

    /** False where the server has closed the connection. */
    public boolean send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** False where the server has closed the connection. */
    public boolean send(String text) {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Takes what comes until the server closes, or is silent for so long. */
    public RawAnswer read(Duration silence) throws IOException {
        return read(silence, silence);
    }

    private RawAnswer read(Duration beginning, Duration silence) throws IOException {
        var answer = new ByteArrayOutputStream();
        boolean closed = true;
        socket.setSoTimeout((int) beginning.toMillis());
        try {
            byte[] part = new byte[8_192];
            for (int count = socket.getInputStream().read(part);
                    count >= 0;
                    count = socket.getInputStream().read(part)) {
                answer.write(part, 0, count);
                socket.setSoTimeout((int) silence.toMillis());
            }
        } catch (SocketTimeoutException e) {
            closed = false;
        } catch (IOException e) {
            // Reset: closed as well.
            closed = true;
        }
        return new RawAnswer(answer.toString(StandardCharsets.UTF_8), closed);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
