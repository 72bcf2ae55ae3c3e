package org.discogsography.broker.deadletters;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.health.Finding;
import org.discogsography.health.HealthSource;

/** The messages that stay unacknowledged because the broker does not accept their dead letters, in {@code /health}. */
record DeadLetterHealth(DeadLetterOutbox outbox, List<ConsumerQueue> queues) implements HealthSource {

    /**
     * The messages of a queue, under the names that {@code /health} has for them.
     *
     * @param held all of them
     * @param refused those whose dead letters the broker refuses
     */
    private record Unacknowledged(int held, int refused) {}

    @Override
    public String section() {
        return "dead-letters";
    }

    @Override
    public Object content() {
        Map<String, Unacknowledged> messages = new LinkedHashMap<>();
        for (ConsumerQueue queue : queues) {
            messages.put(
                    queue.service() + "-" + queue.type(),
                    new Unacknowledged(outbox.unacknowledged(queue), outbox.refused(queue)));
        }
        return messages;
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (ConsumerQueue queue : queues) {
            int refused = outbox.refused(queue);
            if (refused > 0) {
                findings.add(
                        Finding.degraded(
                                "RabbitMQ refuses " + refused + " dead letters of " + queue
                                        + ", perhaps because they are larger than its max_message_size: their messages stay unacknowledged"));
            }
        }
        return findings;
    }
}
