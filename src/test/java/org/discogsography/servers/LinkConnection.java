package org.discogsography.servers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** One connection through a {@link FaultyLink}, with a pipe for each direction. */
final class LinkConnection {

    private static final int CHUNK = 16_384;
    private static final int CONNECT_MILLIS = 5_000;
    // What a pipe holds, besides the systems' buffers, before its sender has to wait: 1 MiB, as TCP's window would
    // bound it.
    private static final int HELD_CHUNKS = 64;

    private final FaultyLink link;
    private final Socket client;
    private final Socket server = new Socket();
    private final List<Thread> threads = new ArrayList<>(); // guarded by this
    private final AtomicInteger deliveredEnds = new AtomicInteger();
    private boolean reset; // guarded by this
    private volatile boolean connected;
    private volatile boolean hungUp;

    LinkConnection(FaultyLink link, Socket client) {
        this.link = link;
        this.client = client;
    }

    /** Connects to the server, on a thread of its own, as soon as the link lets it. */
    void open(InetSocketAddress address) {
        run(() -> {
            link.awaitPassage();
            server.connect(address, CONNECT_MILLIS);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            connected = true;
            for (Pipe pipe : List.of(new Pipe(client, server), new Pipe(server, client))) {
                run(pipe::receive);
                run(pipe::deliver);
            }
        });
    }

    /** Whether it reaches the server, and neither side has hung up. */
    boolean isOpen() {
        return connected && !hungUp;
    }

    /** Ends it with an RST to both sides. */
    synchronized void reset() {
        reset = true;
        hungUp = true;
        end(client);
        end(server);
        threads.forEach(Thread::interrupt);
        link.ended(this);
    }

    private static void end(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException closed) {
            // By its other side, or never connected.
        }
        try {
            socket.close();
        } catch (IOException e) {
            // It is as closed as it can be.
        }
    }

    private synchronized void run(Task task) {
        if (!reset) {
            threads.add(FaultyLink.start(() -> {
                try {
                    task.run();
                } catch (IOException | InterruptedException e) {
                    reset();
                }
            }));
        }
    }

    private interface Task {
        void run() throws IOException, InterruptedException;
    }

    /** What a side has sent at once; no bytes are the end of what it sends. */
    private record Chunk(byte[] bytes, long sent, boolean broken) {}

    /** One direction. Receives on while the link holds everything, so that it notices who hangs up. */
    private final class Pipe {

        private final Socket from;
        private final Socket to;
        private final BlockingQueue<Chunk> held = new LinkedBlockingQueue<>(HELD_CHUNKS);

        Pipe(Socket from, Socket to) {
            this.from = from;
            this.to = to;
        }

        void receive() throws IOException, InterruptedException {
            byte[] buffer = new byte[CHUNK];
            boolean broken = false;
            int read = 0;
            while (read >= 0) {
                try {
                    read = from.getInputStream().read(buffer);
                } catch (IOException e) {
                    broken = true;
                    read = -1;
                }
                hungUp |= read < 0;
                if (from == client && read > 0) {
                    link.clientSent();
                }
                byte[] bytes = read < 0 ? new byte[0] : java.util.Arrays.copyOf(buffer, read);
                held.put(new Chunk(bytes, System.nanoTime(), broken));
            }
        }

        void deliver() throws IOException, InterruptedException {
            long idle = System.nanoTime();
            while (true) {
                Chunk chunk = held.take();
                link.awaitPassage(chunk.sent(), idle);
                if (chunk.broken()) {
                    throw new IOException("One side has reset the connection, and the other follows");
                }
                if (chunk.bytes().length == 0) {
                    to.shutdownOutput();
                    break;
                }
                to.getOutputStream().write(chunk.bytes());
                idle = System.nanoTime() + link.duration(chunk.bytes().length);
            }
            if (deliveredEnds.incrementAndGet() == 2) {
                client.close();
                server.close();
                link.ended(LinkConnection.this);
            }
        }
    }
}
