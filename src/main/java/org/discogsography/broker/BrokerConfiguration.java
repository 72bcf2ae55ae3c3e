package org.discogsography.broker;

import com.rabbitmq.client.impl.MicrometerMetricsCollector;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.component.springrabbit.SpringRabbitMQComponent;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.SimpleEventNotifierSupport;
import org.discogsography.dump.DataType;
import org.discogsography.metrics.Metric;
import org.discogsography.outage.OutageSettings;
import org.discogsography.outage.ServerWatch;
import org.discogsography.settings.RunningServices;
import org.discogsography.settings.Settings;
import org.discogsography.timeline.Timeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;

/** Binds what every service needs of the broker, once for all services in a process. */
public final class BrokerConfiguration implements CamelConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerConfiguration.class);

    @Override
    public void configure(CamelContext context) {
        Registry registry = context.getRegistry();
        if (registry.lookupByName("rabbitmq") != null) {
            return;
        }
        var settings = new Settings(context);
        var topology = Topology.of(settings);
        var address = AmqpAddress.parse(settings.text("amqp.connection"));
        LOG.info("messages go through RabbitMQ at {}, exchange {}", address, topology.exchange());
        var connections = new BrokerConnections(
                address,
                topology,
                context.getName(),
                settings.seconds("amqp.heartbeat"),
                settings.seconds("amqp.timeout"));
        MeterRegistry meters = registry.findSingleByType(MeterRegistry.class);
        connections.measure(new MicrometerMetricsCollector(meters));
        Metric.BROKER_ALARM.gauge(meters, connections.alarm(), alarm -> alarm.isRaised() ? 1 : 0);
        Duration patience = settings.seconds("amqp.confirm-timeout");
        var publisher = new ConfirmedPublisher(connections, "records", patience, meters);
        // Two: records that waited behind dead letters would be long in finding that the broker hangs.
        var deadLetterPublisher = new ConfirmedPublisher(connections, "dead letters", patience, meters);
        var records = new Records(meters);
        var lag = new Lag();
        var batches = new BatchMeters(meters, lag);
        var retried = new Retried(meters);
        var backlog = new Backlog(connections.shared(), topology);
        var queues = new QueueMeters(backlog, topology, meters, settings.seconds("metrics.backlog-interval"), lag);
        var component = context.getComponent("spring-rabbitmq", SpringRabbitMQComponent.class);
        component.setListenerContainerFactory(new PatientConsumers(settings.seconds("amqp.retry-interval")));
        component.setMessageConverter(new RawMessages());
        // The routes have had camel.main.shutdown-timeout for what they were at. What still runs when Camel ends its
        // threads waits for a server that hangs, and its messages are delivered again.
        context.getExecutorServiceManager().setShutdownAwaitTermination(1_000);
        context.getManagementStrategy().addEventNotifier(new SimpleEventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) {
                if (event instanceof CamelEvent.CamelContextStoppingEvent) {
                    connections.refuseSoon();
                }
            }
        });
        // Closed in this order: what is closed after its connections would open a new one to do so.
        registry.bind("queue-meters", QueueMeters.class, queues, null, "close");
        registry.bind("publisher", ConfirmedPublisher.class, publisher, null, "close");
        registry.bind("dead-letter-publisher", ConfirmedPublisher.class, deadLetterPublisher, null, "close");
        registry.bind("broker-connections", BrokerConnections.class, connections, null, "close");
        registry.bind("rabbitmq", CachingConnectionFactory.class, connections.shared());
        var ping = new BrokerPing(address, settings.seconds("amqp.heartbeat"));
        registry.bind("rabbitmq-ping", BrokerPing.class, ping, null, "close");
        var outages = new OutageSettings(settings);
        ServerWatch watch = outages.watch(
                context, "RabbitMQ", BrokerFailure::of, new BrokerProbe(connections), ping, () -> Backlog.UNKNOWN);
        var outbox = new DeadLetterOutbox(
                deadLetterPublisher::publish,
                watch.breaker(),
                outages.backoff(),
                settings.seconds("amqp.dead-letter-timeout"));
        registry.bind("topology", topology);
        registry.bind("publish", new Publish(publisher));
        registry.bind("records", records);
        List<String> counted = registry.findSingleByType(RunningServices.class).names().stream()
                .filter(name -> name.equals("extractor") || Topology.CONSUMERS.contains(name))
                .toList();
        for (String service : counted) {
            for (DataType type : DataType.values()) {
                var source = new Source(service, type);
                records.show(source);
                if (Topology.CONSUMERS.contains(service)) {
                    batches.show(source);
                    retried.show(source);
                    Metric.DEAD_LETTERS_HELD.gauge(
                            meters, outbox, box -> box.held(source), "service", service, "type", type.plural());
                }
            }
        }
        registry.bind("record-health", new RecordHealth(records, counted));
        registry.bind("collect-batch", new CollectBatch());
        registry.bind("backlog", backlog);
        registry.bind("dead-letter-outbox", DeadLetterOutbox.class, outbox, null, "close");
        registry.bind(
                "dead-letters", new DeadLetters(topology, outbox, records, registry.findSingleByType(Timeline.class)));
        registry.bind("acknowledge", new Acknowledge(records, batches));
        registry.bind("retried", retried);
        registry.bind("give-back", new GiveBack(batches));
        queues.start();
    }
}
