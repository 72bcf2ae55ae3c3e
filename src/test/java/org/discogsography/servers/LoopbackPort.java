package org.discogsography.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that go and come again. A port belongs to the JVM that has asked for it, as long as this runs: other test
 * JVMs on the machine get other ones.
 */
public final class LoopbackPort {

    // Below those that systems give to outgoing connections (Linux from 32768): one of these could take the port of a
    // server that is down, or even connect to itself there.
    private static final int FIRST = 20_000;
    private static final int END = 32_000;
    private static final int ATTEMPTS = 100;

    private static final Path LOCKS =
            Path.of(System.getProperty("java.io.tmpdir"), "discogsography-ports-" + System.getProperty("user.name"));
    private static final Map<Integer, FileLock> OURS = new HashMap<>(); // guarded by the class

    private LoopbackPort() {}

    /** A port that nobody listens on at the loopback address, and that no other test on this machine gets. */
    public static synchronized int free() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            if (!OURS.containsKey(port) && lock(port) && nobodyListens(port)) {
                return port;
            }
        }
        throw new IllegalStateException("No free port from " + FIRST + " to " + END);
    }

    /** Waits until no other test uses a certain port, and keeps it until this JVM ends. */
    public static synchronized void reserve(int port) {
        if (!OURS.containsKey(port)) {
            OURS.put(port, locked(port, true));
        }
    }

    private static boolean lock(int port) {
        FileLock lock = locked(port, false);
        if (lock != null) {
            OURS.put(port, lock);
        }
        return lock != null;
    }

    /** The operating system ends a lock with its process. */
    private static FileLock locked(int port, boolean wait) {
        try {
            Files.createDirectories(LOCKS);
            var file = FileChannel.open(
                    LOCKS.resolve(Integer.toString(port)), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = wait ? file.lock() : file.tryLock();
            if (lock == null) {
                file.close();
            }
            return lock;
        } catch (IOException e) {
            throw new UncheckedIOException("No lock for port " + port, e);
        }
    }

    private static boolean nobodyListens(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
