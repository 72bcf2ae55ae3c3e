package org.discogsography.web;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.PlatformHttpConstants;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.service.ServiceHelper;
import org.discogsography.health.HealthReport;
import org.discogsography.metrics.Metric;
import org.discogsography.settings.RunningServices;
import org.discogsography.settings.Setting;
import org.discogsography.settings.Settings;
import org.discogsography.threads.ErrorsConfiguration;
import org.discogsography.timeline.Timeline;

/** Starts the process's HTTP server, and binds the answers that every process gives. */
public final class WebConfiguration implements CamelConfiguration {

    private static final int WORKERS = 8;

    @Override
    public void configure(CamelContext context) throws Exception {
        new ErrorsConfiguration().configure(context);
        Registry registry = context.getRegistry();
        var settings = new Settings(context);
        var running = registry.findSingleByType(RunningServices.class);
        Setting port = Setting.of(running.end(), "port");
        var server = new WebServer(
                "answers on",
                settings.text(Setting.HTTP_HOST),
                settings.number(port),
                port.property(),
                new WebLimits(
                        settings.number(Setting.HTTP_CONNECTIONS),
                        settings.duration(Setting.HTTP_IDLE_TIMEOUT),
                        settings.number(Setting.HTTP_BODY_LIMIT),
                        workers(running, settings)),
                allowedHosts(settings));
        registry.bind("web-server", server);
        registry.bind("health", new HealthAnswer(new HealthReport(context, running)));
        registry.bind(PlatformHttpConstants.PLATFORM_HTTP_ENGINE_NAME, PlatformHttpEngine.class, server.engine());
        var meters = registry.findSingleByType(PrometheusMeterRegistry.class);
        Metric.BUILD.gauge(
                meters,
                running,
                known -> 1,
                "version",
                running.version(),
                "services",
                String.join(",", running.names()));
        registry.bind("metrics", new MetricsAnswer(meters));
        registry.bind("events", new EventsAnswer(registry.findSingleByType(Timeline.class)));
        registry.bind("loads", new LoadsAnswer());
        server.setCamelContext(context);
        // Now and not with the context, which would log a stack trace if the port is taken.
        ServiceHelper.startService(server);
        server.bind();
        context.addService(server, true, true);
    }

    /** Questions may take all of theirs, and the others, {@code /health} among them, are still answered. */
    private static int workers(RunningServices running, Settings settings) {
        return WORKERS + (running.names().contains("discovery") ? settings.number(Setting.DISCOVERY_QUESTIONS) : 0);
    }

    /** The listed host names that the process's servers accept, in lower case. */
    public static Set<String> allowedHosts(Settings settings) {
        return Arrays.stream(settings.text(Setting.HTTP_ALLOWED_HOSTS)
                        .toLowerCase(Locale.ROOT)
                        .split(","))
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
    }
}
