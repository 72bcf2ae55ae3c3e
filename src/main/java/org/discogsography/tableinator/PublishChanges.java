package org.discogsography.tableinator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.discogsography.broker.ConfirmedPublisher;
import org.discogsography.broker.OutboundMessage;
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

    private final TableFeed feed;
    private final ConfirmedPublisher publisher;
    private final BooleanSupplier storeIsUp;
    private boolean failing;

    /** @param storeIsUp whether PostgreSQL is known to work; it is not asked otherwise */
    PublishChanges(TableFeed feed, ConfirmedPublisher publisher, BooleanSupplier storeIsUp) {
        this.feed = feed;
        this.publisher = publisher;
        this.storeIsUp = storeIsUp;
    }

    /** Publishes all that has been committed, as far as the servers work. */
    public void publish() {
        try {
            boolean more = true;
            while (more && storeIsUp.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
                more = feed.handOn(this::publish);
            }
            if (failing && storeIsUp.getAsBoolean()) {
                failing = false;
                LOG.info("changes are published again");
            }
        } catch (Exception e) {
            if (!failing) {
                failing = true;
                LOG.warn("changes cannot be published, tried again: {}", Reason.of(e));
            }
            LOG.debug("changes cannot be published", e);
        }
    }

    private void publish(List<Change> changes) throws Exception {
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
