package org.discogsography.loads;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.discogsography.health.Finding;
import org.discogsography.health.HealthSource;

/** The newest load of each type in {@code /health}. */
public record LoadHealth(LoadWorker worker) implements HealthSource {

    /** A failure that lasts longer is told; a shorter one may pass by itself. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record State(
            String version, String state, Long records, Long removed, Instant startedAt, Instant completedAt) {}

    @Override
    public String section() {
        return "loads";
    }

    @Override
    public Object content() {
        Map<String, State> states = new LinkedHashMap<>();
        Load.newest(worker.loads())
                .forEach((type, load) -> states.put(
                        worker.service() + "-" + type,
                        new State(
                                load.version(),
                                load.state().word(),
                                load.records(),
                                load.removed(),
                                load.startedAt(),
                                load.completedAt())));
        return states;
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        Load.newest(worker.loads()).values().stream()
                .filter(load -> load.state() == LoadState.INCOMPLETE)
                .forEach(load -> findings.add(
                        Finding.degraded(worker.service() + " has not stored all " + load + ", so that nothing older is"
                                + " removed: replay its dead letters, or accept the load as it is")));
        LoadWorker.Failing failing = worker.failing();
        if (failing != null && failing.since().plus(PATIENCE).isBefore(Instant.now())) {
            findings.add(Finding.degraded("The loads of " + worker.service() + " have not been processed since "
                    + failing.since() + ": " + failing.reason()));
        }
        return findings;
    }
}
