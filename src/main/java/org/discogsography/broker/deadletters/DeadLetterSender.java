package org.discogsography.broker.deadletters;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.discogsography.broker.BrokerFailure;
import org.discogsography.broker.OutboundMessage;
import org.discogsography.broker.PublishException;
import org.discogsography.outage.Failure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes one attempt to publish dead letters, and reports to the broker's breaker what came of it. For one thread. */
final class DeadLetterSender {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterSender.class);

    private final DeadLetterQueue.WindowPublisher publisher;
    private final CircuitBreaker breaker;

    /** What came of an attempt. */
    enum Result {
        /** The broker has confirmed all of them. */
        CONFIRMED,
        /** The broker refuses this one: it is too large for it, for example. */
        REFUSED,
        FAILED
    }

    /**
     * A sender that has sent nothing yet.
     *
     * @param publisher for nobody else
     * @param breaker of the broker; while it is not closed, nothing is attempted
     */
    DeadLetterSender(DeadLetterQueue.WindowPublisher publisher, CircuitBreaker breaker) {
        this.publisher = publisher;
        this.breaker = breaker;
    }

    /** Publishes them; a single one that is refused, once more with fewer headers. */
    Result send(List<PendingDeadLetter> letters) {
        Result result = publish(letters.stream().map(PendingDeadLetter::message).toList());
        if (result == Result.REFUSED && letters.size() == 1) {
            result = publish(List.of(letters.get(0).reduced()));
        }
        return result;
    }

    private Result publish(List<OutboundMessage> messages) {
        if (breaker.getState() != CircuitBreaker.State.CLOSED) {
            // Its one trial belongs to the probe.
            return Result.FAILED;
        }
        long began = System.nanoTime();
        try {
            publisher.publish(messages);
            breaker.onSuccess(System.nanoTime() - began, TimeUnit.NANOSECONDS);
            return Result.CONFIRMED;
        } catch (PublishException e) {
            LOG.debug("Dead letters are sent again later", e);
            // One queue that accepts no more is not an outage, and does not concern those who publish elsewhere.
            if (!e.isOutage()) {
                return Result.FAILED;
            }
            if (BrokerFailure.of(e) == Failure.REFUSED) {
                return Result.REFUSED;
            }
            breaker.onError(System.nanoTime() - began, TimeUnit.NANOSECONDS, e);
            return Result.FAILED;
        }
    }
}
