package org.discogsography.discovery.mcp;

import java.util.List;
import java.util.stream.Stream;

/** The versions of the protocol that are spoken. Earlier ones have batches of messages. */
final class Versions {

    /** Every request says its version. */
    static final String STATELESS = "2026-07-28";

    /** Agreed upon in a handshake, {@code initialize}; the newest first. */
    static final List<String> HANDSHAKE = List.of("2025-11-25", "2025-06-18");

    static final List<String> ALL =
            Stream.concat(Stream.of(STATELESS), HANDSHAKE.stream()).toList();

    private Versions() {}

    /** The version for a client that proposes one. */
    static String agreed(String proposed) {
        return HANDSHAKE.contains(proposed) ? proposed : HANDSHAKE.get(0);
    }
}
