package org.discogsography.outage;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.discogsography.metrics.Metric;

/**
 * Shows what a {@link ServerWatch} knows: whether its server is up, its breaker's state, the pauses. The tag {@code server}
 * is the server's name in lower case.
 */
record ServerMeters(ServerWatch watch) implements MeterBinder {

    private static final List<CircuitBreaker.State> STATES = List.of(
            CircuitBreaker.State.CLOSED,
            CircuitBreaker.State.OPEN,
            CircuitBreaker.State.HALF_OPEN,
            CircuitBreaker.State.FORCED_OPEN);

    @Override
    public void bindTo(MeterRegistry registry) {
        String server = watch.server().toLowerCase(Locale.ROOT);
        for (CircuitBreaker.State state : STATES) {
            Metric.BREAKER_STATE.gauge(
                    registry,
                    watch.breaker(),
                    breaker -> breaker.getState() == state ? 1 : 0,
                    "server",
                    server,
                    "state",
                    state.name().toLowerCase(Locale.ROOT));
        }
        Metric.SERVER_UP.gauge(
                registry, watch, known -> known.state() == ServerWatch.State.UP ? 1 : 0, "server", server);
        Metric.SERVER_STATE_AGE.gauge(
                registry, watch, known -> seconds(Duration.between(known.since(), Instant.now())), "server", server);
        Metric.PAUSES.counted(registry, watch.pauses(), RoutePauses::count, "server", server);
        Metric.PAUSED.counted(registry, watch.pauses(), pauses -> seconds(pauses.total()), "server", server);
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }
}
