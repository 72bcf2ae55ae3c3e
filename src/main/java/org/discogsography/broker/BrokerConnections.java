package org.discogsography.broker;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.MetricsCollector;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.discogsography.outage.HostsInTurn;
import org.discogsography.settings.Setting;
import org.discogsography.settings.Settings;
import org.discogsography.tls.TlsFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;

/**
 * A process's connections to the broker: one that consumers share, and a dedicated one for each publisher. The topology is declared on each
 * new one. Thread-safe.
 *
 * <p>While an alarm lasts RabbitMQ reads nothing from a connection that publishes: consumers on the same one could not acknowledge, and
 * the backlog that raised the alarm would never shrink.
 */
public final class BrokerConnections implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerConnections.class);

    private static final Duration LAST_CONNECTIONS = Duration.ofSeconds(5);

    private final AmqpAddress address;
    private final SSLContext tls; // null: the address asks for none
    private final HostsInTurn<AmqpAddress.Host> hosts;
    private final BrokerConnectionFactory client;
    private final ConnectionCloser closer;
    private final TopologyDeclaration topology;
    private final String name;
    private final Duration heartbeat;
    private final Duration timeout;
    private final BrokerAlarm alarm = new BrokerAlarm();
    private final CachingConnectionFactory shared;
    private final List<AutoCloseable> users = new CopyOnWriteArrayList<>();

    /**
     * Nothing is connected yet. The users recover by themselves: consumers and publishers each open again what they lost.
     *
     * @param name of the connections, as the broker shows it
     * @param heartbeat how often either side makes itself heard; a peer silent for twice as long counts as dead
     * @param tls for an address that asks for TLS
     * @param timeout for connecting, and again for logging in
     */
    public BrokerConnections(
            AmqpAddress address, TlsFiles tls, Topology topology, String name, Duration heartbeat, Duration timeout) {
        this.address = address;
        this.tls = address.tls()
                ? tls.context()
                : null; // to read Java's own certificates takes a start a tenth of a second
        this.hosts = new HostsInTurn<>("RabbitMQ", address.hosts());
        this.client = new BrokerConnectionFactory(address, hosts, this.tls, heartbeat, timeout);
        this.closer = new ConnectionCloser(client.sockets());
        this.topology = new TopologyDeclaration(topology);
        this.name = name;
        this.heartbeat = heartbeat;
        this.timeout = timeout;
        this.shared = new CachingConnectionFactory(client);
        shared.setConnectionNameStrategy(ignored -> name);
        shared.addConnectionListener(new ConnectionState(this::address, this.topology));
    }

    /**
     * As the settings say.
     *
     * @throws org.discogsography.settings.SettingException naming the setting that is invalid
     */
    public static BrokerConnections of(Settings settings, Topology topology, String name) {
        return new BrokerConnections(
                AmqpAddress.parse(settings.text(Setting.AMQP_CONNECTION)),
                TlsFiles.ofBroker(settings),
                topology,
                name,
                settings.duration(Setting.AMQP_HEARTBEAT),
                settings.duration(Setting.AMQP_TIMEOUT));
    }

    /** Where the broker is, without the login: the host in use, or all of them if none has been reached yet. */
    public String address() {
        return hosts.inUse().map(address::toString).orElseGet(address::toString);
    }

    /** The host in use; empty if none has been reached yet. */
    Optional<String> hostInUse() {
        return hosts.inUse().map(AmqpAddress.Host::toString);
    }

    String vhost() {
        return address.vhost();
    }

    /** The same hosts for a client of its own. */
    BrokerConnectionFactory client(Duration timeout) {
        return new BrokerConnectionFactory(address, hosts, tls, heartbeat, timeout);
    }

    /** The shared connection, managed by Spring. Who publishes has a {@link DedicatedConnection}. */
    public CachingConnectionFactory shared() {
        return shared;
    }

    /** The broker's alarm, of which it informs the connections that publish. */
    public BrokerAlarm alarm() {
        return alarm;
    }

    /** Has the collector count all that is sent and received from now on. */
    void measure(MetricsCollector collector) {
        client.setMetricsCollector(collector);
    }

    /** The quorum queues that may have too low a delivery limit, with their arguments. */
    Map<String, Map<String, Object>> queuesWithAnotherLimit() {
        return topology.queuesWithAnotherLimit();
    }

    /** How long a broker may be silent before it counts as dead. */
    public Duration longestSilence() {
        return heartbeat.multipliedBy(2);
    }

    /** For each answer of the broker. */
    Duration timeout() {
        return timeout;
    }

    /**
     * Another connection, made now.
     *
     * @throws IOException if there is none, or if the exchanges and queues cannot be declared on it
     */
    Connection connect(String purpose) throws IOException {
        Connection opened = open(purpose);
        alarm.watch(opened);
        return opened;
    }

    /** Another connection, made now, on which an alarm does not count. */
    Connection open(String purpose) throws IOException {
        Connection opened;
        try {
            opened = client.newConnection(name + ", " + purpose);
        } catch (TimeoutException e) {
            throw new IllegalStateException("The client makes an IOException of it", e);
        }
        try {
            topology.declareOn(opened);
        } catch (RuntimeException e) {
            // The connection may have been lost meanwhile: an outage like any other.
            close(opened);
            throw new IOException(e.getMessage(), e);
        }
        return opened;
    }

    /** Closes a connection within two seconds, whatever state it and the broker are in. */
    void close(Connection connection) {
        closer.close(connection);
    }

    /** Closes the socket of a connection to a broker that does not read: a write that is blocked fails. */
    void cut(Connection connection) {
        closer.cut(connection);
    }

    /**
     * When the program begins to end: soon no connection is made any more, and who waits for a broker that does not answer fails. Spring would
     * connect again for each consumer that it cancels on a lost connection, one after the other.
     */
    void refuseSoon() {
        CompletableFuture.delayedExecutor(LAST_CONNECTIONS.toMillis(), TimeUnit.MILLISECONDS)
                .execute(client.sockets()::refuse);
    }

    /** Has this closed before the connections that it uses: closed after them, it would connect again to do so. */
    public <T extends AutoCloseable> T closeFirst(T user) {
        users.add(user);
        return user;
    }

    /** Closes the users of the connections, and then the shared connection. */
    @Override
    public void close() {
        for (AutoCloseable user : users) {
            try {
                user.close();
            } catch (Exception e) {
                LOG.warn("RabbitMQ: {} could not be closed, the connections are closed all the same", user, e);
            }
        }
        client.sockets().refuse();
        shared.destroy();
    }
}
