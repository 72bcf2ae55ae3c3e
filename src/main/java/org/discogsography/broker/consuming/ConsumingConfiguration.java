package org.discogsography.broker.consuming;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.component.springrabbit.SpringRabbitMQComponent;
import org.apache.camel.spi.Registry;
import org.discogsography.broker.BrokerConfiguration;
import org.discogsography.broker.ConsumerQueue;
import org.discogsography.broker.RecordOutcomes;
import org.discogsography.broker.Topology;
import org.discogsography.broker.messages.RawMessageConverter;
import org.discogsography.dump.DataType;
import org.discogsography.settings.RunningServices;
import org.discogsography.settings.Setting;
import org.discogsography.settings.Settings;

/** Binds the steps of the consuming routes, once for all services in a process. */
public final class ConsumingConfiguration implements CamelConfiguration {

    @Override
    public void configure(CamelContext context) {
        Registry registry = context.getRegistry();
        if (registry.lookupByName("acknowledge") != null) {
            return;
        }
        new BrokerConfiguration().configure(context);
        MeterRegistry meters = registry.findSingleByType(MeterRegistry.class);
        var component = context.getComponent("spring-rabbitmq", SpringRabbitMQComponent.class);
        var settings = new Settings(context);
        var consumers = new RetryingContainerFactory(settings.duration(Setting.AMQP_RETRY_INTERVAL));
        component.setListenerContainerFactory(consumers);
        component.setMessageConverter(new RawMessageConverter());
        var lag = new ConsumerLag();
        var progress = new QueueProgress();
        var batches = new BatchMeters(meters, lag);
        var controls = new ControlMessages(meters);
        var redeliveries = new RedeliveryListener(meters);
        Map<String, Long> batchBytes = new HashMap<>();
        for (String service : registry.findSingleByType(RunningServices.class).names()) {
            if (Topology.isConsumer(service)) {
                batchBytes.put(service, (long) settings.number(Setting.of(service, "batch-bytes")));
                for (DataType type : DataType.values()) {
                    var queue = new ConsumerQueue(service, type);
                    bindReading(registry, queue, settings, consumers);
                    registry.bind(service + "-" + type + "-groups", new BatchGroups(context));
                    batches.show(queue);
                    controls.show(queue);
                    redeliveries.show(queue);
                }
            }
        }
        registry.bind("deferred-headers", new DeferredHeaders());
        registry.bind("consumer-lag", lag);
        registry.bind("control-messages", controls);
        registry.bind("queue-progress", progress);
        registry.bind("batch", new BatchAggregationStrategy(batchBytes));
        registry.bind(
                "acknowledge",
                new AcknowledgeBatch(registry.findSingleByType(RecordOutcomes.class), controls, batches, progress));
        registry.bind("redelivery-listener", redeliveries);
        registry.bind("requeue", new RequeueBatch(batches));
    }

    private static void bindReading(
            Registry registry, ConsumerQueue queue, Settings settings, RetryingContainerFactory consumers) {
        String name = registry.findSingleByType(Topology.class).queue(queue.service(), queue.type());
        var limit = new PrefetchByBytes(
                settings.number(Setting.of(queue.service(), "prefetch")),
                settings.number(Setting.of(queue.service(), "prefetch-bytes")));
        var prefetch = new ConsumerPrefetch(queue, limit, messages -> consumers.prefetch(name, messages));
        registry.bind(
                queue.service() + "-" + queue.type() + "-read",
                new ReadMessage(queue, prefetch, registry.findSingleByType(MeterRegistry.class)));
    }
}
