package org.discogsography.dashboard;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.discogsography.broker.backlog.Backlog;

/**
 * Puts together what the dashboard shows, from what the processes say of themselves and RabbitMQ of its queues. What nobody
 * says is null, and never 0. Not thread-safe: the rates are those since the last call.
 */
final class SystemState {

    private final String version;
    private final boolean mayReplay;
    private final Rates rates = new Rates();
    private final Flow flow = new Flow(rates);
    private final FileStates files = new FileStates(rates);

    /** @param mayReplay whether there is a token with which dead letters can be replayed */
    SystemState(String version, boolean mayReplay) {
        this.version = version;
        this.mayReplay = mayReplay;
    }

    Map<String, Object> of(List<Instance> instances, Optional<Backlog.Waiting> queues) {
        long nanos = System.nanoTime();
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("time", Instant.now().toString());
        state.put("version", version);
        state.put("dump", FileStates.version(instances));
        state.put("replay", mayReplay);
        state.put("services", ServiceStates.of(instances));
        state.put("servers", ServerStates.of(instances));
        state.put("files", files.of(instances, nanos));
        state.put("flow", flow.of(instances, queues, nanos));
        state.put("events", RecentEvents.of(instances));
        rates.sweep();
        return state;
    }
}
