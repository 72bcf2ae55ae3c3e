package org.discogsography.health;

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

/** The servers that this process works with: whether each is there, its breaker, its connections. */
final class ServerHealth implements HealthSource {

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
        Map<String, Object> servers = new LinkedHashMap<>();
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

    private Map<String, Object> server(ServerWatch watch) {
        Map<String, Object> server = new LinkedHashMap<>();
        server.put("name", watch.server());
        Liveness.Status status = status(watch);
        server.put("connection", status.answers() ? "up" : "down");
        server.put("since", status.since().toString());
        server.put("last_error", status.error() == null ? watch.lastError() : status.error());
        server.put("breaker", watch.breaker().getState().name().toLowerCase(Locale.ROOT));
        server.put("paused", watch.pauses().isRunning());
        server.put("paused_seconds", watch.pauses().total().toSeconds());
        watch.pool().ifPresent(use -> server.put("pool", pool(use)));
        return server;
    }

    private static Map<String, Object> pool(PoolUse use) {
        Map<String, Object> pool = new LinkedHashMap<>();
        pool.put("in_use", use.inUse());
        pool.put("idle", use.idle());
        pool.put("waiting", use.waiting());
        pool.put("maximum", use.maximum());
        return pool;
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (ServerWatch watch : watches()) {
            if (!watch.isWatching()) {
                findings.add(Finding.unhealthy("Nobody watches over " + watch.server() + " any more"));
            }
            switch (watch.state()) {
                case UP -> {
                    Liveness.Status status = status(watch);
                    if (!status.answers()) {
                        findings.add(Finding.degraded(
                                watch.server() + " does not answer since " + status.since() + ": " + status.error()));
                    }
                }
                case CONNECTING ->
                    findings.add(Finding.degraded(watch.server() + " has not been reached so far" + why(watch)));
                case DOWN ->
                    findings.add(Finding.degraded(watch.server() + " is down since " + watch.since() + why(watch)));
            }
        }
        return findings;
    }

    private static String why(ServerWatch watch) {
        return watch.lastError() == null ? "" : ": " + watch.lastError();
    }
}
