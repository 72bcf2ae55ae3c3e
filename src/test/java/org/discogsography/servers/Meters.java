package org.discogsography.servers;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.search.RequiredSearch;
import org.discogsography.metrics.Metric;

/** What a program's metrics say now. */
public record Meters(MeterRegistry registry) {

    public static Meters of(Program program) {
        return new Meters(program.main().getCamelContext().getRegistry().findSingleByType(MeterRegistry.class));
    }

    /**
     * The value of a gauge or counter, the count of a timer or summary; of all with these tags together.
     *
     * @throws io.micrometer.core.instrument.search.MeterNotFoundException where there is none
     */
    public double value(Metric metric, String... tags) {
        return value(metric.id(), tags);
    }

    /** As {@link #value(Metric, String...)}, of a metric that is not the house's own. */
    public double value(String name, String... tags) {
        return RequiredSearch.in(registry).name(name).tags(tags).meters().stream()
                .mapToDouble(meter -> {
                    for (Measurement measurement : meter.measure()) {
                        if (measurement.getStatistic() == Statistic.COUNT
                                || measurement.getStatistic() == Statistic.VALUE) {
                            return measurement.getValue();
                        }
                    }
                    return Double.NaN;
                })
                .sum();
    }
}
