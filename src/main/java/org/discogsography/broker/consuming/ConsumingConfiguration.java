package org.discogsography.broker.consuming;

import io.micrometer.core.instrument.MeterRegistry;
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
        component.setListenerContainerFactory(
                new RetryingContainerFactory(new Settings(context).duration(Setting.AMQP_RETRY_INTERVAL)));
        component.setMessageConverter(new RawMessageConverter());
        var lag = new ConsumerLag();
        var progress = new QueueProgress();
        var batches = new BatchMeters(meters, lag);
        var controls = new ControlMessages(meters);
        var redeliveries = new RedeliveryListener(meters);
        for (String service : registry.findSingleByType(RunningServices.class).names()) {
            if (Topology.CONSUMERS.contains(service)) {
                for (DataType type : DataType.values()) {
                    var queue = new ConsumerQueue(service, type);
                    batches.show(queue);
                    controls.show(queue);
                    redeliveries.show(queue);
                }
            }
        }
        registry.bind("consumer-lag", lag);
        registry.bind("control-messages", controls);
        registry.bind("queue-progress", progress);
        registry.bind("batch", new BatchAggregationStrategy());
        registry.bind(
                "acknowledge",
                new AcknowledgeBatch(registry.findSingleByType(RecordOutcomes.class), controls, batches, progress));
        registry.bind("redelivery-listener", redeliveries);
        registry.bind("requeue", new RequeueBatch(batches));
    }
}
