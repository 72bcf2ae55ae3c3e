package org.discogsography.broker.consuming;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.discogsography.outage.Reason;
import org.discogsography.outage.ServerWatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last step of a consuming route for a batch that could not be stored: it returns to its queue. Thread-safe. */
public final class RequeueBatch implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(RequeueBatch.class);
    private static final int SUSPENSION_MILLIS = 2_000;

    private final BatchMeters meters;

    RequeueBatch(BatchMeters meters) {
        this.meters = meters;
    }

    @Override
    public void process(Exchange exchange) throws InterruptedException {
        Batch batch = Batch.in(exchange);
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (batch == null) {
            // It failed before it was in a batch: nothing else would acknowledge or requeue it.
            LOG.error("A message could not be added to a batch, and goes back to its queue: {}", Reason.of(failure));
            if (exchange.getMessage().getBody() instanceof Delivery delivery) {
                delivery.channel().abort();
            }
            return;
        }
        boolean notPermitted = failure instanceof CallNotPermittedException;
        for (ServerWatch watch : exchange.getContext().getRegistry().findByType(ServerWatch.class)) {
            if (!notPermitted && watch.guards(exchange.getFromRouteId())) {
                watch.givenUp(failure);
            }
        }
        // The route is being suspended, which requeues everything that it holds. If the batch were requeued at once, it
        // would be
        // delivered again before the route is suspended.
        for (int waited = 0; batch.isAwaited() && waited < SUSPENSION_MILLIS; waited += 20) {
            Thread.sleep(20);
        }
        boolean pausedMeanwhile = !batch.isAwaited();
        batch.requeueByClosingChannel();
        meters.requeued(batch);
        if (notPermitted && pausedMeanwhile) {
            LOG.debug("{}: a batch of {} goes back to its queue, the breaker is open", batch.queue(), batch.size());
        } else {
            LOG.warn("{}: a batch of {} goes back to its queue: {}", batch.queue(), batch.size(), Reason.of(failure));
        }
    }
}
