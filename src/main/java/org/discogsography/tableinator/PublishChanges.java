package org.discogsography.tableinator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.discogsography.broker.BrokerFailure;
import org.discogsography.broker.ConfirmedPublisher;
import org.discogsography.broker.OutboundMessage;
import org.discogsography.broker.PublishException;
import org.discogsography.outage.Failure;
import org.discogsography.outage.Reason;
import org.discogsography.table.Change;
import org.discogsography.table.TableFeed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes the changes that are in PostgreSQL. What the broker has not confirmed is published again. For one thread. */
public final class PublishChanges {

    /** The topic exchange; routing key is {@code <type>.<change>}. */
    public static final String EXCHANGE = "discogsography-changes";

    private static final Logger LOG = LoggerFactory.getLogger(PublishChanges.class);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** A longer standstill is reported; a shorter one may pass by itself. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final TableFeed feed;
    private final ConfirmedPublisher publisher;
    private final BooleanSupplier storeIsUp;
    private final BooleanSupplier brokerIsUp;
    private final InstantSource clock;
    private volatile TableFeed.Waiting waiting; // null: not yet known; written by the one thread only, as is the next
    private volatile Standstill standstill; // null: none
    private boolean logged;
    private boolean declared; // the exchange, by this process

    /** Changes wait, and none has been published since. */
    record Standstill(Instant since, String reason) {}

    /**
     * Nothing is published yet.
     *
     * @param storeIsUp whether PostgreSQL is known to work; it is not asked otherwise
     * @param brokerIsUp whether RabbitMQ is known to work; its outage is reported as such
     */
    PublishChanges(
            TableFeed feed,
            ConfirmedPublisher publisher,
            BooleanSupplier storeIsUp,
            BooleanSupplier brokerIsUp,
            InstantSource clock) {
        this.feed = feed;
        this.publisher = publisher;
        this.storeIsUp = storeIsUp;
        this.brokerIsUp = brokerIsUp;
        this.clock = clock;
    }

    /** Publishes all that has been committed, as far as the servers work. The first time it declares the exchange, even if there is nothing yet. */
    public void publish() {
        try {
            if (!declared && brokerIsUp.getAsBoolean()) {
                publisher.declare();
                declared = true;
            }
            while (storeIsUp.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
                if (!feed.handOn(this::publish)) {
                    look();
                    return;
                }
                goesOn();
            }
        } catch (Exception e) {
            standsStill(Reason.of(e), isLogged(e));
            LOG.debug("changes cannot be published", e);
        }
    }

    /** Whatever it is that nothing was handed on: a change that waits behind the same position stands still. */
    private void look() throws SQLException {
        TableFeed.Waiting before = waiting;
        TableFeed.Waiting now = feed.waiting();
        waiting = now;
        if (now.changes() == 0 || (before != null && before.position() != now.position())) {
            goesOn();
        }
        if (now.changes() > 0) {
            standsStill(now.reason(), false);
        }
    }

    /** By the publisher, when it began. */
    private static boolean isLogged(Exception e) {
        return e instanceof PublishException && BrokerFailure.of(e) != Failure.REFUSED;
    }

    private void standsStill(String reason, boolean isLogged) {
        if (!serversAreUp()) {
            standstill = null;
            return;
        }
        Instant now = clock.instant();
        Instant since = standstill == null ? now : standstill.since();
        standstill = new Standstill(since, reason);
        if (!logged && !isLogged && isLong(since, now)) {
            logged = true;
            LOG.warn("no change has been published since {}, tried again: {}", since, reason);
        }
    }

    private void goesOn() {
        standstill = null;
        if (logged) {
            logged = false;
            LOG.info("changes are published again");
        }
    }

    private static boolean isLong(Instant since, Instant now) {
        return !now.isBefore(since.plus(PATIENCE));
    }

    private boolean serversAreUp() {
        return storeIsUp.getAsBoolean() && brokerIsUp.getAsBoolean();
    }

    /** The changes that wait, as last counted; null if they have not been counted yet. Thread-safe. */
    TableFeed.Waiting waiting() {
        return waiting;
    }

    /** Since when and why nothing is published; null if it is, or if a server is down, which is reported as such. Thread-safe. */
    Standstill standstill() {
        return serversAreUp() ? standstill : null;
    }

    /** The same, if it has lasted too long to pass by itself. Thread-safe. */
    Standstill longStandstill() {
        Standstill now = standstill();
        return now != null && isLong(now.since(), clock.instant()) ? now : null;
    }

    private void publish(List<Change> changes) throws Exception {
        if (standstill == null) {
            standsStill("RabbitMQ has not confirmed them yet", true); // it may take as long as an alarm lasts
        }
        List<OutboundMessage> messages = new ArrayList<>(changes.size());
        for (Change change : changes) {
            messages.add(message(change));
        }
        publisher.publish(messages);
    }

    private static OutboundMessage message(Change change) throws JsonProcessingException {
        ObjectNode body = MAPPER.createObjectNode()
                .put("type", change.type())
                .put("id", change.id())
                .put("change", change.change())
                .put("version", change.version());
        if (change.hash() != null) {
            body.put("sha256", change.hash());
        }
        if (change.previousHash() != null) {
            body.put("previous_sha256", change.previousHash());
        }
        body.put("seq", change.seq());
        return new OutboundMessage(
                EXCHANGE,
                change.type() + "." + change.change(),
                Map.of("version", change.version()),
                MAPPER.writeValueAsBytes(body));
    }
}
