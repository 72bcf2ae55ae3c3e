package org.discogsography.broker;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.discogsography.dump.DataType;
import org.discogsography.health.Finding;
import org.discogsography.health.HealthSource;

/** The outcomes of the records since the start, by service and type. */
record OutcomeHealth(RecordOutcomes records, List<String> services) implements HealthSource {

    @Override
    public String section() {
        return "records";
    }

    @Override
    public Object content() {
        Map<String, Object> all = new LinkedHashMap<>();
        for (String service : services) {
            Map<String, Object> types = new LinkedHashMap<>();
            for (DataType type : DataType.values()) {
                types.put(type.plural(), outcomes(new ConsumerQueue(service, type)));
            }
            all.put(service, types);
        }
        return all;
    }

    private Map<String, Object> outcomes(ConsumerQueue queue) {
        Map<String, Object> outcomes = new LinkedHashMap<>();
        for (RecordOutcomes.Outcome outcome : RecordOutcomes.Outcome.of(queue.service())) {
            outcomes.put(outcome.name().toLowerCase(Locale.ROOT), records.total(queue, outcome));
        }
        return outcomes;
    }

    @Override
    public List<Finding> findings() {
        return List.of();
    }
}
