package org.discogsography.broker;

import java.io.IOException;
import org.discogsography.outage.Probe;

/**
 * Whether RabbitMQ answers, accepts the login, and has or makes the exchanges and queues. It makes a connection of its own: on the shared
 * one, it would wait for all others that are connecting. Thread-safe.
 */
public final class BrokerProbe implements Probe {

    private final BrokerConnections connections;

    public BrokerProbe(BrokerConnections connections) {
        this.connections = connections;
    }

    @Override
    public void run() throws IOException {
        connections.close(connections.connect("probe"));
    }
}
