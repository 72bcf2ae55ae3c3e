package org.discogsography.broker.deadletters;

import java.util.function.Consumer;
import org.discogsography.broker.BrokerConnections;
import org.discogsography.broker.ConfirmedPublisher;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.DedicatedConnection;
import org.discogsography.broker.Topology;
import org.discogsography.settings.Setting;
import org.discogsography.settings.Settings;

/**
 * All dead letter queues, on connections of their own that are made when they are first needed. It needs no route and no consumer, so that the
 * command line can use it. Thread-safe.
 */
public final class DeadLetterQueues implements AutoCloseable {

    private final Topology topology;
    private final BrokerConnections connections;
    private final DedicatedConnection reading;
    private final ConfirmedPublisher publisher;

    /** @throws org.discogsography.settings.SettingException naming the setting that makes no sense */
    public DeadLetterQueues(Settings settings) {
        topology = Topology.of(settings);
        connections = BrokerConnections.of(settings, topology, "discogsography dead letters");
        reading = new DedicatedConnection(connections, "reading");
        publisher = new ConfirmedPublisher(connections, "replay", settings.duration(Setting.AMQP_CONFIRM_TIMEOUT));
    }

    /** Where the broker is, without the login. */
    public String address() {
        return connections.address();
    }

    /** Has this called with the broker's reason of an alarm, during which a replay waits. */
    public void onAlarm(Consumer<String> listener) {
        connections.alarm().onAlarm(listener);
    }

    /** The one that belongs to a queue. */
    public DeadLetterQueue of(ConsumerQueue queue) {
        return new DeadLetterQueue(topology, reading, publisher::publish, queue);
    }

    @Override
    public void close() {
        publisher.close();
        reading.close();
        connections.close();
    }
}
