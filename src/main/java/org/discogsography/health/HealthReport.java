package org.discogsography.health;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.discogsography.settings.RunningServices;

/** Collects the health of this process, without asking any server. Thread-safe. */
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
     * The health of the process, as {@code /health} serves it.
     *
     * @param service the only service of the process, or {@code discogsography}
     * @param reasons why the process is not healthy
     * @param sections of the {@link HealthSource}s, by name; they stand beside the other fields
     */
    public record Health(
            String status,
            String service,
            List<String> services,
            String version,
            Instant startedAt,
            long uptimeSeconds,
            List<String> reasons,
            @JsonAnyGetter Map<String, Object> sections) {

        /** Whether the process cannot recover by itself. */
        public boolean needsRestart() {
            return status.equals(Finding.Status.UNHEALTHY.word());
        }
    }

    /** The health now. */
    public Health now() {
        List<Finding> findings = new ArrayList<>();
        Map<String, Object> sections = new LinkedHashMap<>();
        for (HealthSource source : sources()) {
            sections.merge(source.section(), source.content(), HealthReport::merged);
            findings.addAll(source.findings());
        }
        return new Health(
                worst(findings).word(),
                running.names().size() == 1 ? running.names().get(0) : "discogsography",
                running.names(),
                running.version(),
                started,
                Duration.between(started, Instant.now()).toSeconds(),
                findings.stream().map(Finding::reason).toList(),
                sections);
    }

    private List<HealthSource> sources() {
        List<HealthSource> sources = new ArrayList<>(List.of(servers, routes));
        context.getRegistry().findByType(HealthSource.class).stream()
                .sorted(Comparator.comparing(HealthSource::section))
                .forEach(sources::add);
        return sources;
    }

    private static Finding.Status worst(List<Finding> findings) {
        return findings.stream()
                .map(Finding::status)
                .max(Comparator.naturalOrder())
                .orElse(Finding.Status.HEALTHY);
    }

    private static Object merged(Object one, Object other) {
        Map<Object, Object> both = new LinkedHashMap<>((Map<?, ?>) one);
        both.putAll((Map<?, ?>) other);
        return both;
    }
}
