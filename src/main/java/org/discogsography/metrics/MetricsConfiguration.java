package org.discogsography.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;

/** Binds what is measured in every process, whatever runs in it. */
public final class MetricsConfiguration implements CamelConfiguration {

    /** The bean's name under which Camel looks for the registry, and takes it for its own metrics. */
    public static final String REGISTRY = "metricsRegistry";

    /** A name that ends with _count is that of a part of a histogram. */
    private static final MeterFilter CPUS = new MeterFilter() {
        @Override
        public Meter.Id map(Meter.Id id) {
            return id.getName().equals("system.cpu.count") ? id.withName("system.cpus") : id;
        }
    };

    /** The registry of a process, the only one: whatever serves metrics, on whatever port, serves these. */
    public static MeterRegistry registry() {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.config()
                .namingConvention(new SnakeCase())
                // In nanoseconds: JvmMeters has it in seconds.
                .meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"))
                .meterFilter(CPUS)
                .meterFilter(new Descriptions());
        return registry;
    }

    @Override
    public void configure(CamelContext context) {
        var jvm = new JvmMeters();
        jvm.bindTo(context.getRegistry().findSingleByType(MeterRegistry.class));
        context.getRegistry().bind("jvm-meters", JvmMeters.class, jvm, null, "close");
    }
}
