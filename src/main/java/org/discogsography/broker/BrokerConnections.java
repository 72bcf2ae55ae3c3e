package org.discogsography.broker;

import com.rabbitmq.client.AddressResolver;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.MetricsCollector;
import com.rabbitmq.client.SocketConfigurators;
import com.rabbitmq.client.impl.NetworkConnection;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.discogsography.threads.DaemonThreads;
import org.discogsography.threads.LoggedTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;

/**
 * A process's connections to the broker: one that is shared, by consumers and by whoever asks something, and one for each that
 * publishes. The topology is declared on each that is made. Thread-safe.
 *
 * <p>While an alarm lasts RabbitMQ reads nothing from a connection that publishes: consumers on the same one could not acknowledge, and
 * the backlog that raised the alarm would never shrink.
 */
public final class BrokerConnections implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerConnections.class);

    private static final int ABORT_MILLIS = 1_000;
    private static final Duration LAST_CONNECTIONS = Duration.ofSeconds(5);

    private static final ExecutorService GOODBYES =
            Executors.newCachedThreadPool(new DaemonThreads("rabbitmq-goodbye"));
    private static final ScheduledExecutorService CLOCK =
            Executors.newSingleThreadScheduledExecutor(new DaemonThreads("rabbitmq-clock"));

    private final Client client;
    private final Topology topology;
    private final String name;
    private final Duration heartbeat;
    private final BrokerAlarm alarm = new BrokerAlarm();
    private final CachingConnectionFactory shared;
    private final List<AutoCloseable> users = new CopyOnWriteArrayList<>();

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
        this.heartbeat = heartbeat;
        this.shared = new CachingConnectionFactory(client);
        shared.setConnectionNameStrategy(ignored -> name);
        shared.addConnectionListener(new ConnectionState(address, topology));
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

    /** The connection that is shared, in Spring's hands. Whoever publishes has a {@link DedicatedConnection}. */
    public CachingConnectionFactory shared() {
        return shared;
    }

    /** The broker's alarm, as those that publish are told of it. */
    public BrokerAlarm alarm() {
        return alarm;
    }

    /** Tells the collector of all that is sent and received from now on. */
    void measure(MetricsCollector collector) {
        client.setMetricsCollector(collector);
    }

    /** For how long a broker may be silent. */
    Duration longestSilence() {
        return heartbeat.multipliedBy(2);
    }

    /** Repeats a check that takes no time, until the future is cancelled. */
    Future<?> everySecond(LoggedTask check) {
        return CLOCK.scheduleWithFixedDelay(check, 1, 1, TimeUnit.SECONDS);
    }

    /** Another connection, made now. */
    Connection connect(String purpose) throws IOException {
        Connection opened;
        try {
            opened = client.newConnection(name + ", " + purpose);
        } catch (TimeoutException e) {
            throw new IllegalStateException("The client makes an IOException of it", e);
        }
        try {
            topology.declareOn(opened);
        } catch (RuntimeException e) {
            end(opened);
            throw e;
        }
        alarm.watch(opened);
        return opened;
    }

    /** Ends a connection within two seconds, whatever state it and the broker are in. */
    void end(Connection connection) {
        // A broker that does not read lets the goodbye hang in its write, which nothing but closing the socket ends.
        Future<?> goodbye = GOODBYES.submit(() -> connection.abort(ABORT_MILLIS));
        try {
            goodbye.get(2L * ABORT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cut(connection);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("The connection did not end by itself", e);
            cut(connection);
        }
    }

    /** Ends a connection without a word to the broker, which does not read: a write that is blocked fails. */
    void cut(Connection connection) {
        if (connection instanceof NetworkConnection network) {
            client.sockets.cut(network);
        }
    }

    /**
     * The program begins to end: in a moment no connection is made any more, and whoever waits for a broker that does not answer
     * fails. Spring would connect again for each consumer that is to be cancelled on a connection that was lost, one after the other.
     */
    void refuseSoon() {
        Future<?> unused = CLOCK.schedule(
                new LoggedTask("rabbitmq-clock", client.sockets::refuse),
                LAST_CONNECTIONS.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** From now on this is closed before the connections that it uses: closed after them it would connect again to do so. */
    public <T extends AutoCloseable> T closeFirst(T user) {
        users.add(user);
        return user;
    }

    /** Closes those that are to be closed first, and then the shared connection. */
    @Override
    public void close() {
        for (AutoCloseable user : users) {
            try {
                user.close();
            } catch (Exception e) {
                LOG.warn("RabbitMQ: {} could not be closed, the connections are closed all the same", user, e);
            }
        }
        client.sockets.refuse();
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
            } finally {
                sockets.connectingEnds();
            }
        }
    }
}
