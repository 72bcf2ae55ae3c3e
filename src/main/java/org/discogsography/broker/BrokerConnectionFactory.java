package org.discogsography.broker;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.AddressResolver;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.SocketConfigurators;
import com.rabbitmq.client.impl.FrameHandlerFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.discogsography.outage.HostsInTurn;
import org.discogsography.outage.Reason;

/** RabbitMQ's own client for an address, with the sockets of its connections within reach. It tries the hosts in turn. Thread-safe. */
final class BrokerConnectionFactory extends ConnectionFactory {

    private final HostsInTurn<AmqpAddress.Host> hosts;
    private final Duration timeout;
    private final OpenSockets sockets = new OpenSockets();

    /**
     * Connects to nothing yet.
     *
     * @param hosts of the address, shared by all who connect to it
     * @param tls for an address that asks for TLS
     * @param heartbeat how often either side makes itself heard; a peer silent for twice as long counts as dead
     * @param timeout for connecting to a host, and again for logging in
     */
    BrokerConnectionFactory(
            AmqpAddress address,
            HostsInTurn<AmqpAddress.Host> hosts,
            SSLContext tls,
            Duration heartbeat,
            Duration timeout) {
        this.hosts = hosts;
        this.timeout = timeout;
        setHost(address.hosts().get(0).name());
        setPort(address.hosts().get(0).port());
        setVirtualHost(address.vhost());
        setUsername(address.username());
        setPassword(address.password());
        setRequestedHeartbeat((int) heartbeat.toSeconds());
        setConnectionTimeout((int) timeout.toMillis());
        // The client waits half of it for the broker's first frame (AMQConnection.start, 5.22).
        setHandshakeTimeout(2 * (int) timeout.toMillis());
        setChannelRpcTimeout((int) timeout.toMillis());
        // Consumers and publishers each open again what they lost.
        setAutomaticRecoveryEnabled(false);
        setSocketConfigurator(SocketConfigurators.defaultConfigurator().andThen(sockets));
        if (address.tls()) {
            useSslProtocol(tls);
            enableHostnameVerification();
        }
    }

    OpenSockets sockets() {
        return sockets;
    }

    @Override
    protected synchronized FrameHandlerFactory createFrameHandlerFactory() throws IOException {
        FrameHandlerFactory client = super.createFrameHandlerFactory();
        return (address, name) -> new JoinedWrites(client.create(address, name));
    }

    @Override
    public Connection newConnection(ExecutorService executor, AddressResolver addresses, String clientName)
            throws IOException {
        try {
            return connectInTurn(executor, clientName);
        } finally {
            sockets.connectingEnds();
        }
    }

    private Connection connectInTurn(ExecutorService executor, String clientName) throws IOException {
        List<IOException> failures = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (AmqpAddress.Host host : hosts.order()) {
            try {
                return connect(executor, host, clientName);
            } catch (IOException e) {
                hosts.failed(host);
                failures.add(e);
                reasons.add(host + ": " + Reason.of(e));
            }
        }
        if (failures.size() == 1) {
            throw failures.get(0);
        }
        var none = new IOException("no host works: " + String.join("; ", reasons));
        failures.forEach(none::addSuppressed);
        throw none;
    }

    private Connection connect(ExecutorService executor, AmqpAddress.Host host, String clientName) throws IOException {
        AddressResolver resolver = createAddressResolver(List.of(new Address(host.name(), host.port())));
        Connection connection;
        try {
            connection = super.newConnection(executor, resolver, clientName);
        } catch (TimeoutException e) {
            // Spring's consumers try again after any failure to connect but a timeout, which a broker that hangs
            // gives: that one ends them for good (DirectMessageListenerContainer.restartConsumer, 3.2.8).
            throw new IOException("no answer within " + timeout.toSeconds() + " s", e);
        }
        hosts.works(host);
        connection.addShutdownListener(end -> {
            if (!end.isInitiatedByApplication()) {
                hosts.failed(host);
            }
        });
        return connection;
    }
}
