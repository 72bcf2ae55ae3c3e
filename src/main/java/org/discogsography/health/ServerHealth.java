package org.discogsography.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.discogsography.outage.Liveness;
import org.discogsography.outage.PoolUse;
import org.discogsography.outage.ServerWatch;

/** The servers that this process works with: whether each answers, its circuit breaker, its connections. */
final class ServerHealth implements HealthSource {

    /** A server; the address of the host in use is left out before one has been reached, and the pool if there is none. */
    private record ServerState(
            String name,
            @JsonInclude(JsonInclude.Include.NON_NULL) String address,
            String connection,
            Instant since,
            String lastError,
            String breaker,
            boolean paused,
            long pausedSeconds,
            @JsonInclude(JsonInclude.Include.NON_NULL) PoolUse pool) {}

    private final CamelContext context;

    ServerHealth(CamelContext context) {
        this.context = context;
    }

    @Override
    public String section() {
        return "servers";
    }

    @Override
    public Object content() {
        Map<String, ServerState> servers = new LinkedHashMap<>();
        for (ServerWatch watch : watches()) {
            servers.put(watch.server().toLowerCase(Locale.ROOT), server(watch));
        }
        return servers;
    }

    private List<ServerWatch> watches() {
        Set<ServerWatch> watches = context.getRegistry().findByType(ServerWatch.class);
        return watches.stream()
                .sorted(Comparator.comparing(ServerWatch::server))
                .toList();
    }

    /** What the last check has found; before the first one, what the watch knows. */
    private Liveness.Status status(ServerWatch watch) {
        String name = watch.server().toLowerCase(Locale.ROOT) + "-liveness";
        Liveness liveness = context.getRegistry().lookupByNameAndType(name, Liveness.class);
        Liveness.Status status = liveness == null ? null : liveness.status();
        return status == null
                ? new Liveness.Status(watch.state() == ServerWatch.State.UP, watch.since(), watch.lastError())
                : status;
    }

    private ServerState server(ServerWatch watch) {
        Liveness.Status status = status(watch);
        return new ServerState(
                watch.server(),
                watch.address().orElse(null),
                status.answers() ? "up" : "down",
                status.since(),
                status.error() == null ? watch.lastError() : status.error(),
                watch.breaker().getState().name().toLowerCase(Locale.ROOT),
                watch.pauses().isRunning(),
                watch.pauses().total().toSeconds(),
                watch.pool().orElse(null));
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (ServerWatch watch : watches()) {
            if (!watch.isWatching()) {
                findings.add(Finding.unhealthy("The program no longer watches " + watch.server()));
            }
            switch (watch.state()) {
                case UP -> {
                    Liveness.Status status = status(watch);
                    if (!status.answers()) {
                        findings.add(Finding.degraded(
                                watch.server() + " has not answered since " + status.since() + ": " + status.error()));
                    }
                }
                case CONNECTING ->
                    findings.add(Finding.degraded(watch.server() + " has not been reached yet" + why(watch)));
                case DOWN -> {
                    // The same time as everywhere: when it stopped answering, not when its breaker opened.
                    Liveness.Status status = status(watch);
                    findings.add(Finding.degraded(watch.server()
                            + (status.answers()
                                    ? " answers, but its circuit breaker is not closed yet"
                                    : " has been down since " + status.since())
                            + why(watch)));
                }
            }
        }
        return findings;
    }

    private static String why(ServerWatch watch) {
        return watch.lastError() == null ? "" : ": " + watch.lastError();
    }
}
