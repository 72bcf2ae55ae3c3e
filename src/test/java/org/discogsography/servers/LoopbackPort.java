package org.discogsography.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for servers that go and come again. */
public final class LoopbackPort {

    // Below those that systems give to outgoing connections (Linux from 32768): one of these could take the port of a
    // server that is down, or even connect to itself there.
    private static final int FIRST = 20_000;
    private static final int END = 32_000;
    private static final int ATTEMPTS = 100;

    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private LoopbackPort() {}

    /** One that nobody listens on at the loopback address, and that was not given to anybody else in this JVM. */
    public static int free() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                if (GIVEN.add(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            } catch (IOException taken) {
                // The next one, then.
            }
        }
        throw new IllegalStateException("No free port from " + FIRST + " to " + END);
    }
}
