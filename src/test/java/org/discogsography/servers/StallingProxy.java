package org.discogsography.servers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands in front of a server and can make it look frozen: connections are accepted and kept, and nothing is passed on
 * any more, as with a server whose process has been stopped.
 */
public final class StallingProxy implements AutoCloseable {

    private final String host;
    private final int port;
    private final ServerSocket listener;
    private final List<Pipe> pipes = new CopyOnWriteArrayList<>();
    private volatile boolean stalled;

    public StallingProxy(String host, int port) throws IOException {
        this.host = host;
        this.port = port;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Connections through this proxy that neither side has closed. */
    public long connections() {
        return pipes.stream().filter(Pipe::isOpen).count() / 2;
    }

    /** From here on nothing is passed on. */
    public void stall() {
        stalled = true;
    }

    /** What was held back and what comes is passed on again. */
    public void resume() throws IOException {
        stalled = false;
        for (Pipe pipe : pipes) {
            pipe.pass(new byte[0], 0);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(host, port);
                for (Pipe pipe : List.of(new Pipe(client, server), new Pipe(server, client))) {
                    pipes.add(pipe);
                    start(pipe::run);
                }
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "stalling-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Pipe pipe : pipes) {
            pipe.close();
        }
    }

    /** One direction of one connection. Reads on while stalled, so that it notices who hangs up. */
    private final class Pipe {

        private final Socket from;
        private final Socket to;
        private final ByteArrayOutputStream held = new ByteArrayOutputStream();

        Pipe(Socket from, Socket to) {
            this.from = from;
            this.to = to;
        }

        void run() {
            byte[] buffer = new byte[16_384];
            try (from;
                    to) {
                for (int read = from.getInputStream().read(buffer);
                        read >= 0;
                        read = from.getInputStream().read(buffer)) {
                    pass(buffer, read);
                }
            } catch (IOException closed) {
                // One side has hung up, and the other follows.
            }
        }

        synchronized void pass(byte[] bytes, int length) throws IOException {
            held.write(bytes, 0, length);
            if (!stalled && isOpen()) {
                held.writeTo(to.getOutputStream());
                held.reset();
            }
        }

        boolean isOpen() {
            return !from.isClosed() && !to.isClosed();
        }

        void close() throws IOException {
            from.close();
            to.close();
        }
    }
}
