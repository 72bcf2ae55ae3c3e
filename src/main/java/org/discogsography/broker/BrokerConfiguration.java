package org.discogsography.broker;

import com.rabbitmq.client.impl.MicrometerMetricsCollector;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.SimpleEventNotifierSupport;
import org.discogsography.dump.DataType;
import org.discogsography.metrics.Metric;
import org.discogsography.outage.OutageSettings;
import org.discogsography.settings.RunningServices;
import org.discogsography.settings.Setting;
import org.discogsography.settings.Settings;
import org.discogsography.threads.ErrorsConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;

/** Binds the connections to the broker, its breaker and the publisher, once for all services of a process. */
public final class BrokerConfiguration implements CamelConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerConfiguration.class);
    private static final Duration LIMIT_CHECKS = Duration.ofMinutes(5);

    @Override
    public void configure(CamelContext context) {
        Registry registry = context.getRegistry();
        if (registry.lookupByName("rabbitmq") != null) {
            return;
        }
        new ErrorsConfiguration().configure(context);
        var settings = new Settings(context);
        List<String> running = registry.findSingleByType(RunningServices.class).names();
        var topology = Topology.of(settings).with(running);
        var connections = BrokerConnections.of(settings, topology, context.getName());
        LOG.info("messages go through RabbitMQ at {}, exchange {}", connections.address(), topology.exchange());
        MeterRegistry meters = registry.findSingleByType(MeterRegistry.class);
        connections.measure(new MicrometerMetricsCollector(meters));
        Metric.BROKER_ALARM.gauge(meters, connections.alarm(), alarm -> alarm.isRaised() ? 1 : 0);
        var publisher = connections.closeFirst(new ConfirmedPublisher(
                connections, "records", settings.duration(Setting.AMQP_CONFIRM_TIMEOUT), meters));
        // The routes have had camel.main.shutdown-timeout to finish. What still runs when Camel ends its threads waits
        // for
        // a server that hangs, and its messages are delivered again.
        context.getExecutorServiceManager().setShutdownAwaitTermination(1_000);
        context.getManagementStrategy().addEventNotifier(new SimpleEventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) {
                if (event instanceof CamelEvent.CamelContextStoppingEvent) {
                    connections.refuseSoon();
                }
            }
        });
        registry.bind("topology", topology);
        registry.bind("broker-alarm", connections.alarm());
        registry.bind("broker-connections", BrokerConnections.class, connections, null, "close");
        registry.bind("rabbitmq", CachingConnectionFactory.class, connections.shared());
        registry.bind("publish", new PublishMessages(publisher));
        var ping = new BrokerPing(connections);
        registry.bind("rabbitmq-ping", BrokerPing.class, ping, null, "close");
        new OutageSettings(settings)
                .watch(context, "RabbitMQ", BrokerFailure::of, new BrokerProbe(connections), ping, () -> -1)
                .showAddress(connections::hostInUse);
        var limits = new DeliveryLimits(
                connections,
                connections.vhost(),
                topology.queuePrefix(),
                settings.duration(Setting.AMQP_CONFIRM_TIMEOUT),
                LIMIT_CHECKS);
        registry.bind("delivery-limits", DeliveryLimits.class, connections.closeFirst(limits.start()));
        bindRecords(registry, new RecordOutcomes(meters));
    }

    private static void bindRecords(Registry registry, RecordOutcomes records) {
        List<String> counted = registry.findSingleByType(RunningServices.class).names().stream()
                .filter(name -> name.equals("extractor") || Topology.isConsumer(name))
                .toList();
        for (String service : counted) {
            for (DataType type : DataType.values()) {
                records.show(new ConsumerQueue(service, type));
            }
        }
        registry.bind("records", records);
        registry.bind("record-health", new OutcomeHealth(records, counted));
    }
}
