package org.discogsography.broker;

import com.rabbitmq.client.AddressResolver;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.SocketConfigurators;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/** RabbitMQ's own client for an address, with the sockets of its connections within reach. Thread-safe. */
final class BrokerConnectionFactory extends ConnectionFactory {

    private final Duration timeout;
    private final OpenSockets sockets = new OpenSockets();

    /**
     * Connects to nothing yet.
     *
     * @param heartbeat how often either side makes itself heard; a peer silent for twice as long counts as dead
     * @param timeout for connecting, and again for logging in
     * @throws IllegalArgumentException if the address asks for TLS and this machine has none
     */
    BrokerConnectionFactory(AmqpAddress address, Duration heartbeat, Duration timeout) {
        this.timeout = timeout;
        setHost(address.host());
        setPort(address.port());
        setVirtualHost(address.vhost());
        setUsername(address.username());
        setPassword(address.password());
        setRequestedHeartbeat((int) heartbeat.toSeconds());
        setConnectionTimeout((int) timeout.toMillis());
        // The client waits half of it for the broker's first word (AMQConnection.start, 5.22).
        setHandshakeTimeout(2 * (int) timeout.toMillis());
        setChannelRpcTimeout((int) timeout.toMillis());
        // Consumers and publishers each open again what they lost.
        setAutomaticRecoveryEnabled(false);
        setSocketConfigurator(SocketConfigurators.defaultConfigurator().andThen(sockets));
        if (address.tls()) {
            try {
                useSslProtocol(SSLContext.getDefault());
                enableHostnameVerification();
            } catch (GeneralSecurityException e) {
                throw new IllegalArgumentException("TLS to " + address + " cannot be set up: " + e.getMessage(), e);
            }
        }
    }

    OpenSockets sockets() {
        return sockets;
    }

    @Override
    public Connection newConnection(ExecutorService executor, AddressResolver addresses, String clientName)
            throws IOException {
        try {
            return super.newConnection(executor, addresses, clientName);
        } catch (TimeoutException e) {
            // Spring's consumers try again after any failure to connect but a timeout, which a broker that hangs
            // gives: that one ends them for good (DirectMessageListenerContainer.restartConsumer, 3.2.8).
            throw new IOException("no answer within " + timeout.toSeconds() + " s", e);
        } finally {
            sockets.connectingEnds();
        }
    }
}
