package org.discogsography.broker;

import com.rabbitmq.client.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.discogsography.health.Finding;
import org.discogsography.health.HealthSource;
import org.discogsography.outage.DurationText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the broker has raised an alarm, because it is short of memory or disk. RabbitMQ then informs each connection that publishes,
 * and reads nothing from it until the alarm is over; it closes none of them. Thread-safe.
 */
public final class BrokerAlarm implements HealthSource {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerAlarm.class);

    private final Set<Connection> blocked = new HashSet<>(); // guarded by this
    private Instant raised; // null while there is none; guarded by this
    private String reason = ""; // the broker's, of the last one; guarded by this
    private Consumer<String> listener = reason -> {}; // guarded by this

    /** Has this called with the broker's reason of each alarm. */
    public synchronized void onAlarm(Consumer<String> newListener) {
        listener = newListener;
    }

    /** What the broker says to this connection counts until it is lost. */
    void watch(Connection connection) {
        connection.addBlockedListener(reason -> block(connection, reason), () -> unblock(connection));
        connection.addShutdownListener(end -> forget(connection));
    }

    /** Whether it lasts now. */
    public synchronized boolean isRaised() {
        return raised != null;
    }

    /** Returns when there is no alarm any more, or the time is over. */
    synchronized void awaitEnd(long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        for (long left = millis; raised != null && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }

    private synchronized void block(Connection connection, String given) {
        if (!connection.isOpen()) {
            return; // The news is late, and nobody would revoke it.
        }
        blocked.add(connection);
        if (raised == null) {
            raised = Instant.now();
            reason = given;
            LOG.warn("RabbitMQ: publishing paused, the broker has raised an alarm: {}", reason);
            listener.accept(reason);
        }
    }

    private synchronized void unblock(Connection connection) {
        Instant since = raised;
        if (forget(connection)) {
            LOG.info(
                    "RabbitMQ: publishing resumed, the alarm lasted {}",
                    DurationText.time(Duration.between(since, Instant.now())));
        }
    }

    /** Whether that was the last connection with an alarm. */
    private synchronized boolean forget(Connection connection) {
        if (!blocked.remove(connection) || !blocked.isEmpty()) {
            return false;
        }
        raised = null;
        notifyAll();
        return true;
    }

    @Override
    public String section() {
        return "broker_alarm";
    }

    @Override
    public synchronized Object content() {
        return raised == null ? Map.of("raised", false) : Map.of("raised", true, "since", raised, "reason", reason);
    }

    @Override
    public synchronized List<Finding> findings() {
        return raised == null
                ? List.of()
                : List.of(Finding.degraded("RabbitMQ has raised an alarm (" + reason + ") since " + raised
                        + ": it takes no messages, publishing waits until the alarm is over"));
    }
}
