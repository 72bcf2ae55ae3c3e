package org.discogsography.broker.consuming;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.metrics.Metric;
import org.discogsography.outage.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs and counts each retry of a failed batch. Thread-safe. */
public final class RedeliveryListener implements Processor {

    /** The counter's name. Tags: {@code service}, {@code type}. */
    public static final String METER = Metric.RETRIES.id();

    private static final Logger LOG = LoggerFactory.getLogger(RedeliveryListener.class);

    private final MeterRegistry registry;

    public RedeliveryListener(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Shows the counter of a queue from now on, at 0. */
    void show(ConsumerQueue queue) {
        counter(queue);
    }

    @Override
    public void process(Exchange exchange) {
        Batch batch = Batch.in(exchange);
        if (batch == null) {
            return;
        }
        ConsumerQueue queue = batch.queue();
        counter(queue).increment();
        LOG.info(
                "{}: a batch of {} is tried again ({} of {}): {}",
                queue,
                batch.size(),
                exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER),
                exchange.getMessage().getHeader(Exchange.REDELIVERY_MAX_COUNTER),
                Reason.of(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)));
    }

    private Counter counter(ConsumerQueue queue) {
        return Metric.RETRIES.counter(
                registry, "service", queue.service(), "type", queue.type().plural());
    }
}
