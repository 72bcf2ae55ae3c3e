package org.discogsography.graph;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.discogsography.settings.SettingException;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Config;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;
import org.neo4j.driver.Logging;

/**
 * How to reach Neo4j.
 *
 * @param address {@code bolt://host:port}, or one of the other schemes that the driver knows
 * @param username empty for a server without authentication
 * @param connections the most at one time
 * @param lifetime after which a connection is replaced
 * @param acquisition the longest wait for a connection
 * @param liveness an idle connection is tested before use when it has been idle for longer
 * @param connect the longest wait for a server to accept a connection and to greet
 */
public record Neo4jSettings(
        String address,
        String username,
        String password,
        int connections,
        Duration lifetime,
        Duration acquisition,
        Duration liveness,
        Duration connect) {

    private static final Set<String> SCHEMES = Set.of("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc");

    /**
     * Checks the address.
     *
     * @throws SettingException where the address is none; the message names the variable that it came from, and does not
     *     repeat what may be a password in it
     */
    public Neo4jSettings {
        URI uri;
        try {
            uri = new URI(address);
        } catch (URISyntaxException e) {
            throw refused("not an address");
        }
        if (uri.getScheme() == null || !SCHEMES.contains(uri.getScheme())) {
            throw refused("it does not begin with bolt:// or neo4j://");
        }
        if (uri.getHost() == null) {
            throw refused("no host, or a port that is not a number, in it");
        }
        if (uri.getPort() != -1 && (uri.getPort() < 1 || uri.getPort() > 65535)) {
            throw refused("port " + uri.getPort() + " is not between 1 and 65535");
        }
        if (uri.getUserInfo() != null) {
            throw refused("the login belongs into NEO4J_USERNAME and NEO4J_PASSWORD");
        }
    }

    private static SettingException refused(String why) {
        return new SettingException("NEO4J_ADDRESS (neo4j.address) must look like bolt://localhost:7687: " + why);
    }

    /** The documented defaults: 50 connections, 1800 s of life, 60 s to get one, tested after 30 s idle. */
    public static Neo4jSettings of(String address, String username, String password) {
        return new Neo4jSettings(
                address,
                username,
                password,
                50,
                Duration.ofSeconds(1800),
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5));
    }

    /**
     * A driver, which connects when it is first used: the server need not be up. It retries nothing by itself and logs
     * nothing: the caller's breaker and backoff decide, and say what happened once. To be closed by the caller.
     */
    public Driver driver() {
        var auth = username == null || username.isEmpty() ? AuthTokens.none() : AuthTokens.basic(username, password);
        return GraphDatabase.driver(
                address,
                auth,
                Config.builder()
                        .withMaxConnectionPoolSize(connections)
                        .withMaxConnectionLifetime(lifetime.toMillis(), TimeUnit.MILLISECONDS)
                        .withConnectionAcquisitionTimeout(acquisition.toMillis(), TimeUnit.MILLISECONDS)
                        .withConnectionLivenessCheckTimeout(liveness.toMillis(), TimeUnit.MILLISECONDS)
                        .withConnectionTimeout(connect.toMillis(), TimeUnit.MILLISECONDS)
                        .withMaxTransactionRetryTime(0, TimeUnit.MILLISECONDS)
                        .withDriverMetrics()
                        .withLogging(Logging.none())
                        .build());
    }

    @Override
    public String toString() {
        return "Neo4j at " + address + (username == null || username.isEmpty() ? "" : " as " + username);
    }
}
