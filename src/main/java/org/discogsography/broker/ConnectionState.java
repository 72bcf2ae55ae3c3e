package org.discogsography.broker;

import com.rabbitmq.client.ShutdownSignalException;
import java.util.function.Supplier;
import org.discogsography.outage.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionListener;

/**
 * Whether the shared connection is open, with one log line for each change after the start. Consumers each try again by themselves,
 * and Spring would log every attempt of each of them. A connection counts when the topology has been declared on it. Thread-safe.
 */
public final class ConnectionState implements ConnectionListener {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionState.class);

    private enum State {
        NOT_TRIED,
        CONNECTED,
        LOST
    }

    private final Supplier<String> address;
    private final TopologyDeclaration topology;
    private State state = State.NOT_TRIED; // guarded by this
    private volatile Object current; // the last connection that was made

    ConnectionState(Supplier<String> address, TopologyDeclaration topology) {
        this.address = address;
        this.topology = topology;
    }

    @Override
    public void onCreate(Connection connection) {
        current = connection.getDelegate();
        try {
            topology.declareOn(connection.getDelegate());
        } catch (RuntimeException e) {
            lost(e);
            throw e;
        }
        changed(State.CONNECTED, "RabbitMQ: connected to {}", address.get());
    }

    @Override
    public void onShutDown(ShutdownSignalException signal) {
        // The end of a connection may be reported after the next one was made.
        if (!signal.isInitiatedByApplication() && signal.getReference() == current) {
            lost(signal);
        }
    }

    @Override
    public void onFailed(Exception e) {
        lost(e);
    }

    private void lost(Exception e) {
        changed(
                State.LOST,
                "RabbitMQ: no connection to {}, retrying until there is one: {}",
                address.get(),
                Reason.of(e));
    }

    private synchronized void changed(State now, String message, Object... values) {
        if (now != state) {
            boolean first = state == State.NOT_TRIED;
            state = now;
            if (first) {
                // The watch logs the first attempts, and when they end.
                LOG.debug(message, values);
            } else if (now == State.LOST) {
                LOG.warn(message, values);
            } else {
                LOG.info(message, values);
            }
        }
    }
}
