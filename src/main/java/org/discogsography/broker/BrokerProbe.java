package org.discogsography.broker;

import java.io.IOException;
import org.discogsography.outage.Probe;

/**
 * Whether RabbitMQ answers, takes the login, and has or makes the exchanges and queues: by a connection of its own, for whoever
 * asks on the one that is shared waits for all others that are connecting. Thread-safe.
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
