package org.discogsography.broker;

import com.rabbitmq.client.AddressResolver;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.SocketConfigurators;
import com.rabbitmq.client.impl.NetworkConnection;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.connection.RabbitUtils;

/** Builds a process's connections to the broker, one to consume and one to publish. */
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
        var factory = new CachingConnectionFactory(client(address, heartbeat, timeout));
        factory.setConnectionNameStrategy(ignored -> name);
        factory.addConnectionListener(new ConnectionState(address, topology));
        return factory;
    }

    /** RabbitMQ's own client, set up and not connected. */
    static com.rabbitmq.client.ConnectionFactory client(AmqpAddress address, Duration heartbeat, Duration timeout) {
        var client = new Client(timeout);
        client.setHost(address.host());
        client.setPort(address.port());
        client.setVirtualHost(address.vhost());
        client.setUsername(address.username());
        client.setPassword(address.password());
        client.setRequestedHeartbeat((int) heartbeat.toSeconds());
        client.setConnectionTimeout((int) timeout.toMillis());
        // The client waits half of it for the broker's first word (AMQConnection.start, 5.22).
        client.setHandshakeTimeout(2 * (int) timeout.toMillis());
        client.setChannelRpcTimeout((int) timeout.toMillis());
        client.setAutomaticRecoveryEnabled(false);
        client.setSocketConfigurator(SocketConfigurators.defaultConfigurator().andThen(client.sockets));
        if (address.tls()) {
            try {
                client.useSslProtocol(javax.net.ssl.SSLContext.getDefault());
                client.enableHostnameVerification();
            } catch (GeneralSecurityException e) {
                throw new IllegalArgumentException("TLS to " + address + " cannot be set up: " + e.getMessage(), e);
            }
        }
        return client;
    }

    /**
     * A channel of the client's own, after a loss on a new connection. One of Spring's would open another beneath itself when it is
     * lost, so that its user waits for a connection, or for confirms of what was sent on the lost one, and it is not
     * closed by whoever closes it but kept, and what it holds with it.
     */
    static Channel plainChannel(org.springframework.amqp.rabbit.connection.Connection connection) throws IOException {
        if (!connection.isOpen()) {
            // Spring connects again for channels of its own alone.
            RabbitUtils.closeChannel(connection.createChannel(false));
        }
        return connection
                .getDelegate()
                .openChannel()
                .orElseThrow(() -> new IOException("the connection has no channel left"));
    }

    /** Ends a connection that publishes without a word to the broker, which does not read: a write that is blocked fails. */
    static void cut(ConnectionFactory connections, org.springframework.amqp.rabbit.connection.Connection connection) {
        if (connections instanceof CachingConnectionFactory caching
                && caching.getRabbitConnectionFactory() instanceof Client client
                && connection.getDelegate() instanceof NetworkConnection network) {
            client.sockets.cut(network);
        }
    }

    private static final class Client extends com.rabbitmq.client.ConnectionFactory {

        private final Duration timeout;
        private final OpenSockets sockets = new OpenSockets();

        Client(Duration timeout) {
            this.timeout = timeout;
        }

        @Override
        public Connection newConnection(ExecutorService executor, AddressResolver addresses, String clientName)
                throws IOException, TimeoutException {
            try {
                return super.newConnection(executor, addresses, clientName);
            } catch (TimeoutException e) {
                // Spring's consumers try again after any failure to connect but a timeout, which a broker that hangs
                // gives: that one ends them for good (DirectMessageListenerContainer.restartConsumer, 3.2.8).
                throw new IOException("no answer within " + timeout.toSeconds() + " s", e);
            }
        }
    }
}
