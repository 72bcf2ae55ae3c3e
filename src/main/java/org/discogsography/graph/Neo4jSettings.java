package org.discogsography.graph;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.discogsography.settings.Port;
import org.discogsography.settings.Setting;
import org.discogsography.settings.SettingException;
import org.discogsography.settings.Settings;
import org.discogsography.tls.TlsFiles;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Config;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;
import org.neo4j.driver.Logging;

/**
 * The address of Neo4j, and the settings of the driver's connection pool.
 *
 * @param address {@code bolt://host:port}, or another scheme that the driver supports
 * @param username empty for a server without authentication
 * @param connections maximum number of connections
 * @param lifetime age at which a connection is replaced
 * @param acquisition maximum time to wait for a connection from the pool
 * @param liveness a connection that was idle for longer is tested before it is used
 * @param connect maximum time to open a connection, handshake included
 * @param ca PEM file with the authorities that are trusted, for an address with {@code +s}; without it, those that Java trusts
 */
public record Neo4jSettings(
        String address,
        String username,
        String password,
        int connections,
        Duration lifetime,
        Duration acquisition,
        Duration liveness,
        Duration connect,
        Optional<Path> ca) {

    private static final String VERIFIED = "+s";
    private static final Set<String> SCHEMES = Set.of("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc");

    /**
     * Checks the address.
     *
     * @throws SettingException if the address is invalid; the message names the environment variable, and does not repeat
     *     the address, which may contain a password
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
        if (uri.getPort() != -1) {
            Port.refusal(uri.getPort()).ifPresent(why -> {
                throw refused(why);
            });
        }
        if (address.contains("@")) {
            throw refused("user name and password belong in NEO4J_USERNAME and NEO4J_PASSWORD");
        }
        if (ca.isPresent() && !uri.getScheme().endsWith(VERIFIED)) {
            throw new SettingException(Setting.NEO4J_TLS_CA + " is set, but " + Setting.NEO4J_ADDRESS
                    + " begins with neither neo4j+s:// nor bolt+s://: certificates are checked only with these");
        }
    }

    /**
     * As the settings say.
     *
     * @throws SettingException naming the setting that is invalid
     */
    public static Neo4jSettings of(Settings settings) {
        return new Neo4jSettings(
                settings.text(Setting.NEO4J_ADDRESS),
                settings.text(Setting.NEO4J_USERNAME),
                settings.text(Setting.NEO4J_PASSWORD),
                settings.number(Setting.NEO4J_POOL_MAXIMUM),
                settings.duration(Setting.NEO4J_POOL_LIFETIME),
                settings.duration(Setting.NEO4J_POOL_ACQUISITION),
                settings.duration(Setting.NEO4J_POOL_CHECK),
                settings.duration(Setting.NEO4J_CONNECT_TIMEOUT),
                TlsFiles.of(settings, Setting.NEO4J_TLS_CA).ca());
    }

    private static SettingException refused(String why) {
        return new SettingException("NEO4J_ADDRESS (neo4j.address) must look like bolt://localhost:7687: " + why);
    }

    /**
     * The same server, for questions.
     *
     * @param connections maximum number of connections
     * @param wait maximum time to connect, or to wait for a connection from the pool
     */
    public Neo4jSettings forQuestions(int connections, Duration wait) {
        return new Neo4jSettings(address, username, password, connections, lifetime, wait, liveness, wait, ca);
    }

    /**
     * Creates a driver. It connects on first use: the server need not be up yet. It never retries and never logs: the
     * caller's circuit breaker and backoff do that. The caller closes it.
     */
    public Driver driver() {
        var auth = username == null || username.isEmpty() ? AuthTokens.none() : AuthTokens.basic(username, password);
        var config = Config.builder();
        // The driver takes an authority only with an address that says nothing of TLS.
        ca.ifPresent(file -> config.withEncryption()
                .withTrustStrategy(Config.TrustStrategy.trustCustomCertificateSignedBy(file.toFile())
                        .withHostnameVerification()));
        return GraphDatabase.driver(
                ca.isPresent() ? address.replaceFirst("\\+s://", "://") : address,
                auth,
                config.withMaxConnectionPoolSize(connections)
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
