package org.discogsography.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The network between a client and a server, with faults on demand: a TCP proxy on a port of the loopback address, which
 * stays the same over its life. A fault holds from its call until that of the next, for the connections that are there
 * and for new ones. A client whose server cannot be reached is reset. Safe for use by several threads.
 */
public final class FaultyLink implements AutoCloseable {

    private enum Mode {
        PASS,
        DROP,
        RESET,
        REFUSE,
        SLOW
    }

    private final InetSocketAddress server;
    private final int port = LoopbackPort.free();
    private final Set<LinkConnection> connections = ConcurrentHashMap.newKeySet();
    // All guarded by this.
    private Mode mode = Mode.PASS;
    private long delayNanos;
    private long bytesPerSecond;
    private int sendsUntilReset;
    private ServerSocket listener;
    private Thread accepting;

    private FaultyLink(InetSocketAddress server) {
        this.server = server;
    }

    /** A link to a server, which need not be up; it passes everything on at first. */
    public static FaultyLink to(String host, int port) throws IOException {
        var link = new FaultyLink(new InetSocketAddress(host, port));
        link.pass();
        return link;
    }

    /** Where clients connect to, on the loopback address. */
    public int port() {
        return port;
    }

    /** Connections through to the server that neither side has closed. */
    public long connections() {
        return connections.stream().filter(LinkConnection::isOpen).count();
    }

    /** No fault any more. What {@link #drop} has held is delivered, in order, as TCP's retransmission would. */
    public void pass() throws IOException {
        change(Mode.PASS);
    }

    /**
     * A black hole: nothing is passed on in either direction, not even that one side has hung up. Connections stay open, and new
     * ones are accepted, though the server learns of them only after {@link #pass}.
     */
    public void drop() throws IOException {
        change(Mode.DROP);
    }

    /** Every connection is reset (RST), and every new one as soon as it is accepted. */
    public void reset() throws IOException {
        change(Mode.RESET);
        connections.forEach(LinkConnection::reset);
    }

    /** Passes everything on until clients have sent so many times, then is as after {@link #reset}: what was sent last is lost. */
    public synchronized void resetAfter(int sends) throws IOException {
        change(Mode.PASS);
        sendsUntilReset = sends;
    }

    /** To be called each time a client has sent something. */
    void clientSent() throws IOException {
        synchronized (this) {
            if (sendsUntilReset == 0 || --sendsUntilReset > 0) {
                return;
            }
        }
        reset();
    }

    /** As with a server that has gone: connections are reset, and new ones refused. */
    public void refuse() throws IOException {
        change(Mode.REFUSE);
        awaitEndOfAccepting();
        connections.forEach(LinkConnection::reset);
    }

    /** Whatever is sent arrives later by a delay, and on each connection at no more than so many bytes a second each way. */
    public synchronized void slow(Duration delay, long bytesPerSecond) throws IOException {
        this.delayNanos = delay.toNanos();
        this.bytesPerSecond = bytesPerSecond;
        change(Mode.SLOW);
    }

    private synchronized void change(Mode next) throws IOException {
        mode = next;
        sendsUntilReset = 0;
        notifyAll();
        if (next == Mode.REFUSE) {
            closeListener();
        } else if (listener == null) {
            listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
            ServerSocket opened = listener;
            accepting = start(() -> accept(opened));
        }
    }

    private void closeListener() throws IOException {
        if (listener != null) {
            listener.close();
            listener = null;
        }
    }

    /** A thread that waits for connections keeps a closed listener open until it has woken up. */
    private void awaitEndOfAccepting() {
        Thread ending;
        synchronized (this) {
            ending = accepting;
        }
        try {
            ending.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept(ServerSocket opened) {
        while (!opened.isClosed()) {
            try {
                Socket client = opened.accept();
                var connection = new LinkConnection(this, client);
                connections.add(connection);
                if (resets()) {
                    connection.reset();
                } else {
                    connection.open(server);
                }
            } catch (IOException closed) {
                // The listener, by a fault or for good: the loop's condition. A client that has gone: the next one.
            }
        }
    }

    private synchronized boolean resets() {
        return mode == Mode.RESET || mode == Mode.REFUSE;
    }

    /** Waits while connections cannot be opened. */
    synchronized void awaitPassage() throws InterruptedException {
        while (holds()) {
            wait();
        }
    }

    /** Also while connections are being reset: what a black hole has held must not get through in the moment before. */
    private boolean holds() {
        return mode == Mode.DROP || resets();
    }

    /**
     * Waits until bytes may be passed on.
     *
     * @param sent when they were sent, in {@link System#nanoTime}
     * @param idle since when the line has been free again, in the same time
     */
    synchronized void awaitPassage(long sent, long idle) throws InterruptedException {
        while (true) {
            long now = System.nanoTime();
            long wait = Math.max(sent + delayNanos - now, idle - now);
            if (holds()) {
                wait();
            } else if (mode == Mode.SLOW && wait > 0) {
                wait(wait / 1_000_000, (int) (wait % 1_000_000));
            } else {
                return;
            }
        }
    }

    /** How long so many bytes take on the line, in nanoseconds. */
    synchronized long duration(int bytes) {
        return mode == Mode.SLOW ? bytes * 1_000_000_000L / bytesPerSecond : 0;
    }

    void ended(LinkConnection connection) {
        connections.remove(connection);
    }

    static Thread start(Runnable task) {
        var thread = new Thread(task, "faulty-link");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Ends it, and resets what is connected. */
    @Override
    public void close() throws IOException {
        refuse();
    }
}
