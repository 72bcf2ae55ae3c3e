package org.discogsography.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.discogsography.settings.RunningServices;

/** Puts together what is known of this process, without asking any server. Thread-safe. */
public final class HealthReport {

    private final CamelContext context;
    private final RunningServices running;
    private final Instant started = Instant.now();
    private final ServerHealth servers;
    private final RouteHealth routes;

    public HealthReport(CamelContext context, RunningServices running) {
        this.context = context;
        this.running = running;
        this.servers = new ServerHealth(context);
        this.routes = new RouteHealth(context);
    }

    /**
     * How the process is now.
     *
     * @param content what {@code /health} answers
     */
    public record Health(Finding.Status status, Map<String, Object> content) {}

    /** Two services in one process share a section. */
    private static Object together(Object one, Object other) {
        Map<Object, Object> both = new LinkedHashMap<>((Map<?, ?>) one);
        both.putAll((Map<?, ?>) other);
        return both;
    }

    /** Looks at all of it. */
    public Health now() {
        List<HealthSource> sources = new ArrayList<>(List.of(servers, routes));
        context.getRegistry().findByType(HealthSource.class).stream()
                .sorted(java.util.Comparator.comparing(HealthSource::section))
                .forEach(sources::add);
        List<Finding> findings = new ArrayList<>();
        Map<String, Object> sections = new LinkedHashMap<>();
        for (HealthSource source : sources) {
            sections.merge(source.section(), source.content(), HealthReport::together);
            findings.addAll(source.findings());
        }
        var status = findings.stream()
                .map(Finding::status)
                .max(java.util.Comparator.naturalOrder())
                .orElse(Finding.Status.HEALTHY);
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("status", status.word());
        content.put("service", running.names().size() == 1 ? running.names().get(0) : "discogsography");
        content.put("services", running.names());
        content.put("version", running.version());
        content.put("started_at", started.toString());
        content.put("uptime_seconds", Duration.between(started, Instant.now()).toSeconds());
        content.put("reasons", findings.stream().map(Finding::reason).toList());
        content.putAll(sections);
        return new Health(status, content);
    }
}
