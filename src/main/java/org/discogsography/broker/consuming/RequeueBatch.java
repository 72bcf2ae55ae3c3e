package org.discogsography.broker.consuming;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.discogsography.outage.Reason;
import org.discogsography.outage.ServerWatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a consuming route does with a batch that could not be stored: gives it back to its queue. */
public final class RequeueBatch implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(RequeueBatch.class);
    private static final int PATIENCE_MILLIS = 2_000;

    private final BatchMeters meters;

    RequeueBatch(BatchMeters meters) {
        this.meters = meters;
    }

    @Override
    public void process(Exchange exchange) throws InterruptedException {
        Batch batch = Batch.in(exchange);
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (batch == null) {
            // It failed on the way into a batch, so that nobody would ever settle it.
            LOG.error("A message could not be put into a batch: {}", Reason.of(failure));
            if (exchange.getMessage().getBody() instanceof Delivery delivery) {
                delivery.channel().abort();
            }
            return;
        }
        boolean rejected = failure instanceof CallNotPermittedException;
        for (ServerWatch watch : exchange.getContext().getRegistry().findByType(ServerWatch.class)) {
            if (!rejected && watch.guards(exchange.getFromRouteId())) {
                watch.givenUp(failure);
            }
        }
        // The route is being suspended now, and that gives back all that it holds. Done here and at once, the messages
        // would be delivered to it again before it is.
        for (int waited = 0; batch.isAwaited() && waited < PATIENCE_MILLIS; waited += 20) {
            Thread.sleep(20);
        }
        boolean pausedMeanwhile = !batch.isAwaited();
        batch.requeue();
        meters.requeued(batch);
        if (rejected && pausedMeanwhile) {
            LOG.debug("{}: a batch of {} goes back to its queue, the breaker is open", batch.queue(), batch.size());
        } else {
            LOG.warn("{}: a batch of {} goes back to its queue: {}", batch.queue(), batch.size(), Reason.of(failure));
        }
    }
}
