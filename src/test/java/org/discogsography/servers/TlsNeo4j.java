package org.discogsography.servers;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.discogsography.graph.Neo4jSettings;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.ssl.SslPolicyConfig;
import org.neo4j.configuration.ssl.SslPolicyScope;
import org.neo4j.driver.Driver;
import org.neo4j.harness.Neo4jBuilders;

/** A Neo4j inside the test's JVM that takes connections with TLS only. */
public final class TlsNeo4j implements Neo4j, AutoCloseable {

    private final org.neo4j.harness.Neo4j server;
    private final Driver driver;

    private TlsNeo4j(Certificates certificates) {
        var policy = SslPolicyConfig.forScope(SslPolicyScope.BOLT);
        server = Neo4jBuilders.newInProcessBuilder()
                .withDisabledServer()
                .withConfig(BoltConnector.encryption_level, BoltConnector.EncryptionLevel.REQUIRED)
                .withConfig(policy.enabled, true)
                .withConfig(policy.base_directory, certificates.ca().getParent())
                .withConfig(policy.private_key, certificates.key("server"))
                .withConfig(policy.public_certificate, certificates.certificate("server"))
                .withConfig(policy.trust_all, true)
                .build();
        var minute = Duration.ofMinutes(1);
        var address = "bolt+s://localhost:" + server.boltURI().getPort();
        driver = new Neo4jSettings(address, "", "", 10, minute, minute, minute, minute, Optional.of(certificates.ca()))
                .driver();
    }

    public static TlsNeo4j start(Certificates certificates) {
        return new TlsNeo4j(certificates);
    }

    @Override
    public URI address() {
        return server.boltURI();
    }

    @Override
    public Driver driver() {
        return driver;
    }

    @Override
    public void close() {
        driver.close();
        server.close();
    }
}
