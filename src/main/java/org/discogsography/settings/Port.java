package org.discogsography.settings;

import java.util.Optional;

/** The TCP port of a server. */
public final class Port {

    /** Whoever listens on port 0 gets any free one, so that is no server's. */
    private static final int LEAST = 1;

    /** TCP has 16 bits for it. */
    static final int MOST = 65_535;

    private Port() {}

    /** Why no server has this port; empty if one can have it. */
    public static Optional<String> refusal(int port) {
        return port >= LEAST && port <= MOST
                ? Optional.empty()
                : Optional.of("port " + port + " is not between " + LEAST + " and " + MOST);
    }
}
