package org.discogsography.broker;

import java.security.GeneralSecurityException;
import java.time.Duration;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;

/** Builds the one connection that a process holds to the broker. */
public final class BrokerConnection {

    private BrokerConnection() {}

    /**
     * A connection factory that has not connected yet and declares the topology on each connection that it makes.
     * Recovery is left to its users: consumers and publisher each open anew what they lost.
     *
     * @param heartbeat how often either side makes itself heard; a peer silent for twice as long counts as dead
     * @param timeout how long connecting and logging in may take, each
     * @throws IllegalArgumentException where TLS is asked for and cannot be had
     */
    public static CachingConnectionFactory create(
            AmqpAddress address, Topology topology, String name, Duration heartbeat, Duration timeout) {
        var client = new com.rabbitmq.client.ConnectionFactory();
        client.setHost(address.host());
        client.setPort(address.port());
        client.setVirtualHost(address.vhost());
        client.setUsername(address.username());
        client.setPassword(address.password());
        client.setRequestedHeartbeat((int) heartbeat.toSeconds());
        client.setConnectionTimeout((int) timeout.toMillis());
        client.setHandshakeTimeout((int) timeout.toMillis());
        client.setChannelRpcTimeout((int) timeout.toMillis());
        client.setAutomaticRecoveryEnabled(false);
        if (address.tls()) {
            try {
                client.useSslProtocol(javax.net.ssl.SSLContext.getDefault());
                client.enableHostnameVerification();
            } catch (GeneralSecurityException e) {
                throw new IllegalArgumentException("TLS to " + address + " cannot be set up: " + e.getMessage(), e);
            }
        }
        var factory = new CachingConnectionFactory(client);
        factory.setConnectionNameStrategy(ignored -> name);
        factory.addConnectionListener(new ConnectionState(address, topology));
        return factory;
    }
}
