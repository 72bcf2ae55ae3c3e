package org.discogsography.broker.backlog;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.health.Finding;
import org.discogsography.health.HealthSource;
import org.discogsography.outage.DurationText;

/**
 * Finds queues that stand still: messages wait, their consumer should work, and yet it has settled nothing for a while, because its thread has
 * ended or waits forever, say. The health is then <em>unhealthy</em>, since that does not pass by itself. Thread-safe.
 */
public final class Standstill implements HealthSource {

    /** Looks at the consumer of a queue in this process. */
    @FunctionalInterface
    interface Look {
        Consumer at(ConsumerQueue queue);
    }

    /**
     * What is known of a consumer in this process.
     *
     * @param shouldWork whether its route runs, and the servers that it needs work
     * @param inWork messages that it has received and not settled
     * @param progress another number if it has settled something meanwhile
     */
    record Consumer(boolean shouldWork, long inWork, long progress) {}

    private record Observed(long ready, long inWork, long progress, Instant lastProgress, Instant time) {

        boolean isIdle() {
            return ready <= 0 && inWork == 0;
        }
    }

    /** A queue in {@code /health}; {@code ready} is null if it is unknown. */
    private record QueueState(Long ready, long inWork, Instant lastProgress) {}

    private final Duration longest;
    private final Look look;
    private final Map<ConsumerQueue, Observed> observed =
            new TreeMap<>(java.util.Comparator.comparing(ConsumerQueue::toString)); // guarded by this

    /** @param longest time without progress */
    Standstill(Duration longest, Look look) {
        this.longest = longest;
        this.look = look;
    }

    /**
     * Notes how a queue is now. To be called every few seconds.
     *
     * @param ready messages that wait in it, or {@link Backlog#UNKNOWN}
     */
    synchronized void observe(ConsumerQueue queue, long ready, Instant now) {
        Consumer consumer = look.at(queue);
        Observed before = observed.get(queue);
        boolean isWell = before == null
                || !consumer.shouldWork()
                || consumer.progress() != before.progress()
                || before.isIdle()
                || (ready <= 0 && consumer.inWork() == 0);
        observed.put(
                queue,
                new Observed(ready, consumer.inWork(), consumer.progress(), isWell ? now : before.lastProgress(), now));
    }

    @Override
    public String section() {
        return "queues";
    }

    @Override
    public synchronized Object content() {
        Map<String, QueueState> queues = new TreeMap<>();
        observed.forEach((queue, state) -> queues.put(
                queue.service() + "-" + queue.type(),
                new QueueState(state.ready() < 0 ? null : state.ready(), state.inWork(), state.lastProgress())));
        return queues;
    }

    @Override
    public List<Finding> findings() {
        return findings(Instant.now());
    }

    synchronized List<Finding> findings(Instant now) {
        List<Finding> findings = new ArrayList<>();
        observed.forEach((queue, state) -> {
            var still = Duration.between(state.lastProgress(), now);
            if (Duration.between(state.time(), now).compareTo(longest) > 0) {
                findings.add(Finding.unhealthy("The program no longer watches the queue of " + queue));
            } else if (still.compareTo(longest) > 0) {
                findings.add(Finding.unhealthy("The queue of " + queue + " stands still: " + Math.max(0, state.ready())
                        + " messages wait and " + state.inWork() + " are in work, but none has been settled for "
                        + DurationText.time(still)));
            }
        });
        return findings;
    }
}
