package org.discogsography.discovery;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.discogsography.health.Finding;
import org.discogsography.health.HealthSource;
import org.discogsography.outage.Liveness;

/** The health of the questions: the stores that they are put to, what these do not let them read, and how many are being answered. */
record DiscoveryHealth(List<StoreLiveness> stores, ReadRights rights, Gate gate) implements HealthSource {

    private record StoreState(
            String connection,
            Instant since,
            @JsonInclude(JsonInclude.Include.NON_NULL) String lastError,
            String breaker) {}

    @Override
    public String section() {
        return "discovery";
    }

    @Override
    public Object content() {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("ready", stores.stream().anyMatch(store -> answers(store.status())));
        content.put("questions", gate.inside());
        content.put("waiting", gate.waiting());
        content.put("loading", gate.pace().isLoading());
        for (StoreLiveness store : stores) {
            Liveness.Status status = store.status();
            content.put(
                    store.store().word(),
                    new StoreState(
                            answers(status) ? "up" : "down",
                            status == null ? null : status.since(),
                            status == null ? null : status.error(),
                            store.breaker().getState().name().toLowerCase(Locale.ROOT)));
        }
        return content;
    }

    private static boolean answers(Liveness.Status status) {
        return status != null && status.answers();
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (StoreLiveness store : stores) {
            Liveness.Status status = store.status();
            if (status == null) {
                findings.add(Finding.degraded(store.store() + " has not been reached yet"));
            } else if (!status.answers()) {
                findings.add(Finding.degraded(
                        store.store() + " has not answered since " + status.since() + ": " + status.error()));
            }
        }
        findings.addAll(rights.findings());
        return findings;
    }
}
