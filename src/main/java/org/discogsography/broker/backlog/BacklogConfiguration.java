package org.discogsography.broker.backlog;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;
import org.discogsography.broker.BrokerConnections;
import org.discogsography.broker.Topology;
import org.discogsography.broker.consuming.ConsumerLag;
import org.discogsography.broker.consuming.ConsumingConfiguration;
import org.discogsography.settings.Setting;
import org.discogsography.settings.Settings;

/** Binds what knows how much waits in the queues, once for all services in a process. */
public final class BacklogConfiguration implements CamelConfiguration {

    @Override
    public void configure(CamelContext context) {
        Registry registry = context.getRegistry();
        if (registry.lookupByName("backlog") != null) {
            return;
        }
        new ConsumingConfiguration().configure(context);
        var connections = registry.findSingleByType(BrokerConnections.class);
        var topology = registry.findSingleByType(Topology.class);
        var backlog = new Backlog(connections.shared(), topology);
        var standstill = new Standstill(
                new Settings(context).duration(Setting.HEALTH_STANDSTILL), new ConsumersAtWork(context)::at);
        var meters = connections.closeFirst(new QueueMeters(
                backlog,
                topology,
                registry.findSingleByType(MeterRegistry.class),
                new Settings(context).duration(Setting.METRICS_BACKLOG_INTERVAL),
                registry.findSingleByType(ConsumerLag.class),
                standstill));
        registry.bind("backlog", backlog);
        registry.bind("queue-meters", meters);
        registry.bind("standstill", standstill);
        meters.start();
    }
}
