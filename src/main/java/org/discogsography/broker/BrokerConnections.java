package org.discogsography.broker;

import com.rabbitmq.client.AddressResolver;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.MetricsCollector;
import com.rabbitmq.client.SocketConfigurators;
import com.rabbitmq.client.impl.NetworkConnection;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;

/**
 * A process's connections to the broker: one that is shared, by consumers and by whoever asks something, and one for each that
 * publishes. The topology is declared on each that is made. Thread-safe.
 *
 * <p>While an alarm lasts RabbitMQ reads nothing from a connection that publishes: consumers on the same one could not acknowledge, and
 * the backlog that raised the alarm would never shrink.
 */
public final class BrokerConnections implements AutoCloseable {

    private static final int ABORT_MILLIS = 1_000;

    private final Client client;
    private final Topology topology;
    private final String name;
    private final ConnectionState state;
    private final BrokerAlarm alarm = new BrokerAlarm();
    private final CachingConnectionFactory shared;

    /**
     * Nothing is connected yet. Recovery is left to the users: consumers and publishers each open anew what they lost.
     *
     * @param name what the broker shows of them
     * @param heartbeat how often either side makes itself heard; a peer silent for twice as long counts as dead
     * @param timeout how long connecting and logging in may take, each
     * @throws IllegalArgumentException where TLS is asked for and cannot be had
     */
    public BrokerConnections(
            AmqpAddress address, Topology topology, String name, Duration heartbeat, Duration timeout) {
        this.client = client(address, heartbeat, timeout);
        this.topology = topology;
        this.name = name;
        this.state = new ConnectionState(address, topology);
        this.shared = new CachingConnectionFactory(client);
        shared.setConnectionNameStrategy(ignored -> name);
        shared.addConnectionListener(state);
    }

    /** RabbitMQ's own client, set up and not connected. */
    static Client client(AmqpAddress address, Duration heartbeat, Duration timeout) {
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

    /** The connection that is shared, in Spring's hands. Whoever publishes has {@link #own} instead. */
    public CachingConnectionFactory shared() {
        return shared;
    }

    /** A connection for one user alone. */
    OwnConnection own(String purpose) {
        return new OwnConnection(this, purpose);
    }

    /** The broker's alarm, as those that publish are told of it. */
    BrokerAlarm alarm() {
        return alarm;
    }

    /** Tells the collector of all that is sent and received from now on. */
    void measure(MetricsCollector collector) {
        client.setMetricsCollector(collector);
    }

    /** Another connection, made now. */
    Connection connect(String purpose) throws IOException {
        try {
            Connection opened = client.newConnection(name + ", " + purpose);
            try {
                topology.declareOn(opened);
            } catch (RuntimeException e) {
                opened.abort(ABORT_MILLIS);
                throw e;
            }
            alarm.watch(opened);
            state.connected();
            return opened;
        } catch (TimeoutException e) {
            throw new IllegalStateException("The client makes an IOException of it", e);
        } catch (IOException | RuntimeException e) {
            state.onFailed(e);
            throw e;
        }
    }

    /** Ends a connection without a word to the broker, which does not read: a write that is blocked fails. */
    void cut(Connection connection) {
        if (connection instanceof NetworkConnection network) {
            client.sockets.cut(network);
        }
    }

    /** Ends the shared one. The others are ended by their users. */
    @Override
    public void close() {
        shared.destroy();
    }

    /** The client, which tells its sockets. */
    static final class Client extends com.rabbitmq.client.ConnectionFactory {

        private final Duration timeout;
        private final OpenSockets sockets = new OpenSockets();

        Client(Duration timeout) {
            this.timeout = timeout;
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
            }
        }
    }
}
