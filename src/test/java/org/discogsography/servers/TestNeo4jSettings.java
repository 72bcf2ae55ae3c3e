package org.discogsography.servers;

import java.time.Duration;
import java.util.Optional;
import org.discogsography.graph.Neo4jSettings;

/** Settings of a driver that a test uses itself. */
public final class TestNeo4jSettings {

    private static final int CONNECTIONS = 50;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration ACQUISITION = Duration.ofMinutes(1);
    private static final Duration LIFETIME = Duration.ofMinutes(30);

    private TestNeo4jSettings() {}

    /** Without TLS; an empty user name is for a server without authentication. */
    public static Neo4jSettings of(String address, String username, String password) {
        return new Neo4jSettings(
                address, username, password, CONNECTIONS, LIFETIME, ACQUISITION, IDLE, CONNECT, Optional.empty());
    }
}
