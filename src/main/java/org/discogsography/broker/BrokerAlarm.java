package org.discogsography.broker;

import com.rabbitmq.client.BlockedListener;
import java.time.Duration;
import java.time.Instant;
import org.discogsography.outage.Words;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.rabbit.connection.Connection;

/**
 * Whether the broker, short of memory or disk, takes nothing from those who publish. RabbitMQ says so to each of their
 * connections and reads nothing from it until the alarm is over; it closes none of them. Thread-safe.
 */
final class BrokerAlarm implements BlockedListener {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerAlarm.class);

    private Connection watched; // guarded by this
    private Instant raised; // null while there is none; guarded by this

    /** From now on this connection tells of the alarm. What another told before it was lost no longer counts. */
    synchronized void watch(Connection connection) {
        if (connection.getDelegate() != null
                && (watched == null || watched.getDelegate() != connection.getDelegate())) {
            watched = connection;
            raised = null;
            connection.addBlockedListener(this);
        }
    }

    synchronized boolean isRaised() {
        return raised != null;
    }

    @Override
    public synchronized void handleBlocked(String reason) {
        if (raised == null) {
            raised = Instant.now();
            LOG.warn("RabbitMQ: publishing paused, the broker has raised an alarm: {}", reason);
        }
    }

    @Override
    public synchronized void handleUnblocked() {
        if (raised != null) {
            LOG.info(
                    "RabbitMQ: publishing resumed, the alarm lasted {}",
                    Words.time(Duration.between(raised, Instant.now())));
            raised = null;
        }
    }
}
