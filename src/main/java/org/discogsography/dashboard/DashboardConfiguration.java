package org.discogsography.dashboard;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;
import org.discogsography.broker.backlog.Backlog;
import org.discogsography.broker.backlog.BacklogConfiguration;
import org.discogsography.broker.deadletters.DeadLetterQueues;
import org.discogsography.loads.DeadLetterCounts;
import org.discogsography.settings.RunningServices;
import org.discogsography.settings.Settings;
import org.discogsography.timeline.Timeline;
import org.discogsography.web.WebPages;
import org.discogsography.web.WebServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Binds the beans of the dashboard's routes, and serves its page. */
public final class DashboardConfiguration implements CamelConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(DashboardConfiguration.class);

    @Override
    public void configure(CamelContext context) throws Exception {
        new BacklogConfiguration().configure(context);
        Registry registry = context.getRegistry();
        var settings = new Settings(context);
        var server = registry.findSingleByType(WebServer.class);
        var timeline = registry.findSingleByType(Timeline.class);
        var running = registry.findSingleByType(RunningServices.class);
        var addresses = Addresses.of(settings);
        var token = Token.of(settings);
        LOG.info("the dashboard asks {}; {}", addresses, token.isSet() ? "replays are enabled" : "it is read-only");

        List<ScaledService> services = new ArrayList<>();
        services.add(new ScaledService(new Addresses.Address(server.address(), running.end()), ScaledService::resolve));
        addresses.all().stream()
                .filter(address -> !address.base().equals(server.address()))
                .forEach(address -> services.add(new ScaledService(address, ScaledService::resolve)));
        var stream = new StateStream();
        var monitor = new SystemMonitor(
                new InstancePoller(services, address -> new Instance(address, timeline)),
                new QueuePoller(registry.findSingleByType(Backlog.class)),
                running.version(),
                token.isSet(),
                stream::send);
        var deadLetters = new DeadLetterAdmin(new DeadLetterQueues(settings), timeline);
        registry.bind("dashboard-monitor", SystemMonitor.class, monitor, null, "close");
        registry.bind("dashboard-dead-letters", DeadLetterAdmin.class, deadLetters, null, "close");
        registry.bind("dashboard-permission", new Permission(token));
        boolean answersLoads = !running.names().contains("discovery");
        registry.bind("dashboard", new DashboardApi(monitor, deadLetters, answersLoads));
        DeadLetterCounts counts = monitor::deadLetters;
        registry.bind("dead-letter-counts", counts);
        WebPages.of(context).serve("/", "index.html");
        server.reading("/api/live").handler(stream);
        monitor.start();
    }
}
