package org.discogsography.broker.deadletters;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;
import org.discogsography.broker.BrokerConfiguration;
import org.discogsography.broker.BrokerConnections;
import org.discogsography.broker.ConfirmedPublisher;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.RecordOutcomes;
import org.discogsography.broker.Topology;
import org.discogsography.dump.DataType;
import org.discogsography.metrics.Metric;
import org.discogsography.outage.OutageSettings;
import org.discogsography.settings.RunningServices;
import org.discogsography.settings.Setting;
import org.discogsography.settings.Settings;
import org.discogsography.timeline.Timeline;

/** Binds the step that sends dead letters to the broker, once for all services in a process. */
public final class DeadLettersConfiguration implements CamelConfiguration {

    @Override
    public void configure(CamelContext context) {
        Registry registry = context.getRegistry();
        if (registry.lookupByName("dead-letters") != null) {
            return;
        }
        new BrokerConfiguration().configure(context);
        var settings = new Settings(context);
        MeterRegistry meters = registry.findSingleByType(MeterRegistry.class);
        var connections = registry.findSingleByType(BrokerConnections.class);
        // A publisher of its own: records that waited behind dead letters would find late that the broker hangs.
        var publisher = connections.closeFirst(new ConfirmedPublisher(
                connections, "dead letters", settings.duration(Setting.AMQP_CONFIRM_TIMEOUT), meters));
        var outbox = new DeadLetterOutbox(
                new DeadLetterSender(
                        publisher::publish, registry.lookupByNameAndType("rabbitmq-breaker", CircuitBreaker.class)),
                new OutageSettings(settings).backoff(),
                settings.duration(Setting.AMQP_DEAD_LETTER_TIMEOUT));
        List<ConsumerQueue> queues = new ArrayList<>();
        for (String service : registry.findSingleByType(RunningServices.class).names()) {
            if (Topology.isConsumer(service)) {
                for (DataType type : DataType.values()) {
                    var queue = new ConsumerQueue(service, type);
                    queues.add(queue);
                    Metric.DEAD_LETTERS_HELD.gauge(
                            meters,
                            outbox,
                            box -> box.unacknowledged(queue),
                            "service",
                            service,
                            "type",
                            type.plural());
                }
            }
        }
        registry.bind("dead-letter-health", new DeadLetterHealth(outbox, queues));
        registry.bind("dead-letter-outbox", DeadLetterOutbox.class, outbox, null, "close");
        registry.bind(
                "dead-letters",
                new SendDeadLetters(
                        registry.findSingleByType(Topology.class),
                        outbox,
                        registry.findSingleByType(RecordOutcomes.class),
                        registry.findSingleByType(Timeline.class)));
    }
}
